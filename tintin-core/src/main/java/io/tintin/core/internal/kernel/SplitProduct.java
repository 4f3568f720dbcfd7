package io.tintin.core.internal.kernel;

/**
 * How {@code magnitude * multiplier / 2^rightShift}, a product of up to 46 bits, is rounded to
 * nearest in int32: the halves of the magnitude are multiplied apart, and the shift is split.
 *
 * <pre>{@code
 * upper  = (magnitude >>> 16) * factor
 * lower  = (magnitude & 0xFFFF) * factor
 * result = ((upper << left) + ((lower + half) >>> right) + lastHalf) >>> last
 * }</pre>
 *
 * <p>That of a master, of up to 30 bits, has one shift: {@code (magnitude * factor + masterHalf)
 * >>> masterShift}.
 *
 * <p>Without branches, so that no shift that has not been seen before stops the compiled loops.
 */
final class SplitProduct {
  /** From here on all results are 0. */
  private static final int MAX_SHIFT = 47;

  private SplitProduct() {}

  static int factor(int multiplier, int rightShift) {
    return multiplier << Math.max(-rightShift, 0);
  }

  private static int clamped(int rightShift) {
    return Math.min(Math.max(rightShift, 0), MAX_SHIFT);
  }

  static int left(int rightShift) {
    return 16 - right(rightShift);
  }

  static int right(int rightShift) {
    return Math.min(clamped(rightShift), 16);
  }

  static int last(int rightShift) {
    return clamped(rightShift) - right(rightShift);
  }

  /** 0 where the last shift rounds. */
  static int half(int rightShift) {
    int mask = (last(rightShift) - 1) >> 31;
    return (1 << right(rightShift) >> 1) & mask;
  }

  static int lastHalf(int rightShift) {
    return 1 << last(rightShift) >>> 1;
  }

  /** From 31 on, all results are 0. */
  static int masterShift(int rightShift) {
    return Math.min(Math.max(rightShift, 0), 31);
  }

  static int masterHalf(int rightShift) {
    return 1 << masterShift(rightShift) >>> 1;
  }
}
