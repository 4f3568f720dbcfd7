package io.tintin.core.quant;

import java.math.BigInteger;

/**
 * Real value of one integer step: {@code 2^shift * (5/4)^up * (13/16)^down}.
 *
 * <p>The three exponents are the compound exponents of the paper, with 5/4 for its upscale and
 * 13/16 for its downscale factor: both are sums of powers of two, see {@link #UPSCALE} and {@link
 * #DOWNSCALE}. A tensor whose integers were multiplied by 5/4 has {@code up} one lower; one whose
 * integers were multiplied by 13/16 has {@code down} one lower.
 *
 * <p>Source: Hu et al. 2025 (Tin-Tin), arXiv:2504.09405. The two factors are this project's choice.
 */
public record Scale(byte shift, byte up, byte down) {
  /** One integer step is worth 1. */
  public static final Scale UNIT = new Scale((byte) 0, (byte) 0, (byte) 0);

  /** What integers are multiplied by where {@code up} falls by 1: 5/4, which is 2^0 + 2^-2. */
  public static final BinaryFactor UPSCALE = BinaryFactor.nearest(5, 4, 2, 7);

  /**
   * What integers are multiplied by where {@code down} falls by 1: 13/16, which is 2^-1 + 2^-2 +
   * 2^-4, the nearest to 4/5 with three terms.
   */
  public static final BinaryFactor DOWNSCALE = BinaryFactor.nearest(4, 5, 3, 7);

  private static final BigInteger FIVE = BigInteger.valueOf(5);
  private static final BigInteger THIRTEEN = BigInteger.valueOf(13);

  /**
   * A scale of these exponents.
   *
   * @throws IllegalArgumentException if one is not in [-128, 127]
   */
  public static Scale of(int shift, int up, int down) {
    return new Scale(
        exponent("scale shift", shift), exponent("scale up", up), exponent("scale down", down));
  }

  /**
   * {@code 2^shift}.
   *
   * @throws IllegalArgumentException if the exponent is not in [-128, 127]
   */
  public static Scale powerOfTwo(int shift) {
    return of(shift, 0, 0);
  }

  /**
   * Scale of a product: the exponents add.
   *
   * @throws IllegalArgumentException if a sum is not in [-128, 127]
   */
  public Scale times(Scale other) {
    return of(shift + other.shift, up + other.up, down + other.down);
  }

  /** Compares the real values, exactly: negative if this step is the finer one. */
  public int compareValue(Scale other) {
    // this / other = 2^s * 5^u * 13^d; negative powers go to the other side.
    int ups = up - other.up;
    int downs = down - other.down;
    int shifts = (shift - other.shift) - 2 * ups - 4 * downs;
    BigInteger left = FIVE.pow(Math.max(ups, 0)).multiply(THIRTEEN.pow(Math.max(downs, 0)));
    BigInteger right = FIVE.pow(Math.max(-ups, 0)).multiply(THIRTEEN.pow(Math.max(-downs, 0)));
    return left.shiftLeft(Math.max(shifts, 0)).compareTo(right.shiftLeft(Math.max(-shifts, 0)));
  }

  private static byte exponent(String name, int value) {
    if (value != (byte) value) {
      throw new IllegalArgumentException(name + " must be in [-128, 127]: " + value);
    }
    return (byte) value;
  }

  @Override
  public String toString() {
    return "2^" + shift + " (5/4)^" + up + " (13/16)^" + down;
  }
}
