package io.tintin.cli.floating;

/** {@code output = tanh(input)}, {@code gradInput = gradOutput * (1 - output^2)}. */
final class FloatTanh implements FloatLayer {
  @Override
  public void forward(FloatTensor[] inputs, int batch, FloatTensor output) {
    int count = output.length(batch);
    for (int r = 0; r < output.rows.length; r++) {
      float[] input = inputs[0].rows[r];
      for (int j = 0; j < count; j++) {
        output.rows[r][j] = (float) StrictMath.tanh(input[j]);
      }
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
      for (int r = 0; r < output.rows.length; r++) {
        pass(output.rows[r], gradOutput.rows[r], output.length(batch), gradInput.rows[r]);
      }
    }
  }

  private static void pass(float[] output, float[] gradOutput, int count, float[] gradInput) {
    for (int j = 0; j < count; j++) {
      gradInput[j] = gradOutput[j] * (1 - output[j] * output[j]);
    }
  }
}
