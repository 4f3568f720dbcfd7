package io.tintin.core.optim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What the rules with masters keep stays in its range, whatever gradients come. */
class MasterStatePropertyTest {
  private static final int COUNT = 7;
  private static final int STEPS = 300;
  private static final int[] FACTORS = {0, 1, 20_000, UpdateRule.FULL_RATE};

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void momentumKeepsItsRanges(@ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Rounding[] roundings = Rounding.values();
    MomentumSgd rule =
        new MomentumSgd(
            1 + (MomentumSgd.MAX_RATE - 1 >> draws.nextBelow(21)),
            draws.nextBelow(256),
            MomentumSgd.MAX_DECAY >> draws.nextBelow(18),
            roundings[draws.nextBelow(roundings.length)]);
    run(rule, draws, Short.MAX_VALUE);
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void lionKeepsItsRanges(@ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Lion rule =
        new Lion(
            1 + (MomentumSgd.MAX_RATE - 1 >> draws.nextBelow(21)),
            draws.nextBelow(256),
            draws.nextBelow(256),
            MomentumSgd.MAX_DECAY >> draws.nextBelow(18));
    run(rule, draws, 1 << 14);
  }

  private static void run(UpdateRule rule, RandomSequence draws, int largestMoment) {
    Int8Buffer weights = new Int8Buffer(COUNT);
    for (int i = 0; i < COUNT; i++) {
      weights.values[i] = (byte) (draws.nextBelow(255) - 127);
    }
    weights.setScale(-draws.nextBelow(20), draws.nextBelow(7) - 3, -draws.nextBelow(101));
    Parameter p = new Parameter(weights, COUNT, draws.nextBelow(2) == 0, rule);
    Int32Buffer gradient = new Int32Buffer(COUNT);
    int span = 0;
    int shift = 0;
    for (int t = 0; t < STEPS; t++) {
      if (t % 30 == 0) {
        span = draws.nextBelow(32);
        shift = draws.nextBelow(101) - 70;
      }
      for (int i = 0; i < COUNT; i++) {
        int magnitude = span == 0 ? 0 : (draws.nextBits() >>> 1) >> (31 - span);
        gradient.values[i] = draws.nextBelow(2) == 0 ? magnitude : -magnitude;
      }
      gradient.setScale(shift, draws.nextBelow(5) - 2, draws.nextBelow(5) - 2);
      int batch = 1 + draws.nextBelow(100);
      int factor = FACTORS[draws.nextBelow(FACTORS.length)];
      rule.update(
          p,
          gradient,
          batch,
          factor,
          RandomSource.streamKey(draws.nextBits(), t),
          new UpdateScratch(rule));
      check(p, largestMoment);
      if (t % 16 == 0) {
        rule.scaleUp(p);
        check(p, largestMoment);
      }
    }
  }

  private static void check(Parameter p, int largestMoment) {
    for (int i = 0; i < COUNT; i++) {
      int weight = p.weights.values[i];
      int master = p.master(i);
      assertThat(weight).isBetween(-127, 127);
      assertThat(p.fraction(i)).isBetween(-128, 127);
      assertThat(Math.abs(master)).isLessThanOrEqualTo(MasterWeights.MAX);
      assertThat(Math.floorDiv(master + 128, 256)).isEqualTo(weight);
      assertThat(Math.abs(p.moment(i))).isLessThanOrEqualTo(largestMoment);
    }
    assertThat(p.weights.shift).isBetween(-128, 127);
    assertThat(p.weights.up).isBetween(-128, 127);
    assertThat(p.weights.down).isBetween(Parameter.MIN_DOWN, 127);
    assertThat(p.momentShift).isBetween(-120, 120);
  }
}
