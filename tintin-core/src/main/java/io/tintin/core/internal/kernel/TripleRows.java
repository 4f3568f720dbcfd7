package io.tintin.core.internal.kernel;

import java.util.Arrays;

/**
 * Rows of int64 that hold the sums of three outputs each, in fields of {@link #FIELD} bits: one
 * multiplication of three weights in such fields by an int8 value gives three products.
 *
 * <p>A field begins at the middle of its range, so that it never borrows from the next one. The
 * rules of {@link RowKernels} hold, but from three terms on C2 in JDK 17 vectorises no loop of
 * int64.
 */
final class TripleRows {
  /** Outputs of a row. */
  static final int OUTPUTS = 3;

  /** Terms that one pass over a row adds. */
  static final int TERMS = 2;

  /** Bits of a sum: three of them are positive as an int64. */
  static final int FIELD = 21;

  private static final int MIDDLE = 1 << (FIELD - 1);

  /** Most products of two values in [-127, 127] that a field holds. */
  static final int MAX_TERMS = (MIDDLE - 1) / (127 * 127); // 65

  private static final int MASK = (1 << FIELD) - 1;
  private static final long START = packed(MIDDLE, MIDDLE, MIDDLE);

  private TripleRows() {}

  /** Three weights, or as many sums. */
  static long packed(int first, int second, int third) {
    return first + ((long) second << FIELD) + ((long) third << (2 * FIELD));
  }

  /** Makes all sums of a row 0. */
  static void begin(long[] sums, int length) {
    Arrays.fill(sums, 0, length, START);
  }

  /** {@code to[j] = from[j]}. */
  static void lengthen(int[] from, long[] to, int length) {
    for (int j = 0; j < length; j++) {
      to[j] = from[j];
    }
  }

  /** {@code c[j] += a0 * b0[j] + a1 * b1[j]}, the factors being three weights each. */
  static void add(long[] c, long[] b0, long[] b1, long a0, long a1, int length) {
    for (int j = 0; j < length; j++) {
      c[j] += a0 * b0[j] + a1 * b1[j];
    }
  }

  /** Adds the sums of a row to three rows of int32. */
  static void addTo(long[] sums, int[] first, int[] second, int[] third, int length) {
    for (int j = 0; j < length; j++) {
      long fields = sums[j];
      first[j] += ((int) fields & MASK) - MIDDLE;
      second[j] += ((int) (fields >>> FIELD) & MASK) - MIDDLE;
      third[j] += (int) (fields >>> (2 * FIELD)) - MIDDLE;
    }
  }
}
