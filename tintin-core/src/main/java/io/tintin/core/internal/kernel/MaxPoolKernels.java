package io.tintin.core.internal.kernel;

import java.util.Arrays;

/**
 * The reference kernels of max pooling, over {@code [channels, height, width, batch]}. Height,
 * width and channels are those of the input. The rules of {@link ScalarKernels} hold.
 */
public final class MaxPoolKernels {
  private MaxPoolKernels() {}

  /** {@code output[c][y][x][b]} is the largest value of the window at {@code (y, x)}. */
  public static void forward(PoolGeometry geometry, byte[] input, int batch, byte[] output) {
    int height = geometry.height();
    int width = geometry.width();
    int stride = geometry.stride();
    int channels = geometry.channels();
    int windowHeight = geometry.windowHeight();
    int windowWidth = geometry.windowWidth();
    int outHeight = geometry.outHeight();
    int outWidth = geometry.outWidth();
    for (int c = 0, to = 0; c < channels; c++) {
      for (int y = 0; y < outHeight; y++) {
        for (int x = 0; x < outWidth; x++, to += batch) {
          int from = ((c * height + y * stride) * width + x * stride) * batch;
          for (int b = 0; b < batch; b++) {
            int at = firstLargest(input, from + b, width, windowHeight, windowWidth, batch);
            output[to + b] = input[at];
          }
        }
      }
    }
  }

  /** {@code acc[c][y][x][b]} is the sum over the windows whose first largest value it is. */
  public static void backward(
      PoolGeometry geometry, byte[] input, byte[] gradOutput, int batch, int[] acc) {
    int height = geometry.height();
    int width = geometry.width();
    int stride = geometry.stride();
    int channels = geometry.channels();
    int windowHeight = geometry.windowHeight();
    int windowWidth = geometry.windowWidth();
    int outHeight = geometry.outHeight();
    int outWidth = geometry.outWidth();
    int count = channels * height * width * batch;
    for (int j = 0; j < count; j++) {
      acc[j] = 0;
    }
    for (int c = 0, of = 0; c < channels; c++) {
      for (int y = 0; y < outHeight; y++) {
        for (int x = 0; x < outWidth; x++, of += batch) {
          int from = ((c * height + y * stride) * width + x * stride) * batch;
          for (int b = 0; b < batch; b++) {
            int at = firstLargest(input, from + b, width, windowHeight, windowWidth, batch);
            acc[at] += gradOutput[of + b];
          }
        }
      }
    }
  }

  /** As {@link Kernels#maxPoolBackward}. */
  static void backwardDisjoint(
      PoolGeometry geometry, byte[] input, byte[] gradOutput, int batch, byte[] gradInput) {
    int height = geometry.height();
    int width = geometry.width();
    int stride = geometry.stride();
    Arrays.fill(gradInput, 0, geometry.channels() * height * width * batch, (byte) 0);
    for (int c = 0, of = 0; c < geometry.channels(); c++) {
      for (int y = 0; y < geometry.outHeight(); y++) {
        for (int x = 0; x < geometry.outWidth(); x++, of += batch) {
          int from = ((c * height + y * stride) * width + x * stride) * batch;
          for (int b = 0; b < batch; b++) {
            int at =
                firstLargest(
                    input, from + b, width, geometry.windowHeight(), geometry.windowWidth(), batch);
            gradInput[at] = gradOutput[of + b];
          }
        }
      }
    }
  }

  /** Index of the first largest value of the window that begins at {@code from}. */
  private static int firstLargest(
      byte[] input, int from, int width, int windowHeight, int windowWidth, int batch) {
    int largest = from;
    for (int ky = 0; ky < windowHeight; ky++) {
      for (int kx = 0; kx < windowWidth; kx++) {
        int at = from + (ky * width + kx) * batch;
        if (input[at] > input[largest]) {
          largest = at;
        }
      }
    }
    return largest;
  }
}
