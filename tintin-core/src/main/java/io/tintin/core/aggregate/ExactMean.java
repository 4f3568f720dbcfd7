package io.tintin.core.aggregate;

import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;

/**
 * The mean of one parameter as exact fractions, from sums in different scales.
 *
 * <p>A scale is {@code 2^(shift - 2 up - 4 down) * 5^up * 13^down}. The unit of all sums is the
 * product of the lowest power of each prime among their scales, so that each scale is a whole
 * number of units, and as small a one as can be: {@code mean = sum_s(sum[s] * s / unit) /
 * (totalExamples * scale of the result / unit)}. The result's scale may hold less of a prime than
 * the unit; what is missing then multiplies the other side of the fraction.
 */
final class ExactMean {
  /** Below it the int8 range is not in use, and a factor of 5/4 can't leave it. */
  static final int FINER_BELOW = 80;

  /** Lowest exponent up that is given to a result. */
  static final int MIN_UP = -100;

  /** Below it a factor of 2 can't leave the int8 range. */
  static final int HALVED_BELOW = 60;

  private static final BigInteger FIVE = BigInteger.valueOf(5);
  private static final BigInteger THIRTEEN = BigInteger.valueOf(13);

  private final Map<Scale, long[]> sums;
  private final BigInteger totalExamples;

  /** Powers of 2, 5 and 13 in the unit. */
  private final int unitTwos;

  private final int unitFives;
  private final int unitThirteens;

  /**
   * The mean of these sums.
   *
   * @param sums of example count times value, by the scale of the values; at least one
   * @param totalExamples sum of all example counts, at least 1
   */
  ExactMean(Map<Scale, long[]> sums, long totalExamples) {
    this.sums = sums;
    this.totalExamples = BigInteger.valueOf(totalExamples);
    int twos = Integer.MAX_VALUE;
    int fives = Integer.MAX_VALUE;
    int thirteens = Integer.MAX_VALUE;
    for (Scale scale : sums.keySet()) {
      twos = Math.min(twos, twos(scale));
      fives = Math.min(fives, scale.up());
      thirteens = Math.min(thirteens, scale.down());
    }
    this.unitTwos = twos;
    this.unitFives = fives;
    this.unitThirteens = thirteens;
  }

  private static int twos(Scale scale) {
    return scale.shift() - 2 * scale.up() - 4 * scale.down();
  }

  /** Rounds each mean once; element {@code i} of a stochastic rounding draws {@code bits(i)}. */
  Int8Tensor rounded(Shape shape, Rounding rounding, RandomSource random) {
    BigInteger[] numerators = numerators(shape.size());
    Scale scale = resultScale(numerators);
    BigInteger missing = units(scale, -1);
    BigInteger denominator = totalExamples.multiply(units(scale, 1));
    byte[] values = new byte[numerators.length];
    for (int i = 0; i < values.length; i++) {
      int bits = rounding == Rounding.STOCHASTIC ? random.bits(i) : 0;
      values[i] = divide(numerators[i].multiply(missing), denominator, rounding, bits);
    }
    return Int8Tensor.of(shape, scale, values);
  }

  private BigInteger[] numerators(int size) {
    BigInteger[] numerators = new BigInteger[size];
    Arrays.fill(numerators, BigInteger.ZERO);
    for (Map.Entry<Scale, long[]> entry : sums.entrySet()) {
      BigInteger units = units(entry.getKey(), 1);
      long[] sum = entry.getValue();
      for (int i = 0; i < size; i++) {
        numerators[i] = numerators[i].add(units.multiply(BigInteger.valueOf(sum[i])));
      }
    }
    return numerators;
  }

  /**
   * The coarsest scale in use, made finer by 5/4 while the largest mean stays below 80 steps; once
   * {@code up} is at its lowest, by 2 while it stays below 60.
   */
  private Scale resultScale(BigInteger[] numerators) {
    BigInteger largest = BigInteger.ZERO;
    for (BigInteger numerator : numerators) {
      largest = largest.max(numerator.abs());
    }
    Scale scale = Collections.max(sums.keySet(), Scale::compareValue);
    while (largest.signum() > 0 && scale.up() > MIN_UP && isBelow(FINER_BELOW, largest, scale)) {
      scale = Scale.of(scale.shift(), scale.up() - 1, scale.down());
    }
    while (largest.signum() > 0
        && scale.shift() > Byte.MIN_VALUE
        && isBelow(HALVED_BELOW, largest, scale)) {
      scale = Scale.of(scale.shift() - 1, scale.up(), scale.down());
    }
    return scale;
  }

  private boolean isBelow(int steps, BigInteger numerator, Scale scale) {
    BigInteger limit = BigInteger.valueOf(steps).multiply(totalExamples).multiply(units(scale, 1));
    return numerator.multiply(units(scale, -1)).compareTo(limit) < 0;
  }

  /**
   * The numerator of {@code (scale / unit)^power}: the powers of primes that are above 0.
   *
   * @param power 1 or -1
   */
  private BigInteger units(Scale scale, int power) {
    int twos = power * (twos(scale) - unitTwos);
    int fives = power * (scale.up() - unitFives);
    int thirteens = power * (scale.down() - unitThirteens);
    return FIVE.pow(Math.max(fives, 0))
        .multiply(THIRTEEN.pow(Math.max(thirteens, 0)))
        .shiftLeft(Math.max(twos, 0));
  }

  private static byte divide(
      BigInteger numerator, BigInteger denominator, Rounding rounding, int randomBits) {
    BigInteger[] parts = numerator.abs().divideAndRemainder(denominator);
    boolean isUp;
    if (rounding == Rounding.NEAREST) {
      isUp = parts[1].shiftLeft(1).compareTo(denominator) >= 0;
    } else {
      BigInteger random = BigInteger.valueOf(randomBits & 0xFFFF_FFFFL);
      isUp = parts[1].shiftLeft(32).compareTo(denominator.multiply(random)) > 0;
    }
    int magnitude = parts[0].intValueExact() + (isUp ? 1 : 0);
    return (byte) (numerator.signum() < 0 ? -magnitude : magnitude);
  }
}
