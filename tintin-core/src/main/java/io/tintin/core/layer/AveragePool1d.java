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

  private static final String NAME = "average pool";

  /** Windows of this size that touch but do not overlap. */
  public AveragePool1d(int size) {
    this(size, size);
  }

  public AveragePool1d {
    Pooling.check(NAME, MAX_SIZE, size, stride);
  }

  @Override
  public Shape outputShape(Shape... inputs) {
    return Pooling.ofSequence(NAME, size, stride, inputs);
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
