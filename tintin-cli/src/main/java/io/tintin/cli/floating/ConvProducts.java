package io.tintin.cli.floating;

/**
 * Matrix products whose inner loop runs along a row, for the long rows of a convolution.
 *
 * <p>{@link DenseProducts} is the same code for short rows: the compiler unrolls a loop by the mean
 * count it has seen, so short rows would spoil long ones. The rules of {@link Rows} hold.
 */
final class ConvProducts {
  /** Rows of the result that stay in the second cache hold about so many floats. */
  private static final int BLOCK_FLOATS = 1 << 15;

  private ConvProducts() {}

  /** {@code to[m] += sum over k of factors[m][k] * rows[k]}. */
  static void add(
      float[][] to, int toCount, float[][] factors, float[][] rows, int rowCount, int count) {
    int block = Math.max(1, BLOCK_FLOATS / count);
    for (int from = 0; from < toCount; from += block) {
      int end = Math.min(from + block, toCount);
      int k = 0;
      for (; k < rowCount - 4; k += 5) {
        for (int m = from; m < end; m++) {
          float[] f = factors[m];
          add5(
              to[m],
              f[k],
              rows[k],
              f[k + 1],
              rows[k + 1],
              f[k + 2],
              rows[k + 2],
              f[k + 3],
              rows[k + 3],
              f[k + 4],
              rows[k + 4],
              count);
        }
      }
      for (; k < rowCount - 1; k += 2) {
        for (int m = from; m < end; m++) {
          add2(to[m], factors[m][k], rows[k], factors[m][k + 1], rows[k + 1], count);
        }
      }
      for (; k < rowCount; k++) {
        for (int m = from; m < end; m++) {
          Rows.addScaled(to[m], factors[m][k], rows[k], count);
        }
      }
    }
  }

  /** {@code to[m] += sum over k of factors[k][m] * rows[k]}. */
  static void addTransposed(
      float[][] to, int toCount, float[][] factors, float[][] rows, int rowCount, int count) {
    int block = Math.max(1, BLOCK_FLOATS / count);
    for (int from = 0; from < toCount; from += block) {
      int end = Math.min(from + block, toCount);
      int k = 0;
      for (; k < rowCount - 4; k += 5) {
        for (int m = from; m < end; m++) {
          add5(
              to[m],
              factors[k][m],
              rows[k],
              factors[k + 1][m],
              rows[k + 1],
              factors[k + 2][m],
              rows[k + 2],
              factors[k + 3][m],
              rows[k + 3],
              factors[k + 4][m],
              rows[k + 4],
              count);
        }
      }
      for (; k < rowCount - 1; k += 2) {
        for (int m = from; m < end; m++) {
          add2(to[m], factors[k][m], rows[k], factors[k + 1][m], rows[k + 1], count);
        }
      }
      for (; k < rowCount; k++) {
        for (int m = from; m < end; m++) {
          Rows.addScaled(to[m], factors[k][m], rows[k], count);
        }
      }
    }
  }

  private static void add5(
      float[] to,
      float f0,
      float[] r0,
      float f1,
      float[] r1,
      float f2,
      float[] r2,
      float f3,
      float[] r3,
      float f4,
      float[] r4,
      int count) {
    for (int j = 0; j < count; j++) {
      to[j] += f0 * r0[j] + f1 * r1[j] + f2 * r2[j] + f3 * r3[j] + f4 * r4[j];
    }
  }

  private static void add2(float[] to, float f0, float[] r0, float f1, float[] r1, int count) {
    for (int j = 0; j < count; j++) {
      to[j] += f0 * r0[j] + f1 * r1[j];
    }
  }

  /** {@code to += l0 * r0 + l1 * r1 + l2 * r2}, element by element. */
  static void addPairs3(
      float[] to,
      float[] l0,
      float[] r0,
      float[] l1,
      float[] r1,
      float[] l2,
      float[] r2,
      int count) {
    for (int j = 0; j < count; j++) {
      to[j] += l0[j] * r0[j] + l1[j] * r1[j] + l2[j] * r2[j];
    }
  }

  /** {@code to += left * right}, element by element. */
  static void addPair(float[] to, float[] left, float[] right, int count) {
    for (int j = 0; j < count; j++) {
      to[j] += left[j] * right[j];
    }
  }
}
