package io.tintin.core.internal.kernel;

import java.util.Arrays;

/**
 * Max pooling in loops over rows of bytes, which C2 vectorises: one row of windows at a time, their
 * first values in one row, their second ones in the next, and so on.
 *
 * <p>Only for values of at least 0, as behind a {@link Kernels#relu}: then the difference of two
 * fits a byte. Whether there were others is known at the end; who asked then has to start again
 * with {@link MaxPoolKernels}.
 */
final class MaxPoolRows {
  /** Examples from which on copying them costs less than it saves. */
  private static final int MANY = 16;

  private static final int SIGNS = 0;
  private static final int LARGEST = 1;
  private static final int VALUES = 2;
  private static final int GRADIENTS = 3;
  private static final int MASKED = 4;

  private MaxPoolRows() {}

  static KernelScratch.Size size(PoolGeometry geometry, int batch) {
    return batch < MANY
        ? KernelScratch.Size.NONE
        : KernelScratch.Size.ofByteRows(5, geometry.outWidth() * batch);
  }

  /** Whether it did; if not, what was written is wrong. */
  static boolean forward(
      PoolGeometry geometry, byte[] input, int batch, KernelScratch scratch, byte[] output) {
    if (batch < MANY) {
      return false;
    }
    byte[][] rows = scratch.byteRows;
    int length = geometry.outWidth() * batch;
    Arrays.fill(rows[SIGNS], 0, length, (byte) 0);
    int windows = geometry.channels() * geometry.outHeight();
    for (int row = 0; row < windows; row++) {
      byte[] largest = rows[LARGEST];
      gather(geometry, input, row, 0, batch, largest);
      join(largest, rows[SIGNS], length);
      for (int cell = 1; cell < geometry.windowHeight() * geometry.windowWidth(); cell++) {
        byte[] values = rows[VALUES];
        gather(geometry, input, row, cell, batch, values);
        join(values, rows[SIGNS], length);
        subtract(values, largest, length);
        raise(values, largest, length);
      }
      System.arraycopy(largest, 0, output, row * length, length);
    }
    return isPositive(rows[SIGNS], length);
  }

  /** As {@link #forward}; for windows that do not overlap. */
  static boolean backward(
      PoolGeometry geometry,
      byte[] input,
      byte[] output,
      byte[] gradOutput,
      int batch,
      KernelScratch scratch,
      byte[] gradInput) {
    if (batch < MANY) {
      return false;
    }
    byte[][] rows = scratch.byteRows;
    int length = geometry.outWidth() * batch;
    int size = geometry.channels() * geometry.height() * geometry.width() * batch;
    Arrays.fill(rows[SIGNS], 0, length, (byte) 0);
    Arrays.fill(gradInput, 0, size, (byte) 0);
    int windows = geometry.channels() * geometry.outHeight();
    for (int row = 0; row < windows; row++) {
      System.arraycopy(output, row * length, rows[LARGEST], 0, length);
      System.arraycopy(gradOutput, row * length, rows[GRADIENTS], 0, length);
      for (int cell = 0; cell < geometry.windowHeight() * geometry.windowWidth(); cell++) {
        byte[] values = rows[VALUES];
        gather(geometry, input, row, cell, batch, values);
        join(values, rows[SIGNS], length);
        below(rows[LARGEST], values, length);
        keepWhereNegative(rows[GRADIENTS], values, rows[MASKED], length);
        dropWhereNegative(values, rows[GRADIENTS], length);
        scatter(geometry, rows[MASKED], row, cell, batch, gradInput);
      }
    }
    return isPositive(rows[SIGNS], length);
  }

  private static void gather(
      PoolGeometry geometry, byte[] image, int row, int cell, int batch, byte[] values) {
    int at = first(geometry, row, cell) * batch;
    for (int x = 0; x < geometry.outWidth(); x++) {
      System.arraycopy(image, at + x * geometry.stride() * batch, values, x * batch, batch);
    }
  }

  private static void scatter(
      PoolGeometry geometry, byte[] values, int row, int cell, int batch, byte[] image) {
    int at = first(geometry, row, cell) * batch;
    for (int x = 0; x < geometry.outWidth(); x++) {
      System.arraycopy(values, x * batch, image, at + x * geometry.stride() * batch, batch);
    }
  }

  /** The pixel of a cell of the first window in a row of windows. */
  private static int first(PoolGeometry geometry, int row, int cell) {
    int channel = row / geometry.outHeight();
    int y = row % geometry.outHeight() * geometry.stride() + cell / geometry.windowWidth();
    return (channel * geometry.height() + y) * geometry.width() + cell % geometry.windowWidth();
  }

  private static boolean isPositive(byte[] signs, int length) {
    int or = 0;
    for (int j = 0; j < length; j++) {
      or |= signs[j];
    }
    return or >= 0;
  }

  private static void join(byte[] values, byte[] signs, int length) {
    for (int j = 0; j < length; j++) {
      signs[j] = (byte) (signs[j] | values[j]);
    }
  }

  private static void subtract(byte[] values, byte[] largest, int length) {
    for (int j = 0; j < length; j++) {
      values[j] = (byte) (values[j] - largest[j]);
    }
  }

  /** Adds differences that are above 0. */
  private static void raise(byte[] differences, byte[] largest, int length) {
    for (int j = 0; j < length; j++) {
      largest[j] = (byte) (largest[j] + (differences[j] & ~(differences[j] >> 7)));
    }
  }

  /** Negative where the value is the largest one, else not. */
  private static void below(byte[] largest, byte[] values, int length) {
    for (int j = 0; j < length; j++) {
      values[j] = (byte) (largest[j] - values[j] - 1);
    }
  }

  private static void keepWhereNegative(byte[] values, byte[] signs, byte[] kept, int length) {
    for (int j = 0; j < length; j++) {
      kept[j] = (byte) (values[j] & (signs[j] >> 7));
    }
  }

  private static void dropWhereNegative(byte[] signs, byte[] values, int length) {
    for (int j = 0; j < length; j++) {
      values[j] = (byte) (values[j] & ~(signs[j] >> 7));
    }
  }
}
