package io.tintin.cli.floating;

import io.tintin.core.tensor.Shape;

/** The mean of each channel of a sequence or an image. */
final class FloatGlobalAveragePool implements FloatLayer {
  private final int lines;
  private final float share;

  FloatGlobalAveragePool(Shape input) {
    this.lines = input.rank() == 3 ? input.extent(0) : 1;
    this.share = (float) input.channels() / input.size();
  }

  @Override
  public void forward(FloatTensor[] inputs, int batch, FloatTensor output) {
    output.clear(batch);
    for (int r = 0; r < inputs[0].rows.length; r++) {
      for (int x = 0; x < inputs[0].columns; x++) {
        Rows.addRun(inputs[0].rows[r], x * batch, output.rows[0], r / lines * batch, batch);
      }
    }
    output.scale(share, batch);
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
      for (int r = 0; r < gradInput.rows.length; r++) {
        for (int x = 0; x < gradInput.columns; x++) {
          Rows.addRun(gradOutput.rows[0], r / lines * batch, gradInput.rows[r], x * batch, batch);
        }
      }
      gradInput.scale(share, batch);
    }
  }
}
