package io.tintin.core.internal.kernel;

import java.util.Arrays;

/**
 * The end of a pass, row by row while a row of sums is in the first-level cache: their range is
 * noted, and they are left as they are or become int8.
 *
 * <p>Loops run over whole rows from 0, as those of {@link RowKernels}. Magnitudes are gathered in a
 * row as well: C2 in JDK 17 has no vectorised reduction of them.
 */
final class RowScaling {
  private RowScaling() {}

  /** Forgets all magnitudes. */
  static void begin(int[] magnitudes, int length) {
    Arrays.fill(magnitudes, 0, length, 0);
  }

  /** Bit length of the largest magnitude since {@link #begin}. */
  static int end(int[] magnitudes, int length) {
    int or = 0;
    for (int j = 0; j < length; j++) {
      or |= magnitudes[j];
    }
    return 32 - Integer.numberOfLeadingZeros(or);
  }

  /**
   * Notes the magnitudes of a row and puts it to {@code at}: into {@code acc} if it is {@link
   * Kernels#UNSCALED}, else into {@code output}; then the row is overwritten.
   */
  static void put(
      int[] row,
      int length,
      int[] magnitudes,
      int[] acc,
      int rightShift,
      boolean toEven,
      byte[] output,
      int at) {
    note(row, length, magnitudes);
    if (rightShift == Kernels.UNSCALED) {
      System.arraycopy(row, 0, acc, at, length);
    } else if (rightShift > 31) {
      Arrays.fill(output, at, at + length, (byte) 0);
    } else {
      if (toEven) {
        ScalarKernels.scaleToEven(row, 0, length, rightShift);
      } else {
        ScalarKernels.scaleToNearest(row, 0, length, rightShift);
      }
      narrow(row, length, output, at);
    }
  }

  private static void note(int[] row, int length, int[] magnitudes) {
    for (int j = 0; j < length; j++) {
      int sign = row[j] >> 31;
      magnitudes[j] |= (row[j] ^ sign) - sign;
    }
  }

  private static void narrow(int[] row, int length, byte[] output, int at) {
    for (int j = 0; j < length; j++) {
      output[at + j] = (byte) row[j];
    }
  }
}
