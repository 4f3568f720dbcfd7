package io.tintin.core.internal.kernel;

import java.util.Arrays;

/**
 * The kernels of a fully connected layer.
 *
 * <p>Activations are {@code [features, batch]}, batch innermost; weights are {@code [outputs,
 * inputs]}. The rules of {@link ScalarKernels} hold.
 *
 * <p>Loops run over features where the batch is the shorter extent, in blocks of which a few rows
 * fit in the first-level cache; what lies otherwise in memory is transposed while it is widened.
 */
public final class DenseKernels {
  /** Values of a row, at most. */
  private static final int BLOCK = 1024;

  /** Examples, or outputs, whose rows are in use at once: they fit in the second-level cache. */
  private static final int ROWS = 64;

  /** Outputs whose gradients are summed at once. */
  private static final int TILE = 32;

  /** Examples below which transposing the weights costs more than it saves. */
  private static final int MANY = 16;

  private DenseKernels() {}

  /** What {@link #forward} needs for batches of this size and smaller ones. */
  public static KernelScratch.Size forwardSize(int outputs, int inputs, int batch) {
    KernelScratch.Size size = DenseExample.size(blockLength(inputs));
    if (batch > 1) {
      int rows = Math.min(batch, MANY - 1) + 1;
      size = size.max(new KernelScratch.Size(rows, blockLength(inputs), 0, 0));
    }
    if (batch >= MANY) {
      int rows = RowKernels.TERMS + Math.min(ROWS, Math.min(outputs, batch));
      int overBatch = outputs <= batch ? Math.min(BLOCK, batch) : 0;
      int length = Math.max(blockLength(outputs), overBatch);
      size = size.max(new KernelScratch.Size(rows, length, 0, 0));
    }
    return size;
  }

  /** What all three passes need for batches of this size and smaller ones. */
  public static KernelScratch.Size trainingSize(int outputs, int inputs, int batch) {
    int examples = RowKernels.roundedToTerms(Math.min(ROWS, batch));
    int rows = examples + Math.max(RowKernels.TERMS, Math.min(TILE, outputs));
    return forwardSize(outputs, inputs, batch)
        .max(new KernelScratch.Size(rows, blockLength(inputs), 0, 0));
  }

  /** Length of the longest of the rows into which so many values are cut: nearly all are equal. */
  private static int blockLength(int values) {
    int blocks = (values + BLOCK - 1) / BLOCK;
    return (values + blocks - 1) / blocks;
  }

  /** {@code acc[o][b] = sum_i weights[o][i] * input[i][b]}. */
  public static void forward(
      byte[] weights,
      byte[] input,
      int outputs,
      int inputs,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    if (batch == 1) {
      DenseExample.forward(weights, input, outputs, inputs, blockLength(inputs), scratch, acc);
    } else if (batch < MANY) {
      forwardByDots(weights, input, outputs, inputs, batch, scratch.rows, acc);
    } else if (outputs > batch) {
      int block = blockLength(outputs);
      for (int first = 0; first < outputs; first += block) {
        int length = Math.min(block, outputs - first);
        forwardOverOutputs(weights, input, first, length, inputs, batch, scratch.rows, acc);
      }
    } else {
      int block = blockLength(batch);
      for (int first = 0; first < batch; first += block) {
        for (int o = 0; o < outputs; o += ROWS) {
          int rows = Math.min(ROWS, outputs - o);
          int length = Math.min(block, batch - first);
          forwardOverBatch(
              weights, input, o, rows, inputs, first, length, batch, scratch.rows, acc);
        }
      }
    }
  }

  private static void forwardByDots(
      byte[] weights, byte[] input, int outputs, int inputs, int batch, int[][] rows, int[] acc) {
    Arrays.fill(acc, 0, outputs * batch, 0);
    int block = blockLength(inputs);
    for (int first = 0; first < inputs; first += block) {
      int length = Math.min(block, inputs - first);
      RowKernels.widenTransposed(input, first * batch, batch, rows, 0, batch, length);
      for (int o = 0; o < outputs; o++) {
        RowKernels.widen(weights, o * inputs + first, rows[batch], length);
        for (int b = 0; b < batch; b++) {
          acc[o * batch + b] += RowKernels.dot(rows[batch], rows[b], length);
        }
      }
    }
  }

  /** For {@code length} outputs from {@code first} on: a row per example. */
  private static void forwardOverOutputs(
      byte[] weights,
      byte[] input,
      int first,
      int length,
      int inputs,
      int batch,
      int[][] rows,
      int[] acc) {
    for (int b = 0; b < batch; b += ROWS) {
      int count = Math.min(ROWS, batch - b);
      clear(rows, 0, count, length);
      for (int i = 0; i < inputs; i += RowKernels.TERMS) {
        int terms = Math.min(RowKernels.TERMS, inputs - i);
        int at = first * inputs + i;
        RowKernels.widenTransposed(weights, at, inputs, rows, count, terms, length);
        RowKernels.addProducts(
            input, i * batch + b, 1, batch, rows, count, terms, 0, count, length);
      }
      transpose(rows, count, length, acc, first * batch + b, batch);
    }
  }

