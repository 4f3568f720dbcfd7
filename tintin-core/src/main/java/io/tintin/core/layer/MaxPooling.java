package io.tintin.core.layer;

import io.tintin.core.internal.kernel.MaxPoolKernels;
import io.tintin.core.tensor.Int8Buffer;

/** What both max poolings share: the passes, given the extents of input and window. */
final class MaxPooling {
  private MaxPooling() {}

  static void forward(
      LayerSite site, int height, int width, int windowHeight, int windowWidth, int stride) {
    Int8Buffer input = site.input();
    MaxPoolKernels.forward(
        input.values,
        height,
        width,
        site.inputShape().channels(),
        windowHeight,
        windowWidth,
        stride,
        site.batch,
        site.output.values);
    site.output.setScaleOf(input);
  }

  static void backward(
      LayerSite site, int height, int width, int windowHeight, int windowWidth, int stride) {
    if (!site.wantsGradient(0)) {
      return;
    }
    MaxPoolKernels.backward(
        site.input().values,
        site.gradOutput.values,
        height,
        width,
        site.inputShape().channels(),
        windowHeight,
        windowWidth,
        stride,
        site.batch,
        site.acc.values);
    site.acc.setScaleOf(site.gradOutput);
    boolean isShared = Math.max(windowHeight, windowWidth) > stride;
    if (isShared) {
      site.requantizeGradient();
    } else {
      site.acc.narrowTo(site.gradInputs[0], site.inputShape().size() * site.batch);
    }
  }
}
