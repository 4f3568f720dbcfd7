package io.tintin.core.rescaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AlignedSumTest {
  private static final MathContext DIGITS = new MathContext(60);

  private static BigDecimal real(int shift, int up, int down) {
    return power("2", shift).multiply(power("1.25", up)).multiply(power("0.8125", down));
  }

  private static BigDecimal power(String base, int exponent) {
    BigDecimal power = new BigDecimal(base).pow(Math.abs(exponent), DIGITS);
    return exponent < 0 ? BigDecimal.ONE.divide(power, DIGITS) : power;
  }

  private static Int8Buffer term(int shift, int up, int down, int... values) {
    Int8Buffer term = new Int8Buffer(values.length);
    for (int i = 0; i < values.length; i++) {
      term.values[i] = (byte) values[i];
    }
    term.setScale(shift, up, down);
    return term;
  }

  private static Int8Buffer drawn(RandomSequence draws, int up, int down) {
    Int8Buffer term = new Int8Buffer(5);
    for (int i = 0; i < 5; i++) {
      term.values[i] = (byte) (draws.nextBelow(255) - 127);
    }
    term.setScale(draws.nextBelow(30) - 20, up, down);
    return term;
  }

  @Test
  void anExampleByHand() {
    Int8Buffer[] terms = {
      term(-7, 0, 0, 1, -1, 100), //
      term(-6, 0, 0, 1, 1, 27),
      term(-16, 0, 0, 3, 1, -2), // a step of the sum is 2^-14: 0.75, 0.25, -0.5
    };
    Int32Buffer acc = new Int32Buffer(3);
    AlignedSum.of(terms, 3, acc);
    assertThat(acc.values).containsExactly(128 + 256 + 1, -128 + 256, 12_800 + 6912 - 1);
    assertThat(GoldenCase.exponents(acc)).containsExactly(-14, 0, 0);
  }

  /** Where scales differ by powers of two, each term is exact but for its one rounding. */
  @Property
  void powersOfTwoAreExact(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int count) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Int8Buffer[] terms = new Int8Buffer[count];
    int coarsest = Integer.MIN_VALUE;
    for (int t = 0; t < count; t++) {
      terms[t] = drawn(draws, 2, -1);
      coarsest = Math.max(coarsest, terms[t].shift);
    }
    Int32Buffer acc = new Int32Buffer(5);
    AlignedSum.of(terms, 5, acc);
    assertThat(GoldenCase.exponents(acc)).containsExactly(coarsest - 8, 2, -1);
    for (int i = 0; i < 5; i++) {
      BigInteger sum = BigInteger.ZERO;
      for (Int8Buffer term : terms) {
        BigDecimal aligned =
            new BigDecimal(term.values[i]).multiply(power("2", term.shift - coarsest + 8));
        sum = sum.add(aligned.setScale(0, RoundingMode.HALF_UP).toBigInteger());
      }
      assertThat(acc.values[i]).isEqualTo(sum.intValueExact());
    }
  }

  /** Elsewhere a ratio is right to 31 millionths, which is 1.01 steps of the largest term. */
  @Property
  void anySumIsWithinItsRoundings(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int count) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Int8Buffer[] terms = new Int8Buffer[count];
    for (int t = 0; t < count; t++) {
      terms[t] = drawn(draws, draws.nextBelow(9) - 4, draws.nextBelow(9) - 4);
    }
    Int32Buffer acc = new Int32Buffer(5);
    AlignedSum.of(terms, 5, acc);
    BigDecimal step = real(acc.shift, acc.up, acc.down);
    for (int i = 0; i < 5; i++) {
      BigDecimal exact = BigDecimal.ZERO;
      for (Int8Buffer term : terms) {
        BigDecimal scale = real(term.shift, term.up, term.down);
        exact = exact.add(new BigDecimal(term.values[i]).multiply(scale));
      }
      BigDecimal steps = exact.divide(step, DIGITS);
      assertThat(steps.subtract(new BigDecimal(acc.values[i])).abs())
          .isLessThanOrEqualTo(new BigDecimal("1.52").multiply(new BigDecimal(count)));
    }
  }

  @Property
  void theCoarserIsThatOfTheLargerStep(@ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Int8Buffer a = drawn(draws, draws.nextBelow(15) - 7, draws.nextBelow(15) - 7);
    Int8Buffer b = drawn(draws, draws.nextBelow(15) - 7, draws.nextBelow(15) - 7);
    b.shift = a.shift + draws.nextBelow(5) - 2;
    BigDecimal ratio = real(a.shift, a.up, a.down).divide(real(b.shift, b.up, b.down), DIGITS);
    if (ratio.compareTo(new BigDecimal("1.0001")) > 0) {
      assertThat(AlignedSum.isCoarser(a, b)).isTrue();
      assertThat(AlignedSum.isCoarser(b, a)).isFalse();
    }
    assertThat(AlignedSum.isCoarser(a, a)).isFalse();
  }

  @Test
  void theFirstOfEqualsGivesTheScale() {
    Int8Buffer[] terms = {term(0, 0, 0, 1), term(0, 0, 0, 2)};
    Int32Buffer acc = new Int32Buffer(1);
    AlignedSum.of(terms, 1, acc);
    assertThat(acc.values).containsExactly(768);
    assertThat(AlignedSum.isCoarser(term(1, 0, 0), term(0, 3, 0))).isTrue(); // 2 and 1.953
    assertThat(AlignedSum.isCoarser(term(0, 3, 0), term(1, 0, 0))).isFalse();
    assertThat(AlignedSum.isCoarser(term(0, 4, 0), term(1, 0, 0))).isTrue();
  }

  @Test
  void mostTermsOfTheLargestValuesDoNotWrap() {
    Int8Buffer[] terms = new Int8Buffer[AlignedSum.MAX_TERMS];
    for (int sign : new int[] {1, -1}) {
      for (int t = 0; t < terms.length; t++) {
        terms[t] = term(3, 1, 2, 127 * sign);
      }
      Int32Buffer acc = new Int32Buffer(1);
      AlignedSum.of(terms, 1, acc);
      assertThat(acc.values).containsExactly(sign * 8_323_072);
    }
  }
}
