package io.tintin.core.layer;

import io.tintin.core.internal.kernel.AveragePoolKernels;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * The mean of each channel of a sequence {@code [length, channels]} or an image {@code [height,
 * width, channels]}; the output is {@code [channels]}, so that a model takes any length.
 *
 * <p>Computed as {@link AveragePool2d} with one window that is the whole input.
 *
 * <p>Source: Lin et al. 2013, "Network In Network", section 3.2, arXiv:1312.4400.
 */
public record GlobalAveragePool() implements Layer {
  /** Most values of a channel: {@code (2^9 * 127 + 1) * pixels} is below 2^31. */
  public static final int MAX_PIXELS = AveragePoolKernels.MAX_VALUES; // 33,025

  @Override
  public Shape outputShape(Shape... inputs) {
    Shape input = Accumulation.only("global average pool", inputs);
    if (input.rank() != 2 && input.rank() != 3) {
      throw new IllegalArgumentException(
          "global average pool input must be [length, channels] or [height, width, channels]: "
              + input);
    }
    if (pixels(input) > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "global average pool input must have at most "
              + MAX_PIXELS
              + " values a channel, or a sum could wrap: "
              + pixels(input));
    }
    return Shape.of(input.channels());
  }

  private static int pixels(Shape input) {
    return input.size() / input.channels();
  }

  @Override
  public List<WorstSum> worstSums(int batch, Shape... inputs) {
    return AveragePooling.worstSums(pixels(inputs[0]), 1);
  }

  @Override
  public void forward(LayerSite site) {
    int pixels = pixels(site.inputShape());
    AveragePooling.forward(site, 1, pixels, 1, pixels, 1);
  }

  @Override
  public void backward(LayerSite site) {
    int pixels = pixels(site.inputShape());
    AveragePooling.backward(site, 1, pixels, 1, pixels, 1);
  }
}
