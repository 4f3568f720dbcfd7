package io.tintin.core.quant;

/**
 * How a value is rounded when low bits are dropped.
 *
 * <p>All of them work on the magnitude and put the sign back, so {@code shiftRight(-x) ==
 * -shiftRight(x)} for equal random bits. With {@code a = |x|}, {@code t = a >> s} and the dropped
 * part {@code p = a - (t << s)}, the result is {@code sign(x) * (t + up)} where {@code up} is 0 or
 * 1:
 *
 * <ul>
 *   <li>{@link #NEAREST}: {@code up = p >= 2^(s-1)}, so ties go away from zero.
 *   <li>{@link #PSEUDO_STOCHASTIC}: the upper half of the dropped bits is compared with the lower
 *       half, which serves as the random number. With {@code h = s / 2}, {@code q = p >> h} and
 *       {@code r = p - (q << h)}, doubled if {@code s} is odd: {@code up = q > r}.
 *   <li>{@link #STOCHASTIC}: {@code up = p > r} with {@code r} the top {@code s} of the random
 *       bits.
 *   <li>{@link #NEAREST_EVEN}: {@code up = p > 2^(s-1)}, or equal to it and {@code t} odd: ties go
 *       to the even neighbour, as in {@code QuantizeLinear} of ONNX.
 * </ul>
 *
 * <p>Source: Wang et al. 2022 (NITI), section 4, arXiv:2009.13108. There, the random draw of
 * stochastic rounding is not specified; here it is an argument.
 */
public enum Rounding {
  NEAREST,
  PSEUDO_STOCHASTIC,
  STOCHASTIC,
  NEAREST_EVEN;

  /** Most bits that {@link #shiftRight} drops; a magnitude has no more. */
  public static final int MAX_SHIFT = 62;

  /**
   * Divides by {@code 2^rightShift} and rounds. Not saturated.
   *
   * @param value magnitude below 2^62
   * @param rightShift in [0, 62]; 0 returns the value
   * @param randomBits 32 random bits, read by {@link #STOCHASTIC} alone; shifts above 32 compare
   *     the upper 32 dropped bits
   */
  public long shiftRight(long value, int rightShift, int randomBits) {
    if (rightShift == 0) {
      return value;
    }
    long sign = value >> 63;
    long magnitude = (value ^ sign) - sign;
    long kept = magnitude >> rightShift;
    long dropped = magnitude - (kept << rightShift);
    if (isRoundedUp(kept, dropped, rightShift, randomBits)) {
      kept++;
    }
    return (kept ^ sign) - sign;
  }

  private boolean isRoundedUp(long kept, long dropped, int shift, int randomBits) {
    return switch (this) {
      case NEAREST -> dropped >= 1L << (shift - 1);
      case NEAREST_EVEN -> dropped + (kept & 1) > 1L << (shift - 1);
      case PSEUDO_STOCHASTIC -> {
        int half = shift / 2;
        long upper = dropped >> half;
        long lower = dropped - (upper << half);
        yield upper > lower << (shift & 1);
      }
      case STOCHASTIC -> {
        long random = randomBits & 0xFFFF_FFFFL;
        yield shift <= 32 ? dropped > random >> (32 - shift) : dropped >> (shift - 32) > random;
      }
    };
  }
}
