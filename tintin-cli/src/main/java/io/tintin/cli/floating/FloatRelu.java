package io.tintin.cli.floating;

import java.util.List;

/** {@code output = max(input, 0)}; the gradient passes where the input is above 0. */
final class FloatRelu implements FloatLayer {
  @Override
  public List<FloatParameter> parameters() {
    return List.of();
  }

  @Override
  public void forward(FloatTensor[] inputs, int batch, FloatTensor output) {
    for (int r = 0; r < output.rows.length; r++) {
      rectify(inputs[0].rows[r], output.length(batch), output.rows[r]);
    }
  }

  private static void rectify(float[] input, int count, float[] output) {
    for (int j = 0; j < count; j++) {
      output[j] = Math.max(input[j], 0);
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
        pass(inputs[0].rows[r], gradOutput.rows[r], output.length(batch), gradInput.rows[r]);
      }
    }
  }

  private static void pass(float[] input, float[] gradOutput, int count, float[] gradInput) {
    for (int j = 0; j < count; j++) {
      gradInput[j] = input[j] > 0 ? gradOutput[j] : 0;
    }
  }
}
