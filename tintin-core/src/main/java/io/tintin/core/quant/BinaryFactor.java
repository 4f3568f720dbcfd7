package io.tintin.core.quant;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A factor that is a sum of distinct powers of two, {@code multiplier * 2^-rightShift}: what shifts
 * and additions alone can multiply by.
 *
 * <p>The multiplier's binary digits are the terms, so its product is the sum of the shifted values
 * before any of them is rounded; the result is rounded once.
 *
 * <p>Source: Hu et al. 2025 (Tin-Tin), arXiv:2504.09405, the binary decomposition of rescaling
 * factors and shift-and-round. There each term is rounded by itself.
 *
 * @param multiplier odd, in [1, 2^30)
 * @param rightShift in [-20, 30]; the finest term is {@code 2^-rightShift}
 */
public record BinaryFactor(int multiplier, int rightShift) {
  /** The largest exponent of a term. */
  public static final int MAX_EXPONENT = 30;

  /** Bound of the numerator and the denominator of a decomposed factor. */
  public static final int MAX_RATIO = 1 << 20;

  /** Largest magnitude that {@link #apply} takes: the product stays below 2^62. */
  public static final long MAX_VALUE = (1L << 32) - 1;

  private static final int MAX_MULTIPLIER_BITS = 30;

  public BinaryFactor {
    if (multiplier < 1 || multiplier >> MAX_MULTIPLIER_BITS != 0 || multiplier % 2 == 0) {
      throw new IllegalArgumentException("multiplier must be odd, in [1, 2^30): " + multiplier);
    }
    check("rightShift", -20, MAX_EXPONENT, rightShift);
  }

  /**
   * The terms of {@code numerator / denominator}, the largest first, as long as their sum is not
   * above it: the paper's decomposition.
   *
   * @param numerator in [1, {@link #MAX_RATIO}], as is the denominator
   * @param maxTerms in [1, 30]
   * @param maxExponent in [0, {@link #MAX_EXPONENT}]: no term is below {@code 2^-maxExponent}
   * @throws IllegalArgumentException if an argument is out of range, the factor is below {@code
   *     2^-maxExponent}, or its terms are more than 29 exponents apart
   */
  public static BinaryFactor truncated(
      int numerator, int denominator, int maxTerms, int maxExponent) {
    check("numerator", 1, MAX_RATIO, numerator);
    check("denominator", 1, MAX_RATIO, denominator);
    check("maxTerms", 1, MAX_MULTIPLIER_BITS, maxTerms);
    check("maxExponent", 0, MAX_EXPONENT, maxExponent);
    long steps = ((long) numerator << maxExponent) / denominator;
    if (steps == 0) {
      throw new IllegalArgumentException(
          "factor must be at least 2^-" + maxExponent + ": " + numerator + "/" + denominator);
    }
    long kept = 0;
    for (int term = 0; term < maxTerms; term++) {
      kept += Long.highestOneBit(steps - kept);
    }
    return ofSteps(kept, maxExponent);
  }

  /**
   * The factor of at most so many terms that is nearest to {@code numerator / denominator}, the
   * larger one of two.
   *
   * @throws IllegalArgumentException as {@link #truncated}
   */
  public static BinaryFactor nearest(
      int numerator, int denominator, int maxTerms, int maxExponent) {
    BinaryFactor below = truncated(numerator, denominator, maxTerms, maxExponent);
    long belowSteps = (long) below.multiplier << (maxExponent - below.rightShift);
    // With a term to spare the next factor is one step on; else its last term carries.
    boolean isFull = Integer.bitCount(below.multiplier) == maxTerms;
    long aboveSteps = belowSteps + (isFull ? Long.lowestOneBit(belowSteps) : 1);
    long twice = (long) numerator << (maxExponent + 1);
    boolean isAboveNearer = twice >= (belowSteps + aboveSteps) * denominator;
    return isAboveNearer ? ofSteps(aboveSteps, maxExponent) : below;
  }

  private static BinaryFactor ofSteps(long steps, int maxExponent) {
    int zeros = Long.numberOfTrailingZeros(steps);
    long multiplier = steps >> zeros;
    if (multiplier >> MAX_MULTIPLIER_BITS != 0) {
      throw new IllegalArgumentException(
          "terms must be within 30 bits of each other: " + Long.toBinaryString(multiplier));
    }
    return new BinaryFactor((int) multiplier, maxExponent - zeros);
  }

  private static void check(String name, int least, int most, int value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be in [" + least + ", " + most + "]: " + value);
    }
  }

  /** The terms as exponents {@code e} of {@code 2^-e}, ascending: the largest term first. */
  public List<Integer> exponents() {
    int highest = 31 - Integer.numberOfLeadingZeros(multiplier);
    return IntStream.rangeClosed(0, highest)
        .filter(e -> (multiplier >> (highest - e) & 1) == 1)
        .mapToObj(e -> rightShift - highest + e)
        .toList();
  }

  /**
   * The value times this factor, rounded to nearest, ties away from zero. Not saturated.
   *
   * @param value magnitude at most {@link #MAX_VALUE}, and so small that the result fits a long
   */
  public long apply(long value) {
    long product = value * multiplier;
    return rightShift >= 0
        ? Rounding.NEAREST.shiftRight(product, rightShift, 0)
        : product << -rightShift;
  }
}
