package io.tintin.core.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MomentumSgdTest {
  /** 1/4, 1/2. */
  private static final MomentumSgd RULE = new MomentumSgd(1 << 14, 128, 0, Rounding.NEAREST);

  private static Parameter parameter(UpdateRule rule, int shift, int... weights) {
    Int8Buffer buffer = new Int8Buffer(weights.length);
    for (int i = 0; i < weights.length; i++) {
      buffer.values[i] = (byte) weights[i];
    }
    buffer.setScale(shift, 0, 0);
    return new Parameter(buffer, weights.length, true, rule);
  }

  private static Int32Buffer gradient(int shift, int... values) {
    Int32Buffer buffer = new Int32Buffer(values.length);
    System.arraycopy(values, 0, buffer.values, 0, values.length);
    buffer.setScale(shift, 0, 0);
    return buffer;
  }

  private static int master(Parameter parameter, int i) {
    return 256 * parameter.weights.values[i] + parameter.fraction(i);
  }

  @Test
  void threeStepsByHand() {
    Parameter p = parameter(RULE, -8, 10, -10);
    // A sum of 12 over 4 examples is a mean of 3 weight steps; a quarter is 192 of 1/256.
    RULE.update(p, gradient(-8, 12, 0), 4, UpdateRule.FULL_RATE, 0, new UpdateScratch(RULE));
    assertThat(Kept.moments(p)).containsExactly(192, 0);
    assertThat(master(p, 0)).isEqualTo(2560 - 192);
    assertThat(p.weights.values).containsExactly(9, -10); // 9.25
    assertThat(Kept.fractions(p)).containsExactly(64, 0);
    // Nothing new: half of the velocity goes on.
    RULE.update(p, gradient(-8, 0, 0), 4, UpdateRule.FULL_RATE, 0, new UpdateScratch(RULE));
    assertThat(master(p, 0)).isEqualTo(2560 - 192 - 96);
    // Half the rate, and the gradient twice as coarse.
    RULE.update(p, gradient(-7, 0, -4), 4, UpdateRule.FULL_RATE / 2, 0, new UpdateScratch(RULE));
    assertThat(Kept.moments(p)).containsExactly(48, -64);
    assertThat(master(p, 1)).isEqualTo(-2560 + 64);
    assertThat(p.weights.shift).isEqualTo(-8);
  }

  /** Against the same in double precision, over random runs with weights that leave their range. */
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void followsTheExactRuleWithinARoundingPerStep(
      @ForAll @IntRange(min = 300, max = 6_000) int rate,
      @ForAll @IntRange(min = 0, max = 200) int momentum,
      @ForAll @IntRange(min = 1, max = 70) int batch,
      @ForAll @IntRange(min = -14, max = -10) int gradientShift,
      @ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    MomentumSgd rule = new MomentumSgd(rate, momentum, 0, Rounding.NEAREST);
    Parameter p = parameter(rule, -8, draws.nextBelow(255) - 127, 127, -127);
    double[] exact = new double[3];
    double[] velocity = new double[3];
    for (int i = 0; i < 3; i++) {
      exact[i] = real(p, i);
    }
    double tolerance = 0;
    for (int t = 0; t < 20; t++) {
      int[] g = {
        draws.nextBelow(2001) - 1000, draws.nextBelow(2001) - 1000, draws.nextBelow(2001) - 1000
      };
      for (int i = 0; i < 3; i++) {
        double mean = Math.scalb((double) g[i], gradientShift) / batch;
        velocity[i] = velocity[i] * momentum / 256 + mean * rate / 65536;
        exact[i] -= velocity[i];
      }
      rule.update(
          p, gradient(gradientShift, g), batch, UpdateRule.FULL_RATE, 0, new UpdateScratch(rule));
      // Rounding of velocity and of rescaled masters, carried on by the momentum; and of the ratio.
      tolerance += 2 * step(p) * (1 + t) + 1e-4 * Math.abs(velocity[0] + velocity[1]);
      for (int i = 0; i < 3; i++) {
        double slack = tolerance + 1e-3 * Math.abs(exact[i]);
        assertThat(real(p, i)).isBetween(exact[i] - slack, exact[i] + slack);
      }
    }
  }

  private static double step(Parameter p) {
    return Math.scalb(Math.pow(13.0 / 16, p.weights.down), p.weights.shift - 8);
  }

  private static double real(Parameter p, int i) {
    return master(p, i) * step(p);
  }

  @Test
  void aTensorThatLeavesItsRangeIsScaledWithItsVelocities() {
    MomentumSgd plain = new MomentumSgd(1 << 16, 255, 0, Rounding.NEAREST);
    Parameter p = parameter(plain, 0, 127, 13, -1);
    p.setMoment(2, 1600);
    plain.update(p, gradient(0, -1, 0, 0), 1, UpdateRule.FULL_RATE, 0, new UpdateScratch(plain));
    // 128 steps are beyond 127.5: all by 13/16.
    assertThat(p.weights.down).isEqualTo(-1);
    assertThat(p.weights.values[0]).isEqualTo((byte) 104);
    assertThat(master(p, 1)).isEqualTo(13 * 13 * 16);
    assertThat(p.moment(2)).isEqualTo((int) Math.round(1594 * 13 / 16.0));
    p.weights.down = Parameter.MIN_DOWN;
    p.weights.values[0] = 127;
    p.restore(0, 0, p.moment(0));
    plain.update(p, gradient(0, -1000, 0, 0), 1, UpdateRule.FULL_RATE, 0, new UpdateScratch(plain));
    assertThat(p.weights.down).isEqualTo(Parameter.MIN_DOWN);
    assertThat(p.weights.shift).isPositive();
  }

  @Test
  void theLargestMastersRoundTo127() {
    Parameter p = parameter(RULE, 0, 127, -127);
    p.restore(0, 127, 0);
    p.restore(1, -127, 0);
    RULE.update(p, gradient(0, 0, 0), 1, UpdateRule.FULL_RATE, 0, new UpdateScratch(RULE));
    assertThat(p.weights.values).containsExactly(127, -127);
    assertThat(Kept.fractions(p)).containsExactly(127, -127);
    assertThat(p.weights.down).isZero();
  }

  @Test
  void theLargestGradientsAreClippedAndDoNotWrap() {
    MomentumSgd largest = new MomentumSgd(MomentumSgd.MAX_RATE, 255, 0, Rounding.STOCHASTIC);
    Parameter p = parameter(largest, -100, 127, -127);
    for (int t = 0; t < 50; t++) {
      Int32Buffer gradient = gradient(60, -Integer.MAX_VALUE, Integer.MAX_VALUE);
      largest.update(p, gradient, 1, UpdateRule.FULL_RATE, t, new UpdateScratch(largest));
      // Clipped, and with its master scaled down to a quarter at most.
      assertThat(p.moment(0)).isLessThanOrEqualTo(-8_191);
      assertThat(p.moment(1)).isGreaterThanOrEqualTo(8_191);
      assertThat(p.weights.values[0]).isPositive();
      assertThat(p.weights.values[1]).isNegative();
    }
  }

  @Test
  void decayShrinksWeightsAndNoVectors() {
    MomentumSgd decaying = new MomentumSgd(1 << 16, 0, 1 << 12, Rounding.NEAREST);
    Parameter weights = parameter(decaying, -8, 128 / 2, -32);
    decaying.update(
        weights, gradient(0, 0, 0), 1, UpdateRule.FULL_RATE, 0, new UpdateScratch(decaying));
    assertThat(master(weights, 0)).isEqualTo(64 * 256 - 64); // 1/256 of it
    assertThat(master(weights, 1)).isEqualTo(-32 * 256 + 32);
    Parameter bias = new Parameter(weights.weights, 2, false, decaying);
    byte[] before = bias.weights.values.clone();
    decaying.update(
        bias, gradient(0, 0, 0), 1, UpdateRule.FULL_RATE, 0, new UpdateScratch(decaying));
    assertThat(bias.weights.values).isEqualTo(before);
  }

  /** The mean over many keys is the exact step, however small. */
  @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
  void stochasticStepsAreUnbiased(@ForAll @IntRange(min = -900, max = 900) int value) {
    MomentumSgd rule = new MomentumSgd(1 << 10, 0); // 1/64
    int tries = 4000;
    long sum = 0;
    for (int t = 0; t < tries; t++) {
      Parameter p = parameter(rule, -8, 0);
      rule.update(
          p,
          gradient(-14, value),
          1,
          UpdateRule.FULL_RATE,
          RandomSource.streamKey(9, t),
          new UpdateScratch(rule));
      sum += p.moment(0);
    }
    double expected = value * 256.0 / 64 / 64;
    assertThat(sum / (double) tries).isBetween(expected - 0.05, expected + 0.05);
  }

  @Test
  void aRateOfZeroKeepsMovingByMomentumAlone() {
    Parameter p = parameter(RULE, -8, 10);
    p.setMoment(0, 100);
    RULE.update(p, gradient(-8, 1000), 1, 0, 0, new UpdateScratch(RULE));
    assertThat(p.moment(0)).isEqualTo(50);
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new MomentumSgd(0, 1)).hasMessage("rate must be in [1, 1048576]: 0");
    assertThatThrownBy(() -> new MomentumSgd(1, 256))
        .hasMessage("momentum must be in [0, 255]: 256");
    assertThatThrownBy(() -> new MomentumSgd(1, 1, 65_537, Rounding.NEAREST))
        .hasMessage("decay must be in [0, 65536]: 65537");
  }
}
