package io.tintin.cli.floating;

/**
 * Loops over one row, in the form that the compiler of JDK 17 makes vector instructions of: each
 * array its own object, the index alone, one store, at most five products. They check nothing.
 */
final class Rows {
  /** Most elements of a row, whose array is rounded up: some JVMs have no longer ones. */
  static final int MAX_COUNT = Integer.MAX_VALUE - 32;

  private Rows() {}

  /**
   * New rows with room for so many elements, at most {@link #MAX_COUNT}. An array's header takes 16
   * bytes; with them each is some cache lines long, so that all lie alike in their lines and
   * vectors seldom straddle two.
   */
  static float[][] allocate(int rowCount, int count) {
    return new float[rowCount][(count + 4 + 15) / 16 * 16 - 4];
  }

  static void fill(float[] row, float value, int count) {
    for (int j = 0; j < count; j++) {
      row[j] = value;
    }
  }

  static void add(float[] to, float[] row, int count) {
    for (int j = 0; j < count; j++) {
      to[j] += row[j];
    }
  }

  /** Adds a part of a row to one of another. */
  static void addRun(float[] from, int start, float[] to, int toStart, int count) {
    for (int j = 0; j < count; j++) {
      to[toStart + j] += from[start + j];
    }
  }

  static void scale(float[] row, float factor, int count) {
    for (int j = 0; j < count; j++) {
      row[j] *= factor;
    }
  }

  static void addScaled(float[] to, float factor, float[] row, int count) {
    for (int j = 0; j < count; j++) {
      to[j] += factor * row[j];
    }
  }

  static void decayAndAdd(float[] to, float decay, float[] row, int count) {
    for (int j = 0; j < count; j++) {
      to[j] = decay * to[j] + row[j];
    }
  }

  /** The sum, in eight parts that do not wait for each other. */
  static float sum(float[] row, int count) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int j = 0;
    for (; j < count - 7; j += 8) {
      s0 += row[j];
      s1 += row[j + 1];
      s2 += row[j + 2];
      s3 += row[j + 3];
      s4 += row[j + 4];
      s5 += row[j + 5];
      s6 += row[j + 6];
      s7 += row[j + 7];
    }
    for (; j < count; j++) {
      s0 += row[j];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  /** {@code to[c][r] = from[r][c]}, eight rows at once: half a cache line of each result. */
  static void transpose(float[][] from, int rowCount, int columns, float[][] to) {
    int r = 0;
    for (; r < rowCount - 7; r += 8) {
      transpose8(from, r, columns, to);
    }
    for (; r < rowCount; r++) {
      float[] row = from[r];
      for (int c = 0; c < columns; c++) {
        to[c][r] = row[c];
      }
    }
  }

  private static void transpose8(float[][] from, int r, int columns, float[][] to) {
    float[] row0 = from[r];
    float[] row1 = from[r + 1];
    float[] row2 = from[r + 2];
    float[] row3 = from[r + 3];
    float[] row4 = from[r + 4];
    float[] row5 = from[r + 5];
    float[] row6 = from[r + 6];
    float[] row7 = from[r + 7];
    for (int c = 0; c < columns; c++) {
      float[] column = to[c];
      column[r] = row0[c];
      column[r + 1] = row1[c];
      column[r + 2] = row2[c];
      column[r + 3] = row3[c];
      column[r + 4] = row4[c];
      column[r + 5] = row5[c];
      column[r + 6] = row6[c];
      column[r + 7] = row7[c];
    }
  }
}
