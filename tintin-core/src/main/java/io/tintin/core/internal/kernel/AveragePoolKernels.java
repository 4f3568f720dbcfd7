package io.tintin.core.internal.kernel;

/**
 * The reference kernels of average pooling, over {@code [channels, height, width, batch]}. Height,
 * width and channels are those of the input. The rules of {@link ScalarKernels} hold.
 */
public final class AveragePoolKernels {
  /** Steps of a mean in one step of what it is of: {@code 2^FRACTION_BITS}. */
  public static final int FRACTION_BITS = 8;

  /**
   * Most values of a window: what is divided for a mean, twice its sum and its count, stays below
   * 2^31, and so does the sum of as many shares, each at most {@code 127 * 2^9 + 1}.
   */
  public static final int MAX_VALUES = Integer.MAX_VALUE / ((127 << (FRACTION_BITS + 1)) + 1);

  private AveragePoolKernels() {}

  /** {@code sum * 2^8 / count}, rounded to nearest, ties away from zero. */
  static int mean(int sum, int count) {
    return divided(sum, FRACTION_BITS, count);
  }

  private static int divided(int value, int fractionBits, int count) {
    long doubled = ((long) Math.abs(value) << (fractionBits + 1)) + count;
    int magnitude = (int) (doubled / (2L * count));
    return value < 0 ? -magnitude : magnitude;
  }

  /**
   * Steps of a share in one step of the gradient that is shared, as a power of two: enough for a
   * gradient of 1 to leave at least 2^8 in each of so many values.
   */
  public static int shareBits(int count) {
    return FRACTION_BITS + 32 - Integer.numberOfLeadingZeros(count - 1);
  }

  /** {@code gradient * 2^shareBits / count}, rounded to nearest, ties away from zero. */
  static int share(int gradient, int count) {
    return divided(gradient, shareBits(count), count);
  }

  /** {@code acc[c][y][x][b]} is the mean of the window at {@code (y, x)}, in steps of 2^-8. */
  public static void forward(
      byte[] input,
      int height,
      int width,
      int channels,
      int windowHeight,
      int windowWidth,
      int stride,
      int batch,
      int[] acc) {
    int outHeight = (height - windowHeight) / stride + 1;
    int outWidth = (width - windowWidth) / stride + 1;
    for (int c = 0, to = 0; c < channels; c++) {
      for (int y = 0; y < outHeight; y++) {
        for (int x = 0; x < outWidth; x++, to += batch) {
          int from = ((c * height + y * stride) * width + x * stride) * batch;
          for (int b = 0; b < batch; b++) {
            acc[to + b] = 0;
          }
          for (int ky = 0; ky < windowHeight; ky++) {
            addColumns(input, from + ky * width * batch, windowWidth, batch, acc, to);
          }
          for (int b = 0; b < batch; b++) {
            acc[to + b] = mean(acc[to + b], windowHeight * windowWidth);
          }
        }
      }
    }
  }

  private static void addColumns(
      byte[] input, int from, int columns, int batch, int[] acc, int to) {
    for (int kx = 0; kx < columns; kx++) {
      for (int b = 0; b < batch; b++) {
        acc[to + b] += input[from + kx * batch + b];
      }
    }
  }

  /** {@code acc[c][y][x][b]} is the sum of the shares that its windows have. */
  public static void backward(
      byte[] gradOutput,
      int height,
      int width,
      int channels,
      int windowHeight,
      int windowWidth,
      int stride,
      int batch,
      int[] acc) {
    int outHeight = (height - windowHeight) / stride + 1;
    int outWidth = (width - windowWidth) / stride + 1;
    int count = channels * height * width * batch;
    for (int j = 0; j < count; j++) {
      acc[j] = 0;
    }
    for (int c = 0, of = 0; c < channels; c++) {
      for (int y = 0; y < outHeight; y++) {
        for (int x = 0; x < outWidth; x++, of += batch) {
          int from = ((c * height + y * stride) * width + x * stride) * batch;
          for (int b = 0; b < batch; b++) {
            int share = share(gradOutput[of + b], windowHeight * windowWidth);
            addShare(share, from + b, width, windowHeight, windowWidth, batch, acc);
          }
        }
      }
    }
  }

  private static void addShare(
      int share, int from, int width, int windowHeight, int windowWidth, int batch, int[] acc) {
    for (int ky = 0; ky < windowHeight; ky++) {
      for (int kx = 0; kx < windowWidth; kx++) {
        acc[from + (ky * width + kx) * batch] += share;
      }
    }
  }
}
