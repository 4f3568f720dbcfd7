package io.tintin.core.internal.kernel;

import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import java.util.Arrays;

/**
 * Kernels over flat arrays, whatever their shape.
 *
 * <p>The rules of all kernels: values are int8 in [-127, 127], row-major; {@code acc} is int32 and
 * overwritten. Nothing is checked and nothing is allocated; the sums cannot wrap because the layers
 * and the trainer bound the number of their terms, so they are the same in any order.
 */
public final class ScalarKernels {
  /** Values that are requantised before they are narrowed, so that they are still near. */
  private static final int LINE = 1024;

  private ScalarKernels() {}

  /** {@code acc[r] = sum_b values[r][b]}. */
  public static void rowSums(byte[] values, int rows, int batch, int[] acc) {
    for (int r = 0; r < rows; r++) {
      int from = r * batch;
      int sum = 0;
      for (int b = 0; b < batch; b++) {
        sum += values[from + b];
      }
      acc[r] = sum;
    }
  }

  /** {@code sums[j] += terms[j]} for {@code j} in {@code [from, to)}. */
  static void add(int[] terms, int from, int to, int[] sums) {
    for (int j = from; j < to; j++) {
      sums[j] += terms[j];
    }
  }

  /** {@code acc[r][j] += bias[r]}. */
  public static void addBias(int[] bias, int rows, int columns, int[] acc) {
    for (int r = 0, at = 0; r < rows; r++) {
      int added = bias[r];
      for (int end = at + columns; at < end; at++) {
        acc[at] += added;
      }
    }
  }

  /**
   * Bit length of the largest magnitude in {@code [from, to)}; 0 if all are 0. Magnitudes are below
   * 2^31.
   */
  public static int magnitudeBits(int[] acc, int from, int to) {
    int or = 0;
    for (int i = from; i < to; i++) {
      int sign = acc[i] >> 31;
      or |= (acc[i] ^ sign) - sign;
    }
    return 32 - Integer.numberOfLeadingZeros(or);
  }

  /** As above, of every {@code step}-th of so many values: one example of a batch. */
  public static int magnitudeBitsOfFirst(int[] acc, int count, int step) {
    int or = 0;
    for (int i = 0; i < count; i += step) {
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

  /**
   * {@link #requantize} to nearest, ties away from zero, of values above -2^31; {@code acc} is
   * overwritten.
   *
   * @param rightShift at least 0; beyond 31 every value becomes 0
   */
  public static void requantizeToNearest(int[] acc, int count, int rightShift, byte[] output) {
    if (rightShift > 31) {
      Arrays.fill(output, 0, count, (byte) 0);
      return;
    }
    for (int from = 0; from < count; from += LINE) {
      int to = Math.min(from + LINE, count);
      scaleToNearest(acc, from, to, rightShift);
      narrow(acc, from, to, output);
    }
  }

  /**
   * The int32 part of {@link #requantizeToNearest} over {@code [from, to)}: without a branch, as C2
   * in JDK 17 vectorises neither bytes nor Math.min.
   *
   * @param rightShift in [0, 31]
   */
  static void scaleToNearest(int[] acc, int from, int to, int rightShift) {
    int half = (int) (1L << rightShift >> 1);
    for (int j = from; j < to; j++) {
      int sign = acc[j] >> 31;
      int rounded = ((acc[j] ^ sign) - sign + half) >>> rightShift;
      int over = rounded - 127;
      acc[j] = (rounded - (over & ~(over >> 31)) ^ sign) - sign;
    }
  }

  /**
   * As {@link #requantizeToNearest}, with ties to even.
   *
   * @param rightShift at least 0; beyond 31 every value becomes 0
   */
  public static void requantizeToEven(int[] acc, int count, int rightShift, byte[] output) {
    if (rightShift > 31) {
      Arrays.fill(output, 0, count, (byte) 0);
      return;
    }
    for (int from = 0; from < count; from += LINE) {
      int to = Math.min(from + LINE, count);
      scaleToEven(acc, from, to, rightShift);
      narrow(acc, from, to, output);
    }
  }

  /** As {@link #scaleToNearest}, with ties to even. */
  static void scaleToEven(int[] acc, int from, int to, int rightShift) {
    int belowHalf = rightShift == 0 ? 0 : (int) ((1L << rightShift >> 1) - 1);
    int odd = rightShift == 0 ? 0 : 1;
    for (int j = from; j < to; j++) {
      int sign = acc[j] >> 31;
      int magnitude = (acc[j] ^ sign) - sign;
      int rounded = (magnitude + belowHalf + (magnitude >>> rightShift & odd)) >>> rightShift;
      int over = rounded - 127;
      acc[j] = (rounded - (over & ~(over >> 31)) ^ sign) - sign;
    }
  }

  private static void narrow(int[] acc, int from, int to, byte[] output) {
    for (int j = from; j < to; j++) {
      output[j] = (byte) acc[j];
    }
  }
}
