package io.tintin.cli.floating;

/** The mean of each window; gradients add up where windows overlap. */
final class FloatAveragePool implements FloatLayer {
  private final PoolWindows windows;
  private final float share;

  FloatAveragePool(PoolWindows windows) {
    this.windows = windows;
    this.share = 1f / windows.size();
  }

  @Override
  public void forward(FloatTensor[] inputs, int batch, FloatTensor output) {
    output.clear(batch);
    for (int r = 0; r < output.rows.length; r++) {
      for (int ky = 0; ky < windows.windowHeight(); ky++) {
        float[] row = inputs[0].rows[windows.firstRow(r) + ky];
        for (int x = 0; x < windows.outWidth(); x++) {
          for (int kx = 0; kx < windows.windowWidth(); kx++) {
            int from = (x * windows.stride() + kx) * batch;
            Rows.addRun(row, from, output.rows[r], x * batch, batch);
          }
        }
      }
      Rows.scale(output.rows[r], share, output.length(batch));
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
        for (int ky = 0; ky < windows.windowHeight(); ky++) {
          float[] row = gradInput.rows[windows.firstRow(r) + ky];
          for (int x = 0; x < windows.outWidth(); x++) {
            for (int kx = 0; kx < windows.windowWidth(); kx++) {
              int to = (x * windows.stride() + kx) * batch;
              Rows.addRun(gradOutput.rows[r], x * batch, row, to, batch);
            }
          }
        }
      }
      gradInput.scale(share, batch);
    }
  }
}
