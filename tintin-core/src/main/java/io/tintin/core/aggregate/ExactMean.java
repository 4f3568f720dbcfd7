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
 * <p>A scale is {@code 2^(shift - 2 up - 4 down) * 5^up * 13^down}. Its {@link #units} are that,
 * times a power of each prime that makes it whole for every exponent in use, so {@code mean =
 * sum_s(sum[s] * units(s)) / (totalExamples * units(scale of the result))}.
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

  ExactMean(Map<Scale, long[]> sums, long totalExamples) {
    this.sums = sums;
    this.totalExamples = BigInteger.valueOf(totalExamples);
  }

  /** Rounds each mean once; element {@code i} of a stochastic rounding draws {@code bits(i)}. */
  Int8Tensor rounded(Shape shape, Rounding rounding, RandomSource random) {
    BigInteger[] numerators = numerators(shape.size());
    Scale scale = resultScale(numerators);
    BigInteger denominator = totalExamples.multiply(units(scale));
    byte[] values = new byte[numerators.length];
    for (int i = 0; i < values.length; i++) {
      int bits = rounding == Rounding.STOCHASTIC ? random.bits(i) : 0;
      values[i] = divide(numerators[i], denominator, rounding, bits);
    }
    return Int8Tensor.of(shape, scale, values);
  }

  private BigInteger[] numerators(int size) {
    BigInteger[] numerators = new BigInteger[size];
    Arrays.fill(numerators, BigInteger.ZERO);
    for (Map.Entry<Scale, long[]> entry : sums.entrySet()) {
      BigInteger units = units(entry.getKey());
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
    BigInteger limit = BigInteger.valueOf(steps).multiply(totalExamples).multiply(units(scale));
    return numerator.compareTo(limit) < 0;
  }

  /** The scale in units of {@code 2^-1152 * 5^-128 * 13^-128}: whole for any int8 exponents. */
  private static BigInteger units(Scale scale) {
    int twos = 1152 + scale.shift() - 2 * scale.up() - 4 * scale.down();
    return FIVE.pow(128 + scale.up()).multiply(THIRTEEN.pow(128 + scale.down())).shiftLeft(twos);
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
