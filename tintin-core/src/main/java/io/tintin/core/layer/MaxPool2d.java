package io.tintin.core.layer;

import io.tintin.core.internal.kernel.PoolGeometry;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * The largest value of each square window of an image, channel by channel. The scale stays.
 *
 * <p>The gradient goes to the first of the largest values of the window, row by row. Where windows
 * overlap, gradients add up in int32. The sum is requantised as in {@link Dense}; where windows do
 * not overlap, no sum is above 127 and that changes nothing.
 *
 * <p>There is no padding: the input is {@code [height, width, channels]}, the output has {@code
 * floor((height - size) / stride) + 1} rows, and columns likewise.
 *
 * @param size rows and columns of a window, in [1, {@link #MAX_SIZE}]
 * @param stride rows and columns from one window to the next, at least 1
 */
public record MaxPool2d(int size, int stride) implements Layer {
  /**
   * Largest window. A value is in at most {@code size^2} windows, and {@code 127 * 128^2} is far
   * below 2^31.
   */
  public static final int MAX_SIZE = 128;

  private static final String NAME = "max pool";

  /** Windows of this size that touch but do not overlap. */
  public MaxPool2d(int size) {
    this(size, size);
  }

  public MaxPool2d {
    Pooling.check(NAME, MAX_SIZE, size, stride);
  }

  @Override
  public Shape outputShape(Shape... inputs) {
    return Pooling.ofImage(NAME, size, stride, inputs);
  }

  @Override
  public List<WorstSum> worstSums(int batch, Shape... inputs) {
    return List.of(new WorstSum("gradient by the input", 127L * size * size));
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
    return new PoolGeometry(input.extent(0), input.extent(1), input.extent(2), size, size, stride);
  }
}
