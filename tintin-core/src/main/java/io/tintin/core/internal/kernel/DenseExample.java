package io.tintin.core.internal.kernel;

import java.util.Arrays;

/**
 * The passes of {@link DenseKernels} for a single example: nothing is used twice but its values.
 */
final class DenseExample {
  private static final int WORDS = 0;
  private static final int SUMS = WordRows.TERMS;

  private DenseExample() {}

  /** What all passes need for rows of so many inputs. */
  static KernelScratch.Size size(int length) {
    int words = WordRows.words(length);
    int rows = WordRows.TERMS + WordRows.WIDTH;
    return new KernelScratch.Size(rows, words, 0, words * WordRows.WIDTH);
  }

  /** {@code acc[o] = sum_i weights[o][i] * input[i]}, in rows of {@code block} inputs at most. */
  static void forward(
      byte[] weights,
      byte[] input,
      int outputs,
      int inputs,
      int block,
      KernelScratch scratch,
      int[] acc) {
    int[][] rows = scratch.rows;
    int[] words = rows[WORDS];
    Arrays.fill(acc, 0, outputs, 0);
    for (int first = 0; first < inputs; first += block) {
      int length = Math.min(block, inputs - first);
      int count = WordRows.words(length);
      WordRows.read(input, first, length, scratch, words);
      WordRows.split(words, rows, SUMS, count);
      for (int o = 0; o < outputs; o++) {
        WordRows.read(weights, o * inputs + first, length, scratch, words);
        acc[o] += WordRows.dot(words, rows, SUMS, count);
      }
    }
  }

  /** {@code acc[i] = sum_o weights[o][i] * gradOutput[o]}, in rows as above. */
  static void backward(
      byte[] weights,
      byte[] gradOutput,
      int outputs,
      int inputs,
      int block,
      KernelScratch scratch,
      int[] acc) {
    int[][] rows = scratch.rows;
    for (int first = 0; first < inputs; first += block) {
      int length = Math.min(block, inputs - first);
      int count = WordRows.words(length);
      for (int k = 0; k < WordRows.WIDTH; k++) {
        Arrays.fill(rows[SUMS + k], 0, count, 0);
      }
      for (int o = 0; o < outputs; o += WordRows.TERMS) {
        int terms = Math.min(WordRows.TERMS, outputs - o);
        for (int k = 0; k < terms; k++) {
          WordRows.read(weights, (o + k) * inputs + first, length, scratch, rows[WORDS + k]);
        }
        int a0 = gradOutput[o];
        int a1 = terms > 1 ? gradOutput[o + 1] : 0;
        int a2 = terms > 2 ? gradOutput[o + 2] : 0;
        WordRows.addProducts(rows, WORDS, a0, a1, a2, SUMS, count);
      }
      WordRows.join(rows, SUMS, acc, first, length);
    }
  }

  /** {@code acc[o][i] = gradOutput[o] * input[i]}, in rows of {@code block} inputs at most. */
  static void gradient(
      byte[] gradOutput,
      byte[] input,
      int outputs,
      int inputs,
      int block,
      int[][] rows,
      int[] acc) {
    for (int first = 0; first < inputs; first += block) {
      int length = Math.min(block, inputs - first);
      RowKernels.widen(input, first, rows[0], length);
      for (int o = 0; o < outputs; o++) {
        RowKernels.multiply(rows[0], gradOutput[o], rows[1], length);
        System.arraycopy(rows[1], 0, acc, o * inputs + first, length);
      }
    }
  }
}
