package io.tintin.core.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BinaryFactorTest {
  @Test
  void termsAreTakenFromTheLargestOn() {
    assertThat(BinaryFactor.truncated(6, 5, 8, 7).exponents()).containsExactly(0, 3, 4, 7);
    assertThat(BinaryFactor.truncated(6, 5, 3, 7).exponents()).containsExactly(0, 3, 4);
    assertThat(BinaryFactor.truncated(4, 5, 8, 7).exponents()).containsExactly(1, 2, 5, 6);
    assertThat(BinaryFactor.truncated(5, 4, 8, 7).exponents()).containsExactly(0, 2);
    assertThat(BinaryFactor.truncated(6, 1, 8, 7).exponents()).containsExactly(-2, -1);
  }

  @Test
  void theNearestFactorMayBeAboveTheRatio() {
    assertThat(BinaryFactor.nearest(4, 5, 3, 7).exponents()).containsExactly(1, 2, 4);
    assertThat(BinaryFactor.nearest(127, 128, 1, 7).exponents()).containsExactly(0);
    assertThat(BinaryFactor.nearest(3, 4, 1, 7).exponents()).containsExactly(0); // a tie
  }

  @Test
  void theFactorsOfAScaleAreDecompositions() {
    assertThat(Scale.UPSCALE).isEqualTo(new BinaryFactor(5, 2));
    assertThat(Scale.DOWNSCALE).isEqualTo(new BinaryFactor(13, 4));
  }

  @Property
  void productsAreRoundedOnce(
      @ForAll @IntRange(min = 0, max = (1 << 29) - 1) int half,
      @ForAll @IntRange(min = -20, max = 30) int rightShift,
      @ForAll @LongRange(min = -1000, max = 1000) long value) {
    BinaryFactor factor = new BinaryFactor(2 * half + 1, rightShift);
    BigDecimal exact =
        new BigDecimal(BigInteger.valueOf(value).multiply(BigInteger.valueOf(factor.multiplier())))
            .multiply(BigDecimal.valueOf(2).pow(30 - rightShift))
            .divide(BigDecimal.valueOf(2).pow(30));
    assertThat(factor.apply(value))
        .isEqualTo(exact.setScale(0, RoundingMode.HALF_UP).longValueExact());
  }

  @Property
  void theTermsAreTheFactor(
      @ForAll @IntRange(min = 0, max = (1 << 29) - 1) int half,
      @ForAll @IntRange(min = -20, max = 30) int rightShift) {
    BinaryFactor factor = new BinaryFactor(2 * half + 1, rightShift);
    BigInteger sum = BigInteger.ZERO;
    for (int e : factor.exponents()) {
      sum = sum.add(BigInteger.TWO.pow(60 - e));
    }
    assertThat(sum)
        .isEqualTo(
            BigInteger.valueOf(factor.multiplier()).multiply(BigInteger.TWO.pow(60 - rightShift)));
    assertThat(factor.exponents()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void theLargestValueDoesNotWrap() {
    BinaryFactor largest = new BinaryFactor((1 << 30) - 1, 30);
    assertThat(largest.apply(BinaryFactor.MAX_VALUE)).isEqualTo(BinaryFactor.MAX_VALUE - 4);
    assertThat(largest.apply(-BinaryFactor.MAX_VALUE)).isEqualTo(4 - BinaryFactor.MAX_VALUE);
    BigInteger product =
        BigInteger.valueOf(BinaryFactor.MAX_VALUE).multiply(BigInteger.valueOf((1 << 30) - 1));
    assertThat(product.bitLength()).isEqualTo(62);
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    assertThatThrownBy(() -> new BinaryFactor(2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("multiplier must be odd, in [1, 2^30): 2");
    assertThatThrownBy(() -> new BinaryFactor((1 << 30) + 1, 0)).hasMessageContaining("multiplier");
    assertThatThrownBy(() -> new BinaryFactor(1, 31))
        .hasMessage("rightShift must be in [-20, 30]: 31");
    assertThatThrownBy(() -> BinaryFactor.truncated(0, 1, 1, 7))
        .hasMessage("numerator must be in [1, 1048576]: 0");
    assertThatThrownBy(() -> BinaryFactor.truncated(1, 1 << 21, 1, 7))
        .hasMessage("denominator must be in [1, 1048576]: 2097152");
    assertThatThrownBy(() -> BinaryFactor.nearest(1, 1, 0, 7))
        .hasMessage("maxTerms must be in [1, 30]: 0");
    assertThatThrownBy(() -> BinaryFactor.nearest(1, 1, 1, 31))
        .hasMessage("maxExponent must be in [0, 30]: 31");
    assertThatThrownBy(() -> BinaryFactor.truncated(1, 129, 3, 7))
        .hasMessage("factor must be at least 2^-7: 1/129");
    assertThatThrownBy(() -> BinaryFactor.truncated((1 << 20) - 1, 7, 30, 30))
        .hasMessageStartingWith("terms must be within 30 bits of each other: ");
  }
}
