package io.tintin.core.layer;

import static io.tintin.core.internal.kernel.KernelChoice.KERNELS;

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
    KERNELS.relu(input.values, count, site.output.values);
    site.output.setScaleOf(input);
  }

  @Override
  public void backward(LayerSite site) {
    if (!site.wantsGradient(0)) {
      return;
    }
    Int8Buffer gradInput = site.gradInputs[0];
    int count = site.inputShape().size() * site.batch;
    KERNELS.reluBackward(site.input().values, site.gradOutput.values, count, gradInput.values);
    gradInput.setScaleOf(site.gradOutput);
  }
}
