package io.tintin.cli.floating;

/**
 * Passes what is above 0, and a share of the rest: none of it, or that of a leaky one. An input of
 * 0 has the slope of the negative side.
 */
final class FloatRelu implements FloatLayer {
  private final float slope;

  /**
   * With this slope below 0.
   *
   * @param slope in [0, 1)
   */
  FloatRelu(float slope) {
    this.slope = slope;
  }

  @Override
  public void forward(FloatTensor[] inputs, int batch, FloatTensor output) {
    for (int r = 0; r < output.rows.length; r++) {
      rectify(inputs[0].rows[r], slope, output.length(batch), output.rows[r]);
    }
  }

  private static void rectify(float[] input, float slope, int count, float[] output) {
    for (int j = 0; j < count; j++) {
      output[j] = Math.max(input[j], slope * input[j]);
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
        pass(inputs[0].rows[r], gradOutput.rows[r], slope, output.length(batch), gradInput.rows[r]);
      }
    }
  }

  private static void pass(
      float[] input, float[] gradOutput, float slope, int count, float[] gradInput) {
    for (int j = 0; j < count; j++) {
      gradInput[j] = input[j] > 0 ? gradOutput[j] : slope * gradOutput[j];
    }
  }
}
