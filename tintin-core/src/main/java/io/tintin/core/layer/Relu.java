package io.tintin.core.layer;

import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;

/** {@code output = max(input, 0)}; the gradient passes where the input is above 0. */
public record Relu() implements Layer {
  @Override
  public Shape outputShape(Shape... inputs) {
    return Accumulation.only("relu", inputs);
  }

  @Override
  public void forward(LayerSite site) {
    Int8Buffer input = site.input();
    int count = site.inputShape().size() * site.batch;
    for (int i = 0; i < count; i++) {
      site.output.values[i] = (byte) Math.max(input.values[i], 0);
    }
    site.output.setScaleOf(input);
  }

  @Override
  public void backward(LayerSite site) {
    if (!site.wantsGradient(0)) {
      return;
    }
    Int8Buffer gradInput = site.gradInputs[0];
    byte[] input = site.input().values;
    byte[] gradOutput = site.gradOutput.values;
    int count = site.inputShape().size() * site.batch;
    for (int i = 0; i < count; i++) {
      gradInput.values[i] = input[i] > 0 ? gradOutput[i] : 0;
    }
    gradInput.setScaleOf(site.gradOutput);
  }
}
