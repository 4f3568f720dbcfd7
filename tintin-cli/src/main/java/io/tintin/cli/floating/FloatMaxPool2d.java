package io.tintin.cli.floating;

import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * The largest value of each square window; the gradient goes to the first of the largest, row by
 * row, and adds up where windows overlap.
 */
final class FloatMaxPool2d implements FloatLayer {
  private final int size;
  private final int stride;
  private final int height;
  private final int outHeight;
  private final int outWidth;

  /** Which element of its window each output is, {@code [outRows][outWidth * batch]}. */
  private final int[][] winners;

  FloatMaxPool2d(MaxPool2d layer, Shape input, int maxBatch) {
    Shape output = layer.outputShape(input);
    this.size = layer.size();
    this.stride = layer.stride();
    this.height = input.extent(0);
    this.outHeight = output.extent(0);
    this.outWidth = output.extent(1);
    this.winners = new int[output.extent(2) * outHeight][outWidth * maxBatch];
  }

  @Override
  public List<FloatParameter> parameters() {
    return List.of();
  }

  @Override
  public void forward(FloatTensor[] inputs, int batch, FloatTensor output) {
    for (int r = 0; r < output.rows.length; r++) {
      int first = firstRow(r);
      for (int k = 0; k < size * size; k++) {
        float[] row = inputs[0].rows[first + k / size];
        for (int x = 0; x < outWidth; x++) {
          int from = (x * stride + k % size) * batch;
          if (k == 0) {
            begin(row, from, x * batch, batch, output.rows[r], winners[r]);
          } else {
            raise(row, from, k, x * batch, batch, output.rows[r], winners[r]);
          }
        }
      }
    }
  }

  private int firstRow(int outRow) {
    return outRow / outHeight * height + outRow % outHeight * stride;
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
        scatter(gradOutput.rows[r], winners[r], batch, gradInput.rows, firstRow(r));
      }
    }
  }

  private void scatter(
      float[] gradOutput, int[] winner, int batch, float[][] gradInput, int first) {
    for (int x = 0; x < outWidth; x++) {
      int from = x * batch;
      int to = x * stride * batch;
      for (int b = 0; b < batch; b++) {
        int line = winner[from + b] / size;
        int column = winner[from + b] - line * size;
        gradInput[first + line][to + column * batch + b] += gradOutput[from + b];
      }
    }
  }
}
