package io.tintin.core.quant;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SquareRootTest {
  @Test
  void theFloorOfSmallAndLargeRoots() {
    long[] values = {0, 1, 2, 3, 4, 8, 9, 15, 16, (1L << 62) - 1, 1L << 62, Long.MAX_VALUE};
    long[] roots = {0, 1, 1, 1, 2, 2, 3, 3, 4, (1L << 31) - 1, 1L << 31, 3_037_000_499L};
    for (int i = 0; i < values.length; i++) {
      assertThat(SquareRoot.floor(values[i])).as("of %s", values[i]).isEqualTo(roots[i]);
    }
  }

  @Property
  void theFloorIsThatOfTheExactRoot(
      @ForAll @LongRange(min = 0) long value, @ForAll @LongRange(min = 0, max = 62) long dropped) {
    long smaller = value >> dropped;
    long exact = BigInteger.valueOf(smaller).sqrt().longValueExact();
    assertThat(SquareRoot.floor(smaller)).isEqualTo(exact);
  }

  @Test
  void inverseRootsOfPowersOfFourAreExact() {
    for (int exponent = 0; exponent < 62; exponent += 2) {
      long inverse = SquareRoot.inverse(1L << exponent);
      assertThat(Rescale.multiplier(inverse)).isEqualTo(1);
      assertThat(Rescale.rightShift(inverse)).isEqualTo(exponent / 2);
    }
  }

  @Property
  void inverseRootsAreWithinTheErrorOfARatio(
      @ForAll @LongRange(min = 1, max = (1L << 62) - 1) long value,
      @ForAll @LongRange(min = 0, max = 61) long dropped) {
    long smaller = Math.max(value >> dropped, 1);
    long inverse = SquareRoot.inverse(smaller);
    assertThat(Rescale.multiplier(inverse) % 2).isEqualTo(1);
    assertThat(Rescale.multiplier(inverse)).isBetween(1, (1 << 15) - 1);
    double relative =
        Math.scalb(Rescale.multiplier(inverse), -Rescale.rightShift(inverse)) * Math.sqrt(smaller);
    assertThat(relative).isBetween(1 - 31e-6, 1 + 31e-6);
  }
}
