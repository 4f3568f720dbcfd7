package io.tintin.core.layer;

import io.tintin.core.internal.kernel.AveragePoolKernels;
import io.tintin.core.tensor.Int8Buffer;
import java.util.List;

/** What all average poolings share: the passes, given the extents of input and window. */
final class AveragePooling {
  private AveragePooling() {}

  /**
   * What is divided for a mean, and the gradient of an input in so many windows.
   *
   * @param values of a window
   * @param windows that share an input, at most {@code values}
   */
  static List<WorstSum> worstSums(int values, long windows) {
    long scaled = 127L << AveragePoolKernels.FRACTION_BITS;
    long share = ((254L << AveragePoolKernels.shareBits(values)) + values) / (2L * values);
    return List.of(
        new WorstSum("output", (2 * scaled + 1) * values),
        new WorstSum("gradient by the input", share * windows));
  }

  static void forward(
      LayerSite site, int height, int width, int windowHeight, int windowWidth, int stride) {
    Int8Buffer input = site.input();
    AveragePoolKernels.forward(
        input.values,
        height,
        width,
        site.inputShape().channels(),
        windowHeight,
        windowWidth,
        stride,
        site.batch,
        site.acc.values);
    site.acc.setScale(input.shift - AveragePoolKernels.FRACTION_BITS, input.up, input.down);
    site.requantizeOutput();
  }

  static void backward(
      LayerSite site, int height, int width, int windowHeight, int windowWidth, int stride) {
    if (!site.wantsGradient(0)) {
      return;
    }
    Int8Buffer gradOutput = site.gradOutput;
    AveragePoolKernels.backward(
        gradOutput.values,
        height,
        width,
        site.inputShape().channels(),
        windowHeight,
        windowWidth,
        stride,
        site.batch,
        site.acc.values);
    int shareBits = AveragePoolKernels.shareBits(windowHeight * windowWidth);
    site.acc.setScale(gradOutput.shift - shareBits, gradOutput.up, gradOutput.down);
    site.requantizeGradient();
  }
}
