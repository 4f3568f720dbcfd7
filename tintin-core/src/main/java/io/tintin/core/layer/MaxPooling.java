package io.tintin.core.layer;

import static io.tintin.core.internal.kernel.KernelChoice.KERNELS;

import io.tintin.core.internal.kernel.KernelScratch;
import io.tintin.core.internal.kernel.MaxPoolKernels;
import io.tintin.core.internal.kernel.PoolGeometry;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** What both max poolings share: the passes, given the extents of input and window. */
final class MaxPooling {
  private MaxPooling() {}

  /**
   * The extents of a layer that is a max pooling; null for any other.
   *
   * @param input a shape that the layer accepts
   */
  static @Nullable PoolGeometry geometry(Layer layer, Shape input) {
    if (layer instanceof MaxPool2d pool) {
      return pool.geometry(input);
    }
    return layer instanceof MaxPool1d pool ? pool.geometry(input) : null;
  }

  static void forward(LayerSite site) {
    Int8Buffer input = site.input();
    KernelScratch scratch = site.scratch.kernels;
    KERNELS.maxPool(site.pool(), input.values, site.batch, scratch, site.output.values);
    site.output.setScaleOf(input);
  }

  static void backward(LayerSite site) {
    if (!site.wantsGradient(0)) {
      return;
    }
    PoolGeometry geometry = site.pool();
    byte[] input = site.input().values;
    byte[] gradOutput = site.gradOutput.values;
    if (geometry.overlaps()) {
      MaxPoolKernels.backward(geometry, input, gradOutput, site.batch, site.acc.values);
      site.acc.setScaleOf(site.gradOutput);
      site.requantizeGradient();
    } else {
      Int8Buffer gradInput = site.gradInputs[0];
      byte[] output = site.output.values;
      KernelScratch scratch = site.scratch.kernels;
      KERNELS.maxPoolBackward(
          geometry, input, output, gradOutput, site.batch, scratch, gradInput.values);
      gradInput.setScaleOf(site.gradOutput);
    }
  }
}
