package io.tintin.cli.floating;

/**
 * The largest value of each window; the gradient goes to the first of the largest, row by row, and
 * adds up where windows overlap.
 */
final class FloatMaxPool implements FloatLayer {
  private final PoolWindows windows;

  /** Which element of its window each output is, {@code [outRows][outWidth * batch]}. */
  private final int[][] winners;

  FloatMaxPool(PoolWindows windows, int maxBatch) {
    this.windows = windows;
    this.winners = new int[windows.outRows()][windows.outWidth() * maxBatch];
  }

  @Override
  public void forward(FloatTensor[] inputs, int batch, FloatTensor output) {
    int width = windows.windowWidth();
    for (int r = 0; r < output.rows.length; r++) {
      int first = windows.firstRow(r);
      for (int k = 0; k < windows.size(); k++) {
        float[] row = inputs[0].rows[first + k / width];
        for (int x = 0; x < windows.outWidth(); x++) {
          int from = (x * windows.stride() + k % width) * batch;
          if (k == 0) {
            begin(row, from, x * batch, batch, output.rows[r], winners[r]);
          } else {
            raise(row, from, k, x * batch, batch, output.rows[r], winners[r]);
          }
        }
      }
    }
  }

  private static void begin(
      float[] row, int from, int to, int batch, float[] largest, int[] winner) {
    System.arraycopy(row, from, largest, to, batch);
    for (int b = 0; b < batch; b++) {
      winner[to + b] = 0;
    }
  }

  private static void raise(
      float[] row, int from, int k, int to, int batch, float[] largest, int[] winner) {
    for (int b = 0; b < batch; b++) {
      float value = row[from + b];
      float best = largest[to + b];
      winner[to + b] = value > best ? k : winner[to + b];
      largest[to + b] = Math.max(value, best);
    }
  }

  @Override
  public void backward(
      FloatTensor[] inputs,
      FloatTensor output,
      FloatTensor gradOutput,
      int batch,
      FloatTensor[] gradInputs) {
    for (FloatTensor gradInput : gradInputs) {
      gradInput.clear(batch);
      for (int r = 0; r < output.rows.length; r++) {
        scatter(gradOutput.rows[r], winners[r], batch, gradInput.rows, windows.firstRow(r));
      }
    }
  }

  private void scatter(
      float[] gradOutput, int[] winner, int batch, float[][] gradInput, int first) {
    for (int x = 0; x < windows.outWidth(); x++) {
      int from = x * batch;
      int to = x * windows.stride() * batch;
      for (int b = 0; b < batch; b++) {
        int line = winner[from + b] / windows.windowWidth();
        int column = winner[from + b] - line * windows.windowWidth();
        gradInput[first + line][to + column * batch + b] += gradOutput[from + b];
      }
    }
  }
}
