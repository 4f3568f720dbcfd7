package io.tintin.core.internal.kernel;

import java.util.Arrays;

/**
 * Max pooling of one example in windows of 2 x 2, without branches: which value is the largest
 * cannot be foreseen.
 */
final class MaxPoolSquares {
  private MaxPoolSquares() {}

  static boolean fits(PoolGeometry geometry, int batch) {
    return batch == 1
        && geometry.windowHeight() == 2
        && geometry.windowWidth() == 2
        && geometry.stride() == 2;
  }

  static void forward(PoolGeometry geometry, byte[] input, byte[] output) {
    int width = geometry.width();
    int outWidth = geometry.outWidth();
    for (int row = 0; row < geometry.channels() * geometry.outHeight(); row++) {
      int at = firstOfRow(geometry, row);
      for (int x = row * outWidth; x < (row + 1) * outWidth; x++, at += 2) {
        int upper = Math.max(input[at], input[at + 1]);
        int lower = Math.max(input[at + width], input[at + width + 1]);
        output[x] = (byte) Math.max(upper, lower);
      }
    }
  }

  static void backward(PoolGeometry geometry, byte[] input, byte[] gradOutput, byte[] gradInput) {
    int width = geometry.width();
    int outWidth = geometry.outWidth();
    Arrays.fill(gradInput, 0, geometry.channels() * geometry.height() * width, (byte) 0);
    for (int row = 0; row < geometry.channels() * geometry.outHeight(); row++) {
      int at = firstOfRow(geometry, row);
      for (int x = row * outWidth; x < (row + 1) * outWidth; x++, at += 2) {
        int upper = Math.max(input[at], input[at + 1]);
        int lower = Math.max(input[at + width], input[at + width + 1]);
        int isLower = (upper - lower) >>> 31;
        int left = at + (width & -isLower);
        gradInput[left + ((input[left] - input[left + 1]) >>> 31)] = gradOutput[x];
      }
    }
  }

  /** Where the windows of an output row begin, the rows of all channels counted on. */
  private static int firstOfRow(PoolGeometry geometry, int row) {
    int channel = row / geometry.outHeight();
    int y = row % geometry.outHeight();
    return (channel * geometry.height() + 2 * y) * geometry.width();
  }
}
