package io.tintin.core.quant;

/**
 * Multiplies integers by the ratio of two scales, rounding once.
 *
 * <p>A ratio is {@code multiplier * 2^-rightShift}, packed into a {@code long} so that nothing is
 * allocated: the right shift in the upper half, the multiplier in the lower. The multiplier is odd
 * and below 2^15. It is computed thus: {@code m = 2^30}; for each unit of {@code up}, {@code m =
 * floor(m * 5 / 4)}, or {@code floor(m * 4 / 5)} for a negative one; then for each unit of {@code
 * down}, {@code floor(m * 13 / 16)}, or {@code floor(m * 16 / 13)}; after each of them {@code m} is
 * doubled or halved (dropping a bit) back into [2^30, 2^31) and the exponent says so. At the end
 * {@code multiplier = (m + 2^15) >> 16}, in [2^14, 2^15], halved while it is even. Without that,
 * the product would end in zeros, and {@link Rounding#PSEUDO_STOCHASTIC}, which takes its random
 * number from the lower dropped bits, would nearly always round up.
 */
public final class Rescale {
  /** Largest magnitude that {@link #apply} takes: the product stays below 2^62. */
  public static final long MAX_VALUE = (1L << 47) - 1;

  /**
   * A ratio differs from its exact value by at most so many millionths of it; the worst with
   * exponents in [-60, 60] is 30.26.
   */
  public static final int MAX_ERROR_MILLIONTHS = 31;

  private static final int FRACTION_BITS = 14;

  private Rescale() {}

  /**
   * The ratio {@code 2^shift * (5/4)^up * (13/16)^down}; see the class comment for its form.
   *
   * @param shift difference of the exponents of two scales, as {@code up} and {@code down} are; far
   *     from the ends of an int. The time grows with the magnitudes of {@code up} and {@code down}
   */
  public static long ratio(int shift, int up, int down) {
    long m = 1L << 30;
    int exponent = 0;
    int ups = Math.abs(up);
    int factors = ups + Math.abs(down);
    for (int i = 0; i < factors; i++) {
      if (i < ups) {
        m = up > 0 ? m * 5 / 4 : m * 4 / 5;
      } else {
        m = down > 0 ? m * 13 / 16 : m * 16 / 13;
      }
      if (m >= 1L << 31) {
        m >>= 1;
        exponent++;
      } else if (m < 1L << 30) {
        m <<= 1;
        exponent--;
      }
    }
    long multiplier = (m + (1 << 15)) >> 16;
    int zeros = Long.numberOfTrailingZeros(multiplier);
    int rightShift = FRACTION_BITS - exponent - shift - zeros;
    return ((long) rightShift << 32) | (multiplier >> zeros);
  }

  /**
   * A ratio times {@code numerator / denominator}: the exact product is brought to at most 15 bits,
   * rounded half up after a quotient of at least 30 bits, then halved while even. 0 times anything
   * is 0.
   *
   * @param numerator in [0, 2^31)
   * @param denominator in [1, 2^31)
   */
  public static long times(long ratio, int numerator, int denominator) {
    if (numerator == 0 || multiplier(ratio) == 0) {
      return 0;
    }
    long product = (long) multiplier(ratio) * numerator; // below 2^46
    int room = Long.numberOfLeadingZeros(product) - 2;
    long quotient = (product << room) / denominator; // at least 2^30
    int excess = 64 - Long.numberOfLeadingZeros(quotient) - 15;
    long rounded = (quotient + (1L << (excess - 1))) >> excess;
    int zeros = Long.numberOfTrailingZeros(rounded);
    int rightShift = rightShift(ratio) + room - excess - zeros;
    return ((long) rightShift << 32) | (rounded >> zeros);
  }

  /** The factor of a ratio: odd, below 2^15. */
  public static int multiplier(long ratio) {
    return (int) ratio;
  }

  /** How far products are shifted right; negative when they are shifted left. */
  public static int rightShift(long ratio) {
    return (int) (ratio >> 32);
  }

  /**
   * {@code value} times the ratio, rounded once and clipped to {@code [-limit, limit]}.
   *
   * @param ratio that {@link #ratio} returned
   * @param value magnitude at most {@link #MAX_VALUE}
   * @param limit at least 0
   * @param randomBits read by {@link Rounding#STOCHASTIC} alone
   */
  public static int apply(long ratio, long value, int limit, Rounding rounding, int randomBits) {
    long product = value * multiplier(ratio);
    int rightShift = rightShift(ratio);
    if (rightShift >= 0) {
      int shift = Math.min(rightShift, Rounding.MAX_SHIFT);
      return clip(rounding.shiftRight(product, shift, randomBits), limit);
    }
    boolean fits = rightShift > -31 && Math.abs(product) <= (long) limit >> -rightShift;
    if (fits || product == 0) {
      return (int) (product << -rightShift);
    }
    return product > 0 ? limit : -limit;
  }

  private static int clip(long value, int limit) {
    return (int) Math.max(-limit, Math.min(limit, value));
  }
}
