package io.tintin.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.quant.Rounding;
import org.junit.jupiter.api.Test;

/** The two halves give what 64 bits would, for every shift. */
class SplitProductTest {
  private static final int[] MULTIPLIERS = {0, 1, 3, 12_345, 16_384, 32_767};

  @Test
  void everyShiftRoundsToNearest() {
    for (int rightShift = -14; rightShift <= 62; rightShift++) {
      for (int multiplier : MULTIPLIERS) {
        for (int bits = 0; bits < 31; bits++) {
          for (int less = -1; less <= 1; less++) {
            int magnitude = Math.max(0, (1 << bits) + less);
            long expected = exact((long) magnitude * multiplier, rightShift);
            if (expected <= 1 << 29) {
              assertThat(split(magnitude, multiplier, rightShift)).isEqualTo((int) expected);
            }
          }
        }
      }
    }
  }

  @Test
  void everyShiftOfAMasterRoundsToNearest() {
    for (int rightShift = -14; rightShift <= 62; rightShift++) {
      for (int multiplier : MULTIPLIERS) {
        for (int magnitude : new int[] {0, 1, 255, 16_383, 16_384, 32_639}) {
          long expected = exact((long) magnitude * multiplier, rightShift);
          if (expected <= 1 << 29) {
            int factor = SplitProduct.factor(multiplier, rightShift);
            int half = SplitProduct.masterHalf(rightShift);
            int scaled = (magnitude * factor + half) >>> SplitProduct.masterShift(rightShift);
            assertThat(scaled).isEqualTo((int) expected);
          }
        }
      }
    }
  }

  private static long exact(long product, int rightShift) {
    return rightShift >= 0
        ? Rounding.NEAREST.shiftRight(product, rightShift, 0)
        : product << -rightShift;
  }

  private static int split(int magnitude, int multiplier, int rightShift) {
    int factor = SplitProduct.factor(multiplier, rightShift);
    int upper = (magnitude >>> 16) * factor;
    int lower = (magnitude & 0xFFFF) * factor;
    int left = SplitProduct.left(rightShift);
    int right = SplitProduct.right(rightShift);
    int sum = (upper << left) + ((lower + SplitProduct.half(rightShift)) >>> right);
    return (sum + SplitProduct.lastHalf(rightShift)) >>> SplitProduct.last(rightShift);
  }
}
