package io.tintin.core.internal.kernel;

/**
 * Loops over rows of int8 values, four to an int32: value {@code 4 * j + k} is byte {@code k} of
 * word {@code j}. C2 in JDK 17 vectorises no loop over bytes and int32; over words it does, and
 * copying bytes as words is one move of memory.
 *
 * <p>What goes with all bytes {@code k} is a row of its own, in the order of the words. The rules
 * of {@link RowKernels} hold, but with the shifts a loop is the slower one from five terms on.
 */
final class WordRows {
  /** Values of a word. */
  static final int WIDTH = 4;

  /** Terms that one pass over a row adds. */
  static final int TERMS = 3;

  private WordRows() {}

  /** Words of so many values. */
  static int words(int values) {
    return (values + WIDTH - 1) / WIDTH;
  }

  /** {@code words} become the values from {@code at} on; what follows in the last word is 0. */
  static void read(byte[] from, int at, int values, KernelScratch scratch, int[] words) {
    int count = words(values);
    System.arraycopy(from, at, scratch.bytes, 0, values);
    for (int j = values; j < count * WIDTH; j++) {
      scratch.bytes[j] = 0;
    }
    scratch.words.get(0, words, 0, count);
  }

  /**
   * {@code to[at + j] = row[j]}, so many values in [0, 255]; the row has room for whole words.
   *
   * @param words overwritten
   */
  static void write(int[] row, int values, KernelScratch scratch, int[] words, byte[] to, int at) {
    int count = words(values);
    pack(row, words, count);
    scratch.words.put(0, words, 0, count);
    System.arraycopy(scratch.bytes, 0, to, at, values);
  }

  private static void pack(int[] row, int[] words, int count) {
    for (int j = 0, i = 0; j < count; j++, i += WIDTH) {
      words[j] = row[i] | (row[i + 1] << 8) | (row[i + 2] << 16) | (row[i + 3] << 24);
    }
  }

  /** Makes four rows, from {@code to} on, of one of words. */
  static void split(int[] words, int[][] rows, int to, int count) {
    for (int k = 0; k < WIDTH; k++) {
      split(words, leftShift(k), rows[to + k], count);
    }
  }

  private static void split(int[] words, int leftShift, int[] row, int count) {
    for (int j = 0; j < count; j++) {
      row[j] = words[j] << leftShift >> 24;
    }
  }

  /** Brings byte {@code k} of a word to its top. */
  private static int leftShift(int k) {
    return 24 - 8 * k;
  }

  /** The sum of the products of all values with those of the four rows from {@code from} on. */
  static int dot(int[] words, int[][] rows, int from, int count) {
    return dot(words, rows[from], rows[from + 1], rows[from + 2], rows[from + 3], count);
  }

  private static int dot(int[] w, int[] b0, int[] b1, int[] b2, int[] b3, int count) {
    int acc = 0;
    for (int j = 0; j < count; j++) {
      acc +=
          (w[j] << 24 >> 24) * b0[j]
              + (w[j] << 16 >> 24) * b1[j]
              + (w[j] << 8 >> 24) * b2[j]
              + (w[j] >> 24) * b3[j];
    }
    return acc;
  }

  /**
   * Adds multiples of {@link #TERMS} rows of words, from {@code from} on, to four rows of sums from
   * {@code to} on.
   */
  static void addProducts(int[][] rows, int from, int a0, int a1, int a2, int to, int count) {
    for (int k = 0; k < WIDTH; k++) {
      int[] sums = rows[to + k];
      add(sums, rows[from], rows[from + 1], rows[from + 2], a0, a1, a2, leftShift(k), count);
    }
  }

  private static void add(
      int[] c, int[] w0, int[] w1, int[] w2, int a0, int a1, int a2, int leftShift, int count) {
    for (int j = 0; j < count; j++) {
      c[j] +=
          a0 * (w0[j] << leftShift >> 24)
              + a1 * (w1[j] << leftShift >> 24)
              + a2 * (w2[j] << leftShift >> 24);
    }
  }

  /** {@code to[at + 4 * j + k] = rows[from + k][j]}, so many values. */
  static void join(int[][] rows, int from, int[] to, int at, int values) {
    for (int k = 0; k < WIDTH; k++) {
      int[] row = rows[from + k];
      for (int j = 0, i = k; i < values; j++, i += WIDTH) {
        to[at + i] = row[j];
      }
    }
  }
}
