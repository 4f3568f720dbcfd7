package io.tintin.core.quant;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RoundingTest {
  private static final long MAX = (1L << 62) - 1;

  /** NITI's own PstoShift. */
  @Test
  void pseudoStochasticIsNitis() {
    assertThat(pseudo(1, 0, 3)).containsExactly(0, 1, 1, 2);
    assertThat(pseudo(2, 0, 7)).containsExactly(0, 0, 1, 0, 1, 1, 2, 1);
    assertThat(pseudo(3, 0, 15)).containsExactly(0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 2, 1, 2, 1, 2, 2);
    assertThat(pseudo(3, -15, -9)).containsExactly(-2, -2, -1, -2, -1, -2, -1);
  }

  private static long[] pseudo(int shift, int from, int to) {
    long[] rounded = new long[to - from + 1];
    for (int x = from; x <= to; x++) {
      rounded[x - from] = Rounding.PSEUDO_STOCHASTIC.shiftRight(x, shift, 0);
    }
    return rounded;
  }

  @Test
  void nearestTakesTiesAwayFromZero() {
    assertThat(Rounding.NEAREST.shiftRight(5, 1, 0)).isEqualTo(3);
    assertThat(Rounding.NEAREST.shiftRight(-5, 1, 0)).isEqualTo(-3);
    assertThat(Rounding.NEAREST.shiftRight(6, 2, 0)).isEqualTo(2);
    assertThat(Rounding.NEAREST.shiftRight(5, 2, 0)).isEqualTo(1);
  }

  @Property(tries = 1000)
  void nearestIsThatOfBigDecimal(
      @ForAll @LongRange(min = -MAX, max = MAX) long value,
      @ForAll @IntRange(max = Rounding.MAX_SHIFT) int shift) {
    BigDecimal exact = BigDecimal.valueOf(value).divide(BigDecimal.valueOf(2).pow(shift));
    assertThat(Rounding.NEAREST.shiftRight(value, shift, 0))
        .isEqualTo(exact.setScale(0, RoundingMode.HALF_UP).longValueExact());
  }

  @Property(tries = 1000)
  void everyRoundingIsOddAndWithinOneOfTheExactValue(
      @ForAll Rounding rounding,
      @ForAll @LongRange(min = -MAX, max = MAX) long value,
      @ForAll @IntRange(max = Rounding.MAX_SHIFT) int shift,
      @ForAll int bits) {
    long rounded = rounding.shiftRight(value, shift, bits);
    BigDecimal exact = BigDecimal.valueOf(value).divide(BigDecimal.valueOf(2).pow(shift));
    assertThat(exact.subtract(BigDecimal.valueOf(rounded)).abs()).isLessThan(BigDecimal.ONE);
    assertThat(rounding.shiftRight(-value, shift, bits)).isEqualTo(-rounded);
  }

  /** Over all 2^s draws the sum is the exact value times 2^s: no bias at all. */
  @Test
  void theMeanOfAllStochasticDrawsIsExact() {
    for (int shift = 1; shift <= 8; shift++) {
      for (int value = -600; value <= 600; value++) {
        long sum = 0;
        for (int draw = 0; draw < 1 << shift; draw++) {
          sum += Rounding.STOCHASTIC.shiftRight(value, shift, draw << (32 - shift) | 0x5A5A);
        }
        assertThat(sum).isEqualTo(value);
      }
    }
  }

  @Test
  void wideShiftsCompareTheUpperDroppedBits() {
    long half = 1L << 61;
    assertThat(Rounding.STOCHASTIC.shiftRight(half, 62, 0x7FFF_FFFF)).isEqualTo(1);
    assertThat(Rounding.STOCHASTIC.shiftRight(half, 62, 0x8000_0000)).isZero();
    assertThat(Rounding.STOCHASTIC.shiftRight(1L << 32, 33, 0x7FFF_FFFF)).isEqualTo(1);
    assertThat(Rounding.STOCHASTIC.shiftRight(1L << 32, 33, 0x8000_0000)).isZero();
    assertThat(Rounding.STOCHASTIC.shiftRight(1, 62, 0)).isZero();
  }
}
