package io.tintin.core.quant;

/** Square roots of integers. */
public final class SquareRoot {
  private static final int INVERSE_BITS = 45;

  private SquareRoot() {}

  /**
   * The largest integer whose square is not above the value, digit by digit in base 2.
   *
   * @param value at least 0
   */
  public static long floor(long value) {
    long root = 0;
    long rest = value;
    long bit = 1L << 62;
    while (bit > rest) {
      bit >>= 2;
    }
    while (bit != 0) {
      if (rest >= root + bit) {
        rest -= root + bit;
        root = (root >> 1) + bit;
      } else {
        root >>= 1;
      }
      bit >>= 2;
    }
    return root;
  }

  /**
   * {@code 1 / sqrt(value)} as a ratio of {@link Rescale}: within {@link
   * Rescale#MAX_ERROR_MILLIONTHS} of it.
   *
   * <p>The value is shifted left by the even number of bits that brings it into [2^60, 2^62); with
   * the {@linkplain #floor root} of that, in [2^30, 2^31), {@code multiplier = 2^45 / root},
   * rounded half up, then halved while even.
   *
   * @param value in [1, 2^62)
   */
  public static long inverse(long value) {
    int leftShift = (Long.numberOfLeadingZeros(value) - 2) & ~1;
    long root = floor(value << leftShift);
    long multiplier = ((1L << INVERSE_BITS) + (root >> 1)) / root;
    int zeros = Long.numberOfTrailingZeros(multiplier);
    int rightShift = INVERSE_BITS - leftShift / 2 - zeros;
    return ((long) rightShift << 32) | (multiplier >> zeros);
  }
}
