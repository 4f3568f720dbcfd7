package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.INTS;
import static io.tintin.core.internal.kernel.VectorLanes.LANES;
import static io.tintin.core.internal.kernel.VectorLanes.narrowed;

import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The end of a pass, for a run of sums while it is in the cache: bias, range and requantising.
 *
 * <p>Each method returns the union of the bits of all magnitudes.
 */
final class VectorScaling {
  private VectorScaling() {}

  /** Bit length of the largest of the magnitudes of this union. */
  static int bits(int union) {
    return 32 - Integer.numberOfLeadingZeros(union);
  }

  /** As {@link Kernels} says of {@code rightShift}; sums are read at {@code from}. */
  static int scale(
      int[] sums,
      int from,
      int count,
      int bias,
      int rightShift,
      boolean toEven,
      int[] acc,
      byte[] output,
      int to) {
    if (rightShift == Kernels.UNSCALED) {
      return addBias(sums, from, count, bias, acc, to);
    }
    if (rightShift > 31) {
      Arrays.fill(output, to, to + count, (byte) 0);
      return magnitudes(sums, from, count, bias);
    }
    return toEven
        ? toEven(sums, from, count, bias, rightShift, output, to)
        : toNearest(sums, from, count, bias, rightShift, output, to);
  }

  private static int addBias(int[] sums, int from, int count, int bias, int[] acc, int to) {
    IntVector or = IntVector.zero(INTS);
    int j = 0;
    for (; j <= count - LANES; j += LANES) {
      IntVector sum = IntVector.fromArray(INTS, sums, from + j).add(bias);
      sum.intoArray(acc, to + j);
      or = or.or(sum.abs());
    }
    int union = or.reduceLanes(VectorOperators.OR);
    for (; j < count; j++) {
      int sum = sums[from + j] + bias;
      acc[to + j] = sum;
      union |= Math.abs(sum);
    }
    return union;
  }

  /** Of the sums with the bias, which are not kept. */
  static int magnitudes(int[] sums, int from, int count, int bias) {
    IntVector or = IntVector.zero(INTS);
    int j = 0;
    for (; j <= count - LANES; j += LANES) {
      or = or.or(IntVector.fromArray(INTS, sums, from + j).add(bias).abs());
    }
    int union = or.reduceLanes(VectorOperators.OR);
    for (; j < count; j++) {
      union |= Math.abs(sums[from + j] + bias);
    }
    return union;
  }

  private static int toNearest(
      int[] sums, int from, int count, int bias, int rightShift, byte[] output, int to) {
    int half = (int) (1L << rightShift >> 1);
    IntVector or = IntVector.zero(INTS);
    int j = 0;
    for (; j <= count - LANES; j += LANES) {
      IntVector sum = IntVector.fromArray(INTS, sums, from + j).add(bias);
      IntVector magnitude = sum.abs();
      or = or.or(magnitude);
      IntVector sign = sum.lanewise(VectorOperators.ASHR, 31);
      IntVector rounded = magnitude.add(half).lanewise(VectorOperators.LSHR, rightShift).min(127);
      narrowed(rounded.lanewise(VectorOperators.XOR, sign).sub(sign)).intoArray(output, to + j);
    }
    int union = or.reduceLanes(VectorOperators.OR);
    for (; j < count; j++) {
      int sum = sums[from + j] + bias;
      int magnitude = Math.abs(sum);
      union |= magnitude;
      int rounded = Math.min(127, (magnitude + half) >>> rightShift);
      output[to + j] = (byte) (sum < 0 ? -rounded : rounded);
    }
    return union;
  }

  private static int toEven(
      int[] sums, int from, int count, int bias, int rightShift, byte[] output, int to) {
    int belowHalf = rightShift == 0 ? 0 : (int) ((1L << rightShift >> 1) - 1);
    int odd = rightShift == 0 ? 0 : 1;
    IntVector or = IntVector.zero(INTS);
    int j = 0;
    for (; j <= count - LANES; j += LANES) {
      IntVector sum = IntVector.fromArray(INTS, sums, from + j).add(bias);
      IntVector magnitude = sum.abs();
      or = or.or(magnitude);
      IntVector sign = sum.lanewise(VectorOperators.ASHR, 31);
      IntVector parity = magnitude.lanewise(VectorOperators.LSHR, rightShift).and(odd);
      IntVector rounded =
          magnitude.add(parity).add(belowHalf).lanewise(VectorOperators.LSHR, rightShift).min(127);
      narrowed(rounded.lanewise(VectorOperators.XOR, sign).sub(sign)).intoArray(output, to + j);
    }
    int union = or.reduceLanes(VectorOperators.OR);
    for (; j < count; j++) {
      int sum = sums[from + j] + bias;
      int magnitude = Math.abs(sum);
      union |= magnitude;
      int parity = (magnitude >>> rightShift) & odd;
      int rounded = Math.min(127, (magnitude + belowHalf + parity) >>> rightShift);
      output[to + j] = (byte) (sum < 0 ? -rounded : rounded);
    }
    return union;
  }

  /** {@code to[toAt + r * toPitch + j] += from[at + r * pitch + j]}. */
  static void addRows(
      int[] from, int at, int pitch, int rows, int columns, int[] to, int toAt, int toPitch) {
    for (int r = 0; r < rows; r++) {
      addRow(from, at + r * pitch, columns, to, toAt + r * toPitch);
    }
  }

  /** {@code to[toAt + j] += from[at + j]}. */
  static void addRow(int[] from, int at, int count, int[] to, int toAt) {
    int j = 0;
    for (; j <= count - LANES; j += LANES) {
      IntVector.fromArray(INTS, to, toAt + j)
          .add(IntVector.fromArray(INTS, from, at + j))
          .intoArray(to, toAt + j);
    }
    for (; j < count; j++) {
      to[toAt + j] += from[at + j];
    }
  }
}
