package io.tintin.core.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import java.util.Arrays;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AlignedSgdTest {
  private static Int8Buffer weights(int shift, int... values) {
    Int8Buffer buffer = new Int8Buffer(values.length);
    for (int i = 0; i < values.length; i++) {
      buffer.values[i] = (byte) values[i];
    }
    buffer.setScale(shift, 0, 0);
    return buffer;
  }

  private static void update(
      UpdateRule rule, Int8Buffer weights, int count, Int32Buffer gradient, int batch, long key) {
    Parameter parameter = new Parameter(weights, count, true, rule);
    rule.update(parameter, gradient, batch, UpdateRule.FULL_RATE, key, new UpdateScratch(rule));
  }

  private static Int32Buffer gradient(int shift, int... values) {
    Int32Buffer buffer = new Int32Buffer(values.length);
    System.arraycopy(values, 0, buffer.values, 0, values.length);
    buffer.setScale(shift, 0, 0);
    return buffer;
  }

  @Test
  void aStepIsTheGradientInWeightStepsTimesTheRate() {
    Int8Buffer weights = weights(-8, 10, 10, -10, 0);
    // One gradient step is 1/4 weight step; the rate is 1/2.
    update(new AlignedSgd(1, Rounding.NEAREST), weights, 4, gradient(-10, 80, -81, 4, 3), 1, 0);
    assertThat(weights.values).containsExactly(0, 20, -11, 0);
    assertThat(weights.shift).isEqualTo(-8);
  }

  @Test
  void theSumOverABatchBecomesItsMean() {
    AlignedSgd rule = new AlignedSgd(0, Rounding.NEAREST);
    int[][] expected = {{1, 64}, {2, 32}, {4, 16}, {5, 8}, {8, 8}, {9, 4}, {16, 4}};
    for (int[] row : expected) {
      Int8Buffer weights = weights(0, 0);
      update(rule, weights, 1, gradient(0, -64), row[0], 0);
      assertThat(weights.values[0]).as("batch size %s", row[0]).isEqualTo((byte) row[1]);
    }
  }

  @Test
  void overflowScalesTheWholeTensorDown() {
    Int8Buffer weights = weights(-8, 120, -64, 3);
    update(new AlignedSgd(0, Rounding.NEAREST), weights, 3, gradient(-8, -20, 0, 0), 1, 0);
    assertThat(weights.values).containsExactly(114, -52, 2); // 13/16 of 140, -64 and 3
    assertThat(weights.down).isEqualTo(-1);
    assertThat(weights.shift).isEqualTo(-8);
  }

  @Test
  void theLargestStepScalesDownUntilItFits() {
    Int8Buffer weights = weights(-8, 127, 64);
    update(
        new AlignedSgd(-32, Rounding.NEAREST),
        weights,
        2,
        gradient(0, -Integer.MAX_VALUE, 0),
        1,
        0);
    // 254, 206, 167, 136, 111
    assertThat(weights.values).containsExactly(111, 28);
    assertThat(weights.down).isEqualTo(-4);
  }

  @Test
  void belowTheLowestDownTheTensorIsHalved() {
    Int8Buffer weights = weights(-8, 120, -64);
    weights.setScale(-8, 0, Parameter.MIN_DOWN);
    update(
        new AlignedSgd(0, Rounding.NEAREST),
        weights,
        2,
        with(gradient(-8, -20, 0), Parameter.MIN_DOWN),
        1,
        0);
    assertThat(weights.values).containsExactly(70, -32);
    assertThat(weights.shift).isEqualTo(-7);
    assertThat(weights.down).isEqualTo(-100);
  }

  private static Int32Buffer with(Int32Buffer gradient, int down) {
    gradient.setScale(gradient.shift, gradient.up, down);
    return gradient;
  }

  @Test
  void scalingUpDoublesExactlyAndUpscalesOnce() {
    assertThat(scaledUp(-8, 10, -3, 0)).containsExactly(80, -24, 0, -11, 0);
    assertThat(scaledUp(-8, 17, -3)).containsExactly(85, -15, -10, -1); // 68 and -12, then 5/4
    assertThat(scaledUp(-8, 63, -31)).containsExactly(126, -62, -9, 0);
    assertThat(scaledUp(-8, 64, -1)).containsExactly(80, -1, -8, -1);
    assertThat(scaledUp(-8, 79, 2)).containsExactly(99, 3, -8, -1);
    assertThat(scaledUp(-8, 80, 2)).containsExactly(80, 2, -8, 0);
    assertThat(scaledUp(-8, 0, 0)).containsExactly(0, 0, -8, 0);
    assertThat(scaledUp(Parameter.MIN_SHIFT, 5)).containsExactly(5, Parameter.MIN_SHIFT, 0);
    assertThat(scaledUp(Parameter.MIN_SHIFT + 1, 5)).containsExactly(10, Parameter.MIN_SHIFT, 0);
  }

  /** Values, then {@code shift} and {@code up}. */
  private static int[] scaledUp(int shift, int... values) {
    Int8Buffer weights = weights(shift, values);
    AlignedSgd rule = new AlignedSgd(0);
    rule.scaleUp(new Parameter(weights, values.length, true, rule));
    int[] result = Arrays.copyOf(values, values.length + 2);
    for (int i = 0; i < values.length; i++) {
      result[i] = weights.values[i];
    }
    result[values.length] = weights.shift;
    result[values.length + 1] = weights.up;
    return result;
  }

  @Test
  void aKeptScaleIsNotScaledUp() {
    Int8Buffer weights = weights(-8, 10);
    AlignedSgd rule = new AlignedSgd(0);
    Parameter parameter = new Parameter(weights, 1, true, rule);
    parameter.keepsScale = true;
    rule.scaleUp(parameter);
    assertThat(weights.values).containsExactly(10);
    assertThat(weights.shift).isEqualTo(-8);
  }

  @Test
  void aZeroGradientChangesNothing() {
    for (Rounding rounding : Rounding.values()) {
      Int8Buffer weights = weights(-8, 127, -127, 1, 0);
      update(new AlignedSgd(-32, rounding), weights, 4, gradient(100, 0, 0, 0, 0), 1, 9);
      assertThat(weights.values).containsExactly(127, -127, 1, 0);
      assertThat(weights.down).isZero();
    }
  }

  /** The mean over many keys is the exact step, however small. */
  @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
  void stochasticStepsAreUnbiased(
      @ForAll @IntRange(min = -3000, max = 3000) int value,
      @ForAll @IntRange(min = 5, max = 12) int rateShift,
      @ForAll long seed) {
    int tries = 4000;
    AlignedSgd rule = new AlignedSgd(rateShift);
    long sum = 0;
    for (int t = 0; t < tries; t++) {
      Int8Buffer weights = weights(-8, 0);
      update(rule, weights, 1, gradient(-8, value), 1, RandomSource.streamKey(seed, t));
      sum += weights.values[0];
    }
    double expected = -Math.scalb((double) value, -rateShift);
    assertThat(sum / (double) tries).isBetween(expected - 0.047, expected + 0.047); // six errors
  }

  /** Was a bug: with a power of two between the scales, every value rounded away from zero. */
  @Test
  void pseudoStochasticStepsOfTinyGradientsVanish() {
    Int8Buffer weights = weights(-8, 0, 0, 0, 0);
    update(
        new AlignedSgd(10, Rounding.PSEUDO_STOCHASTIC),
        weights,
        4,
        gradient(-8, 1, 2, -3, 4),
        1,
        0);
    assertThat(weights.values).containsExactly(0, 0, 0, 0);
  }

  @Test
  void ratesOutOfRangeAreRefused() {
    assertThat(new AlignedSgd(32).rounding()).isEqualTo(Rounding.STOCHASTIC);
    assertThatThrownBy(() -> new AlignedSgd(33))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rateShift must be in [-32, 32]: 33");
    assertThatThrownBy(() -> new AlignedSgd(-33)).hasMessage("rateShift must be in [-32, 32]: -33");
  }
}
