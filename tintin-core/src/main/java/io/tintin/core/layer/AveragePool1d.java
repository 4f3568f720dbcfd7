package io.tintin.core.layer;

import io.tintin.core.internal.kernel.AveragePoolKernels;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * The mean of each window of a sequence, channel by channel: {@link AveragePool2d} over one extent,
 * with windows of {@code size} values.
 *
 * <p>There is no padding: the input is {@code [length, channels]}, the output {@code [floor((length
 * - size) / stride) + 1, channels]}.
 *
 * @param size values of a window, in [1, {@link #MAX_SIZE}]
 * @param stride values from one window to the next, at least 1
 */
public record AveragePool1d(int size, int stride) implements Layer {
  /** Largest window: {@code (2^9 * 127 + 1) * size} is below 2^31. */
  public static final int MAX_SIZE = AveragePoolKernels.MAX_VALUES; // 33,025

  /** Windows of this size that touch but do not overlap. */
  public AveragePool1d(int size) {
    this(size, size);
  }

  public AveragePool1d {
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException(
          "average pool size must be in [1, " + MAX_SIZE + "]: " + size);
    }
    if (stride < 1) {
      throw new IllegalArgumentException("average pool stride must be at least 1: " + stride);
    }
  }

  @Override
  public Shape outputShape(Shape... inputs) {
    Shape input = Accumulation.only("average pool", inputs);
    if (input.rank() != 2) {
      throw new IllegalArgumentException(
          "average pool input must be a sequence [length, channels]: " + input);
    }
    if (input.extent(0) < size) {
      throw new IllegalArgumentException(
          "average pool input length must be at least " + size + ": " + input);
    }
    return Shape.of((input.extent(0) - size) / stride + 1, input.extent(1));
  }

  @Override
  public List<WorstSum> worstSums(int batch, Shape... inputs) {
    return AveragePooling.worstSums(size, (size - 1) / stride + 1);
  }

  @Override
  public void forward(LayerSite site) {
    AveragePooling.forward(site, 1, site.inputShape().extent(0), 1, size, stride);
  }

  @Override
  public void backward(LayerSite site) {
    AveragePooling.backward(site, 1, site.inputShape().extent(0), 1, size, stride);
  }
}