  /** For {@code length} examples from {@code first} on: a row per output of those from o on. */
  private static void forwardOverBatch(
      byte[] weights,
      byte[] input,
      int o,
      int count,
      int inputs,
      int first,
      int length,
      int batch,
      int[][] rows,
      int[] acc) {
    clear(rows, 0, count, length);
    for (int i = 0; i < inputs; i += RowKernels.TERMS) {
      int terms = Math.min(RowKernels.TERMS, inputs - i);
      for (int k = 0; k < terms; k++) {
        RowKernels.widen(input, (i + k) * batch + first, rows[count + k], length);
      }
      RowKernels.addProducts(
          weights, o * inputs + i, inputs, 1, rows, count, terms, 0, count, length);
    }
    for (int r = 0; r < count; r++) {
      System.arraycopy(rows[r], 0, acc, (o + r) * batch + first, length);
    }
  }

  /** {@code acc[i][b] = sum_o weights[o][i] * gradOutput[o][b]}. */
  public static void backward(
      byte[] weights,
      byte[] gradOutput,
      int outputs,
      int inputs,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    int[][] rows = scratch.rows;
    int block = blockLength(inputs);
    if (batch == 1) {
      DenseExample.backward(weights, gradOutput, outputs, inputs, block, scratch, acc);
      return;
    }
    for (int first = 0; first < inputs; first += block) {
      int length = Math.min(block, inputs - first);
      for (int b = 0; b < batch; b += ROWS) {
        int count = Math.min(ROWS, batch - b);
        clear(rows, 0, count, length);
        for (int o = 0; o < outputs; o += RowKernels.TERMS) {
          int terms = Math.min(RowKernels.TERMS, outputs - o);
          for (int k = 0; k < terms; k++) {
            RowKernels.widen(weights, (o + k) * inputs + first, rows[count + k], length);
          }
          RowKernels.addProducts(
              gradOutput, o * batch + b, 1, batch, rows, count, terms, 0, count, length);
        }
        transpose(rows, count, length, acc, first * batch + b, batch);
      }
    }
  }

  /** {@code acc[o][i] = sum_b gradOutput[o][b] * input[i][b]}. */
  public static void gradient(
      byte[] gradOutput,
      byte[] input,
      int outputs,
      int inputs,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    int block = blockLength(inputs);
    if (batch == 1) {
      DenseExample.gradient(gradOutput, input, outputs, inputs, block, scratch.rows, acc);
      return;
    }
    Arrays.fill(acc, 0, outputs * inputs, 0);
    for (int first = 0; first < inputs; first += block) {
      int length = Math.min(block, inputs - first);
      for (int b = 0; b < batch; b += ROWS) {
        int count = Math.min(ROWS, batch - b);
        int at = first * batch + b;
        RowKernels.widenTransposed(input, at, batch, scratch.rows, 0, count, length);
        for (int o = 0; o < outputs; o += TILE) {
          int tile = Math.min(TILE, outputs - o);
          addExamples(
              gradOutput,
              o * batch + b,
              batch,
              count,
              tile,
              o * inputs + first,
              inputs,
              length,
              scratch.rows,
              acc);
        }
      }
    }
  }

  /** Adds the products of some examples, a row each, to the sums of some outputs. */
  private static void addExamples(
      byte[] gradOutput,
      int from,
      int batch,
      int examples,
      int outputs,
      int to,
      int inputs,
      int length,
      int[][] rows,
      int[] acc) {
    int sums = RowKernels.roundedToTerms(examples);
    for (int k = 0; k < outputs; k++) {
      System.arraycopy(acc, to + k * inputs, rows[sums + k], 0, length);
    }
    for (int b = 0; b < examples; b += RowKernels.TERMS) {
      int terms = Math.min(RowKernels.TERMS, examples - b);
      RowKernels.addProducts(gradOutput, from + b, batch, 1, rows, b, terms, sums, outputs, length);
    }
    for (int k = 0; k < outputs; k++) {
      System.arraycopy(rows[sums + k], 0, acc, to + k * inputs, length);
    }
  }

  private static void clear(int[][] rows, int from, int count, int length) {
    for (int r = from; r < from + count; r++) {
      Arrays.fill(rows[r], 0, length, 0);
    }
  }

  /** {@code acc[at + j * step + r] = rows[r][j]}. */
  private static void transpose(int[][] rows, int count, int length, int[] acc, int at, int step) {
    for (int r = 0; r < count; r++) {
      int[] row = rows[r];
      for (int j = 0, to = at + r; j < length; j++, to += step) {
        acc[to] = row[j];
      }
    }
  }
}
