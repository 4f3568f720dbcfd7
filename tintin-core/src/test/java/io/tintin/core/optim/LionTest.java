package io.tintin.core.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LionTest {
  private static Parameter parameter(UpdateRule rule, int... weights) {
    Int8Buffer buffer = new Int8Buffer(weights.length);
    for (int i = 0; i < weights.length; i++) {
      buffer.values[i] = (byte) weights[i];
    }
    buffer.setScale(-8, 0, 0);
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
  void everyWeightMovesByTheRateHoweverSmallItsGradient() {
    Lion rule = new Lion(1 << 8); // 2^-8: one weight step
    Parameter p = parameter(rule, 10, 10, 10);
    rule.update(
        p, gradient(-20, 30_000, -40, 0), 1, UpdateRule.FULL_RATE, 0, new UpdateScratch(rule));
    assertThat(p.weights.values).containsExactly(9, 11, 10);
    assertThat(Kept.fractions(p)).containsExactly(0, 0, 0);
    rule.update(p, gradient(-20, 0, 0, 0), 1, UpdateRule.FULL_RATE / 2, 0, new UpdateScratch(rule));
    assertThat(master(p, 0)).isEqualTo(9 * 256 - 128); // by its momentum
  }

  /** The direction is that of the rule in double precision, wherever that is clear. */
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void followsTheSignsOfTheExactRule(
      @ForAll @IntRange(min = -30, max = 30) int shift,
      @ForAll @IntRange(min = 1, max = 64) int batch,
      @ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Lion rule = new Lion(1 << 6, 230, 240, 0);
    Parameter p = parameter(rule, 0, 0);
    double[] moment = new double[2];
    for (int t = 0; t < 40; t++) {
      int spread = 1 << (4 + draws.nextBelow(16));
      int[] g = {draws.nextBelow(2 * spread) - spread, draws.nextBelow(2 * spread) - spread};
      int[] before = {master(p, 0), master(p, 1)};
      rule.update(p, gradient(shift, g), batch, UpdateRule.FULL_RATE, t, new UpdateScratch(rule));
      double largest = Math.scalb(1 << 14, p.momentShift);
      for (int i = 0; i < 2; i++) {
        double mean = Math.scalb((double) g[i], shift) / batch;
        double c = (230 * moment[i] + 26 * mean) / 256;
        moment[i] = (240 * moment[i] + 16 * mean) / 256;
        if (Math.abs(c) > largest / 128) {
          assertThat(Integer.signum(before[i] - master(p, i))).isEqualTo((int) Math.signum(c));
        }
      }
    }
  }

  @Test
  void theUnitOfTheMomentFollowsTheGradients() {
    Lion rule = new Lion(1);
    Parameter p = parameter(rule, 0);
    rule.update(p, gradient(-30, 5), 1, UpdateRule.FULL_RATE, 0, new UpdateScratch(rule));
    int fine = p.momentShift;
    assertThat(Math.scalb(1.0, fine)).isLessThan(Math.scalb(5.0, -30));
    rule.update(
        p, gradient(20, Integer.MAX_VALUE), 1, UpdateRule.FULL_RATE, 1, new UpdateScratch(rule));
    assertThat(p.momentShift).isGreaterThan(fine + 50);
    for (int t = 0; t < 6000; t++) {
      rule.update(p, gradient(-30, 5), 1, UpdateRule.FULL_RATE, t, new UpdateScratch(rule));
    }
    assertThat(p.momentShift).isLessThanOrEqualTo(fine + 4);
    assertThat(p.moment(0)).isBetween(1 << 10, 1 << 14);
  }

  /** Was a bug: the unit fell by 1 again and again, beyond what a checkpoint can hold. */
  @Test
  void aGradientOfZerosLetsTheMomentFadeAndTheUnitStay() {
    Lion rule = new Lion(1, 230, 128, 0);
    Parameter p = parameter(rule, 0, 0);
    rule.update(p, gradient(-30, 5, -3), 1, UpdateRule.FULL_RATE, 0, new UpdateScratch(rule));
    int unit = p.momentShift;
    for (int t = 1; t < 100; t++) {
      rule.update(p, gradient(-30, 0, 0), 1, UpdateRule.FULL_RATE, t, new UpdateScratch(rule));
    }
    assertThat(p.momentShift).isEqualTo(unit);
    assertThat(Kept.moments(p)).containsExactly(0, 0);
    rule.update(p, gradient(-20, 5, -3), 1, UpdateRule.FULL_RATE, 100, new UpdateScratch(rule));
    assertThat(p.momentShift).isEqualTo(unit + 10);
  }

  @Test
  void decayShrinksWeights() {
    Lion rule = new Lion(1 << 16, 230, 253, 1 << 12);
    Parameter p = parameter(rule, 64);
    rule.update(p, gradient(0, 0), 1, UpdateRule.FULL_RATE, 0, new UpdateScratch(rule));
    assertThat(master(p, 0)).isEqualTo(64 * 256 - 64);
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Lion(0)).hasMessage("rate must be in [1, 1048576]: 0");
    assertThatThrownBy(() -> new Lion(1, 256, 0, 0))
        .hasMessage("momentum must be in [0, 255]: 256");
    assertThatThrownBy(() -> new Lion(1, 0, -1, 0)).hasMessage("memory must be in [0, 255]: -1");
  }
}
