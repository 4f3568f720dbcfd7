package io.tintin.core.internal.kernel;

/**
 * Loops over rows of int8 values in int32 storage, written for the vectoriser of C2 in JDK 17: one
 * array per row, indexed from 0 by the loop variable alone, one store, six arrays at most. An
 * offset, a byte array or a seventh array makes such a loop several times slower.
 *
 * <p>C2 unrolls by the trip count that it saw, so a short run would spoil the loop for long ones:
 * both have a copy.
 */
final class RowKernels {
  /** Terms that one pass over a row adds. */
  static final int TERMS = 5;

  /** Pairs of rows that one pass multiplies. */
  static final int PAIRS = 3;

  private static final int LONG = 256;

  private RowKernels() {}

  /** The multiple of {@link #TERMS} from {@code count} up. */
  static int roundedToTerms(int count) {
    return (count + TERMS - 1) / TERMS * TERMS;
  }

  /**
   * {@code rows[to + r] += sum_k factors[at + r * rowStep + k * termStep] * rows[from + k]}, the
   * sum over {@code terms} rows and {@code r} below {@code count}.
   *
   * @param terms at most {@link #TERMS}, as many rows as which must exist from {@code from} on:
   *     what is beyond the terms is multiplied by 0
   */
  static void addProducts(
      byte[] factors,
      int at,
      int rowStep,
      int termStep,
      int[][] rows,
      int from,
      int terms,
      int to,
      int count,
      int length) {
    int[] b0 = rows[from];
    int[] b1 = rows[from + 1];
    int[] b2 = rows[from + 2];
    int[] b3 = rows[from + 3];
    int[] b4 = rows[from + 4];
    for (int r = 0, f = at; r < count; r++, f += rowStep) {
      int a0 = factors[f];
      int a1 = terms > 1 ? factors[f + termStep] : 0;
      int a2 = terms > 2 ? factors[f + 2 * termStep] : 0;
      int a3 = terms > 3 ? factors[f + 3 * termStep] : 0;
      int a4 = terms > 4 ? factors[f + 4 * termStep] : 0;
      if (length < LONG) {
        addShort(rows[to + r], b0, b1, b2, b3, b4, a0, a1, a2, a3, a4, length);
      } else {
        addLong(rows[to + r], b0, b1, b2, b3, b4, a0, a1, a2, a3, a4, length);
      }
    }
  }

  private static void addLong(
      int[] c,
      int[] b0,
      int[] b1,
      int[] b2,
      int[] b3,
      int[] b4,
      int a0,
      int a1,
      int a2,
      int a3,
      int a4,
      int length) {
    for (int j = 0; j < length; j++) {
      c[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j] + a4 * b4[j];
    }
  }

  private static void addShort(
      int[] c,
      int[] b0,
      int[] b1,
      int[] b2,
      int[] b3,
      int[] b4,
      int a0,
      int a1,
      int a2,
      int a3,
      int a4,
      int length) {
    for (int j = 0; j < length; j++) {
      c[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j] + a4 * b4[j];
    }
  }

  /** {@code sum_k sum_j rows[a + k][j] * rows[b + k][j]} over {@link #PAIRS} pairs. */
  static int dot(int[][] rows, int a, int b, int length) {
    return length < LONG
        ? dotShort(rows[a], rows[b], rows[a + 1], rows[b + 1], rows[a + 2], rows[b + 2], length)
        : dotLong(rows[a], rows[b], rows[a + 1], rows[b + 1], rows[a + 2], rows[b + 2], length);
  }

  private static int dotLong(
      int[] a0, int[] b0, int[] a1, int[] b1, int[] a2, int[] b2, int length) {
    int acc = 0;
    for (int j = 0; j < length; j++) {
      acc += a0[j] * b0[j] + a1[j] * b1[j] + a2[j] * b2[j];
    }
    return acc;
  }

  private static int dotShort(
      int[] a0, int[] b0, int[] a1, int[] b1, int[] a2, int[] b2, int length) {
    int acc = 0;
    for (int j = 0; j < length; j++) {
      acc += a0[j] * b0[j] + a1[j] * b1[j] + a2[j] * b2[j];
    }
    return acc;
  }

  /** {@code sum_j a[j] * b[j]}. */
  static int dot(int[] a, int[] b, int length) {
    int acc = 0;
    for (int j = 0; j < length; j++) {
      acc += a[j] * b[j];
    }
    return acc;
  }

  /** {@code to[j] = factor * from[j]}. */
  static void multiply(int[] from, int factor, int[] to, int length) {
    for (int j = 0; j < length; j++) {
      to[j] = factor * from[j];
    }
  }

  /** {@code to[j] = from[at + j]}. */
  static void widen(byte[] from, int at, int[] to, int length) {
    for (int j = 0; j < length; j++) {
      to[j] = from[at + j];
    }
  }

  /** {@code rows[to + r][j] = from[at + r + j * step]} for {@code r} below {@code count}. */
  static void widenTransposed(
      byte[] from, int at, int step, int[][] rows, int to, int count, int length) {
    int r = 0;
    for (; r + TERMS <= count; r += TERMS) {
      int[] r0 = rows[to + r];
      int[] r1 = rows[to + r + 1];
      int[] r2 = rows[to + r + 2];
      int[] r3 = rows[to + r + 3];
      int[] r4 = rows[to + r + 4];
      for (int j = 0, f = at + r; j < length; j++, f += step) {
        r0[j] = from[f];
        r1[j] = from[f + 1];
        r2[j] = from[f + 2];
        r3[j] = from[f + 3];
        r4[j] = from[f + 4];
      }
    }
    for (; r < count; r++) {
      int[] row = rows[to + r];
      for (int j = 0, f = at + r; j < length; j++, f += step) {
        row[j] = from[f];
      }
    }
  }
}
