package io.tintin.core.layer;

import io.tintin.core.internal.kernel.PoolGeometry;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * The largest value of each window of a sequence, channel by channel: {@link MaxPool2d} over one
 * extent, with the same gradient and the same scale.
 *
 * <p>There is no padding: the input is {@code [length, channels]}, the output {@code [floor((length
 * - size) / stride) + 1, channels]}.
 *
 * @param size values of a window, in [1, {@link #MAX_SIZE}]
 * @param stride values from one window to the next, at least 1
 */
public record MaxPool1d(int size, int stride) implements Layer {
  /**
   * Largest window: as many values as those of {@link MaxPool2d}; a value is in no more of them.
   */
  public static final int MAX_SIZE = MaxPool2d.MAX_SIZE * MaxPool2d.MAX_SIZE; // 16,384

  private static final String NAME = "max pool";

  /** Windows of this size that touch but do not overlap. */
  public MaxPool1d(int size) {
    this(size, size);
  }

  public MaxPool1d {
    Pooling.check(NAME, MAX_SIZE, size, stride);
  }

  @Override
  public Shape outputShape(Shape... inputs) {
    return Pooling.ofSequence(NAME, size, stride, inputs);
  }

  @Override
  public List<WorstSum> worstSums(int batch, Shape... inputs) {
    return List.of(new WorstSum("gradient by the input", 127L * size));
  }

  @Override
  public void forward(LayerSite site) {
    MaxPooling.forward(site);
  }

  @Override
  public void backward(LayerSite site) {
    MaxPooling.backward(site);
  }

  PoolGeometry geometry(Shape input) {
    return new PoolGeometry(1, input.extent(0), input.extent(1), 1, size, stride);
  }
}
