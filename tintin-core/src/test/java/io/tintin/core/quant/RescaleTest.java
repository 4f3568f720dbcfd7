package io.tintin.core.quant;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.random.RandomSource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RescaleTest {
  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal UP = new BigDecimal("1.25");
  private static final BigDecimal DOWN = new BigDecimal("0.8125");

  @Test
  void aPowerOfTwoIsAShift() {
    long ratio = Rescale.ratio(-5, 0, 0);
    assertThat(Rescale.multiplier(ratio)).isEqualTo(1);
    assertThat(Rescale.rightShift(ratio)).isEqualTo(5);
  }

  @Test
  void theTwoFactorsAreExact() {
    long up = Rescale.ratio(0, 1, 0);
    assertThat(Rescale.multiplier(up)).isEqualTo(5);
    assertThat(Rescale.rightShift(up)).isEqualTo(2);
    long down = Rescale.ratio(0, 0, 1);
    assertThat(Rescale.multiplier(down)).isEqualTo(13);
    assertThat(Rescale.rightShift(down)).isEqualTo(4);
  }

  @Property(tries = 1000)
  void theMultiplierIsOddAndBelow2ToThe15(
      @ForAll @IntRange(min = -600, max = 600) int shift,
      @ForAll @IntRange(min = -600, max = 600) int up,
      @ForAll @IntRange(min = -600, max = 600) int down) {
    int multiplier = Rescale.multiplier(Rescale.ratio(shift, up, down));
    assertThat(multiplier % 2).isEqualTo(1);
    assertThat(multiplier).isBetween(1, (1 << 15) - 1);
  }

  @Test
  void ratiosAreWithin31MillionthsOfTheirValue() {
    assertThat(worstErrorMillionths(60, 1)).isBetween(30.2, 30.3);
    assertThat(worstErrorMillionths(255, 15)).isLessThan(Rescale.MAX_ERROR_MILLIONTHS);
    assertThat(Rescale.MAX_ERROR_MILLIONTHS).isEqualTo(31);
  }

  private static double worstErrorMillionths(int mostFactors, int step) {
    double worst = 0;
    for (int up = -mostFactors; up <= mostFactors; up += step) {
      for (int down = -mostFactors; down <= mostFactors; down += step) {
        BigDecimal quotient = value(Rescale.ratio(0, up, down)).divide(exact(0, up, down), DIGITS);
        worst = Math.max(worst, quotient.subtract(BigDecimal.ONE).abs().doubleValue());
      }
    }
    return worst * 1e6;
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void nearestIsTheRoundedProductWithTheRatio(
      @ForAll @IntRange(min = -90, max = 20) int shift,
      @ForAll @IntRange(min = -20, max = 20) int up,
      @ForAll @IntRange(min = -20, max = 20) int down,
      @ForAll @LongRange(min = -Rescale.MAX_VALUE, max = Rescale.MAX_VALUE) long value,
      @ForAll @IntRange(min = 0, max = Integer.MAX_VALUE) int limit) {
    long ratio = Rescale.ratio(shift, up, down);
    BigDecimal product = value(ratio).multiply(BigDecimal.valueOf(value));
    BigInteger rounded = product.setScale(0, RoundingMode.HALF_UP).toBigInteger();
    BigInteger limited =
        rounded.min(BigInteger.valueOf(limit)).max(BigInteger.valueOf(limit).negate());
    if (Rescale.rightShift(ratio) <= Rounding.MAX_SHIFT) {
      assertThat(Rescale.apply(ratio, value, limit, Rounding.NEAREST, 0))
          .isEqualTo(limited.intValueExact());
    }
  }

  @Test
  void theLargestValueDoesNotWrap() {
    long almostTwo = Rescale.ratio(-47, -8, -12); // the largest multiplier among small exponents
    for (int up = -60; up <= 60; up++) {
      for (int down = -60; down <= 60; down++) {
        long ratio = Rescale.ratio(0, up, down);
        almostTwo = Rescale.multiplier(ratio) > Rescale.multiplier(almostTwo) ? ratio : almostTwo;
      }
    }
    int multiplier = Rescale.multiplier(almostTwo);
    assertThat(multiplier).isGreaterThan(32_700);
    BigInteger product =
        BigInteger.valueOf(Rescale.MAX_VALUE).multiply(BigInteger.valueOf(multiplier));
    assertThat(product.bitLength()).isLessThanOrEqualTo(62);
    long ratio = (62L << 32) | multiplier;
    assertThat(Rescale.apply(ratio, Rescale.MAX_VALUE, 127, Rounding.NEAREST, 0)).isEqualTo(1);
    assertThat(Rescale.apply(ratio, -Rescale.MAX_VALUE, 127, Rounding.NEAREST, 0)).isEqualTo(-1);
    long left = Rescale.ratio(255, 255, 0);
    assertThat(Rescale.apply(left, Rescale.MAX_VALUE, 127, Rounding.NEAREST, 0)).isEqualTo(127);
    assertThat(Rescale.apply(left, -Rescale.MAX_VALUE, 127, Rounding.NEAREST, 0)).isEqualTo(-127);
    assertThat(Rescale.apply(left, 0, 127, Rounding.NEAREST, 0)).isZero();
  }

  /** Was a bug: the zeros at the end of the multiplier made every dropped part round up. */
  @Test
  void pseudoStochasticRoundingIsNotBiasedByAPowerOfTwo() {
    long ratio = Rescale.ratio(-10, 0, 0);
    long sum = 0;
    for (int value = 0; value < 4096; value++) {
      sum += Rescale.apply(ratio, value, 127, Rounding.PSEUDO_STOCHASTIC, 0);
    }
    // The exact sum is 4095 * 4096 / 2 / 1024 = 8190; every value rounded up would give 10,236.
    assertThat(sum).isEqualTo(8128);
  }

  @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
  void stochasticRoundingKeepsTheMean(
      @ForAll @IntRange(min = -14, max = -2) int shift,
      @ForAll @IntRange(min = -5, max = 5) int up,
      @ForAll @IntRange(min = -5, max = 5) int down,
      @ForAll @IntRange(min = -20_000, max = 20_000) int value,
      @ForAll long key) {
    long ratio = Rescale.ratio(shift, up, down);
    int draws = 4000;
    long sum = 0;
    for (int i = 0; i < draws; i++) {
      int bits = RandomSource.bits(key, i);
      sum += Rescale.apply(ratio, value, 1 << 30, Rounding.STOCHASTIC, bits);
    }
    double expected = value(ratio).doubleValue() * value;
    // A draw's standard error is at most 1/2: six of the mean's are 6 * 0.5 / sqrt(4000) = 0.047.
    assertThat(sum / (double) draws).isBetween(expected - 0.047, expected + 0.047);
  }

  /** Rounding a product of two 15-bit factors to 15 bits is off by half of 2^-14 of it at most. */
  @Property
  void aRatioTimesAFactorIsWithinHalfAStepOfItsProduct(
      @ForAll @IntRange(min = -60, max = 60) int shift,
      @ForAll @IntRange(min = -20, max = 20) int up,
      @ForAll @IntRange(min = -20, max = 20) int down,
      @ForAll @IntRange(min = 1, max = 1 << 15) int factor) {
    long ratio = Rescale.ratio(shift, up, down);
    long times = Rescale.times(ratio, factor, 1 << 15);
    assertThat(Rescale.multiplier(times) % 2).isEqualTo(1);
    assertThat(Rescale.multiplier(times)).isBetween(1, (1 << 15) - 1);
    BigDecimal product =
        value(ratio).multiply(BigDecimal.valueOf(factor)).divide(BigDecimal.valueOf(1 << 15));
    BigDecimal limit = product.divide(BigDecimal.valueOf(1 << 15));
    assertThat(value(times).subtract(product).abs()).isLessThanOrEqualTo(limit);
    assertThat(Rescale.times(ratio, 1 << 15, 1 << 15)).isEqualTo(ratio);
    assertThat(Rescale.times(ratio, 1 << 14, 1 << 15))
        .isEqualTo(Rescale.ratio(shift - 1, up, down));
    long none = Rescale.times(ratio, 0, 1 << 15);
    assertThat(Rescale.apply(none, Rescale.MAX_VALUE, 127, Rounding.STOCHASTIC, 0)).isZero();
  }

  private static BigDecimal value(long ratio) {
    return BigDecimal.valueOf(Rescale.multiplier(ratio))
        .multiply(BigDecimal.valueOf(2).pow(-Rescale.rightShift(ratio), DIGITS));
  }

  private static BigDecimal exact(int shift, int up, int down) {
    return BigDecimal.valueOf(2)
        .pow(shift, DIGITS)
        .multiply(UP.pow(up, DIGITS))
        .multiply(DOWN.pow(down, DIGITS));
  }
}
