package io.tintin.core.internal.kernel;

import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;

/**
 * The reference kernels: plain loops that say what every faster kernel has to compute.
 *
 * <p>Activations are {@code [features, batch]}, batch innermost; weights are {@code [outputs,
 * inputs]}. All values are int8 in [-127, 127], row-major; {@code acc} is int32 and overwritten.
 * Nothing is checked and nothing is allocated; the sums cannot wrap because the layers and the
 * trainer bound the number of their terms.
 */
public final class ScalarKernels {
  private ScalarKernels() {}

  /** {@code acc[o][b] = sum_i weights[o][i] * input[i][b]}. */
  public static void denseForward(
      byte[] weights, byte[] input, int outputs, int inputs, int batch, int[] acc) {
    for (int o = 0; o < outputs; o++) {
      int row = o * inputs;
      if (batch == 1) {
        acc[o] = dot(weights, row, input, 0, inputs);
        continue;
      }
      int to = o * batch;
      for (int b = 0; b < batch; b++) {
        acc[to + b] = 0;
      }
      for (int i = 0; i < inputs; i++) {
        int weight = weights[row + i];
        int from = i * batch;
        for (int b = 0; b < batch; b++) {
          acc[to + b] += weight * input[from + b];
        }
      }
    }
  }

  /** {@code acc[i][b] = sum_o weights[o][i] * gradOutput[o][b]}. */
  public static void denseBackward(
      byte[] weights, byte[] gradOutput, int outputs, int inputs, int batch, int[] acc) {
    for (int j = 0; j < inputs * batch; j++) {
      acc[j] = 0;
    }
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        int weight = weights[o * inputs + i];
        for (int b = 0; b < batch; b++) {
          acc[i * batch + b] += weight * gradOutput[o * batch + b];
        }
      }
    }
  }

  /** {@code acc[o][i] = sum_b gradOutput[o][b] * input[i][b]}. */
  public static void denseGradient(
      byte[] gradOutput, byte[] input, int outputs, int inputs, int batch, int[] acc) {
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        acc[o * inputs + i] = dot(gradOutput, o * batch, input, i * batch, batch);
      }
    }
  }

  /** {@code sum_j left[leftFrom + j] * right[rightFrom + j]} over {@code count} products. */
  static int dot(byte[] left, int leftFrom, byte[] right, int rightFrom, int count) {
    int acc = 0;
    for (int j = 0; j < count; j++) {
      acc += left[leftFrom + j] * right[rightFrom + j];
    }
    return acc;
  }

  /** {@code acc[r] = sum_b values[r][b]}. */
  public static void rowSums(byte[] values, int rows, int batch, int[] acc) {
    for (int r = 0; r < rows; r++) {
      acc[r] = 0;
      for (int b = 0; b < batch; b++) {
        acc[r] += values[r * batch + b];
      }
    }
  }

  /** Bit length of the largest magnitude; 0 if all are 0. Magnitudes are below 2^31. */
  public static int magnitudeBits(int[] acc, int count) {
    int or = 0;
    for (int i = 0; i < count; i++) {
      int sign = acc[i] >> 31;
      or |= (acc[i] ^ sign) - sign;
    }
    return 32 - Integer.numberOfLeadingZeros(or);
  }

  /**
   * {@code output = clip(acc / 2^rightShift, ±127)}, rounded as told; element {@code i} of a
   * stochastic rounding draws {@code bits(key, i)}.
   */
  public static void requantize(
      int[] acc, int count, int rightShift, Rounding rounding, long key, byte[] output) {
    for (int i = 0; i < count; i++) {
      int bits = rounding == Rounding.STOCHASTIC ? RandomSource.bits(key, i) : 0;
      long rounded = rounding.shiftRight(acc[i], rightShift, bits);
      output[i] = (byte) Math.max(-127, Math.min(127, rounded));
    }
  }
}
