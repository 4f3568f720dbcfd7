package io.tintin.cli.floating;

/** Makes one row of all rows: a vector of an image, {@code [channels, height, width]}. */
final class FloatFlatten implements FloatLayer {
  @Override
  public void forward(FloatTensor[] inputs, int batch, FloatTensor output) {
    int count = inputs[0].length(batch);
    for (int r = 0; r < inputs[0].rows.length; r++) {
      System.arraycopy(inputs[0].rows[r], 0, output.rows[0], r * count, count);
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
      int count = gradInput.length(batch);
      for (int r = 0; r < gradInput.rows.length; r++) {
        System.arraycopy(gradOutput.rows[0], r * count, gradInput.rows[r], 0, count);
      }
    }
  }
}
