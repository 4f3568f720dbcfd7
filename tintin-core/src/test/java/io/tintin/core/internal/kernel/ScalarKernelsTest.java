package io.tintin.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarKernelsTest {
  private static void assertRequantizedLikeRounding(int[] acc, int rightShift) {
    byte[] expected = new byte[acc.length];
    byte[] output = new byte[acc.length];
    ScalarKernels.requantize(acc, acc.length, rightShift, Rounding.NEAREST, 0, expected);
    ScalarKernels.requantizeToNearest(acc.clone(), acc.length, rightShift, output);
    assertThat(output).as("shift %s", rightShift).isEqualTo(expected);
    ScalarKernels.requantize(acc, acc.length, rightShift, Rounding.NEAREST_EVEN, 0, expected);
    ScalarKernels.requantizeToEven(acc.clone(), acc.length, rightShift, output);
    assertThat(output).as("shift %s to even", rightShift).isEqualTo(expected);
  }

  @Test
  void everyShiftRoundsLikeRounding() {
    for (int rightShift = 0; rightShift <= 31; rightShift++) {
      int[] acc = new int[600];
      int half = (int) (1L << rightShift >> 1);
      for (int i = 0; i < 300; i++) {
        acc[i] = Math.max(-Integer.MAX_VALUE, (i - 150) * half + i % 3 - 1);
        acc[i + 300] = Math.max(-Integer.MAX_VALUE, RandomSource.bits(7, i) >> (i % 32));
      }
      acc[0] = Integer.MAX_VALUE;
      acc[1] = -Integer.MAX_VALUE;
      assertRequantizedLikeRounding(acc, rightShift);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1023, 1024, 1025, 5000})
  void everyCountIsRequantizedToItsEnd(int count) {
    int[] acc = new int[count];
    for (int i = 0; i < count; i++) {
      acc[i] = i * 7 - 3000;
    }
    assertRequantizedLikeRounding(acc, 5);
  }

  @Test
  void tiesGoAwayFromZeroAndLargeValuesAreClipped() {
    int[] acc = {2, -2, 6, -6, 5, 507, 508, -508, 100_000, -100_000};
    byte[] output = new byte[10];
    ScalarKernels.requantizeToNearest(acc.clone(), 10, 2, output);
    assertThat(output).containsExactly(1, -1, 2, -2, 1, 127, 127, -127, 127, -127);
    ScalarKernels.requantizeToEven(acc, 10, 2, output);
    assertThat(output).containsExactly(0, 0, 2, -2, 1, 127, 127, -127, 127, -127);
  }

  @Test
  void rowsAreSummed() {
    byte[] values = {
      127, 127, 127, // row 0
      -1, 0, 3, // row 1
    };
    int[] acc = {5, 5};
    ScalarKernels.rowSums(values, 2, 3, acc);
    assertThat(acc).containsExactly(381, 2);
  }

  @Test
  void magnitudeBitsAreThoseOfTheLargest() {
    assertThat(ScalarKernels.magnitudeBits(new int[] {0, 0, 9}, 0, 2)).isZero();
    assertThat(ScalarKernels.magnitudeBits(new int[] {3, -8, 1}, 0, 3)).isEqualTo(4);
    assertThat(ScalarKernels.magnitudeBits(new int[] {7, -7}, 0, 2)).isEqualTo(3);
    assertThat(ScalarKernels.magnitudeBits(new int[] {-Integer.MAX_VALUE}, 0, 1)).isEqualTo(31);
  }
}
