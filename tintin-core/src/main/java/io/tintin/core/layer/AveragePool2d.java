package io.tintin.core.layer;

import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * The mean of each square window of an image, channel by channel.
 *
 * <pre>{@code
 * acc[c][y][x]     = rounded(2^8 * sum of the window at (y, x) / size^2)
 * gradAcc[c][y][x] = sum over windows with (y, x) of rounded(2^(8 + j) * gradOutput / size^2)
 * }</pre>
 *
 * <p>with {@code j} the bits of {@code size^2 - 1}, so that no gradient is lost in a large window.
 * Both are rounded to nearest, ties away from zero, and requantised as in {@link Dense}.
 *
 * <p>There is no padding: the input is {@code [height, width, channels]}, the output has {@code
 * floor((height - size) / stride) + 1} rows, and columns likewise.
 *
 * @param size rows and columns of a window, in [1, {@link #MAX_SIZE}]
 * @param stride rows and columns from one window to the next, at least 1
 */
public record AveragePool2d(int size, int stride) implements Layer {
  /** Largest window: {@code (2^9 * 127 + 1) * size^2} is below 2^31. */
  public static final int MAX_SIZE = 181;

  private static final String NAME = "average pool";

  /** Windows of this size that touch but do not overlap. */
  public AveragePool2d(int size) {
    this(size, size);
  }

  public AveragePool2d {
    Pooling.check(NAME, MAX_SIZE, size, stride);
  }

  @Override
  public Shape outputShape(Shape... inputs) {
    return Pooling.ofImage(NAME, size, stride, inputs);
  }

  @Override
  public List<WorstSum> worstSums(int batch, Shape... inputs) {
    int across = (size - 1) / stride + 1;
    return AveragePooling.worstSums(size * size, (long) across * across);
  }

  @Override
  public void forward(LayerSite site) {
    Shape input = site.inputShape();
    AveragePooling.forward(site, input.extent(0), input.extent(1), size, size, stride);
  }

  @Override
  public void backward(LayerSite site) {
    Shape input = site.inputShape();
    AveragePooling.backward(site, input.extent(0), input.extent(1), size, size, stride);
  }
}
