package io.tintin.core.optim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** A parameter that is updated in parts has the bits of one that is updated whole. */
class PartwiseRuleTest {
  private static final int STEPS = 20;
  private static int settled;

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void partsHaveTheBitsOfTheWhole(@ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Rounding rounding = Rounding.values()[draws.nextBelow(Rounding.values().length)];
    PartwiseRule rule =
        draws.nextBelow(2) == 0
            ? new AlignedSgd(draws.nextBelow(6), rounding)
            : new MomentumSgd(1 << 8 + draws.nextBelow(10), 224, draws.nextBelow(2_000), rounding);
    int count = 1 + draws.nextBelow(draws.nextBelow(4) == 0 ? 3_000 : 60);
    Parameter whole = parameter(rule, count, seed);
    Parameter parted = parameter(rule, count, seed);
    whole.keepsScale = draws.nextBelow(4) == 0;
    parted.keepsScale = whole.keepsScale;
    UpdateScratch scratch = new UpdateScratch(rule);
    for (int step = 0; step < STEPS; step++) {
      Int32Buffer gradient = gradient(draws, count);
      Int32Buffer same = new Int32Buffer(count);
      System.arraycopy(gradient.values, 0, same.values, 0, count);
      same.setScale(gradient.shift, gradient.up, gradient.down);
      long key = RandomSource.stepKey(seed, step);
      rule.update(whole, gradient, 8, UpdateRule.FULL_RATE, key, scratch);
      updateParts(rule, parted, same, cuts(draws, count), key);
      assertThat(parted.weights.values).isEqualTo(whole.weights.values);
      assertThat(scale(parted)).isEqualTo(scale(whole));
      assertThat(parted.state).isEqualTo(whole.state);
    }
  }

  @AfterContainer
  static void someWereSettled() {
    assertThat(settled).isGreaterThan(100);
  }

  private static Parameter parameter(UpdateRule rule, int count, long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 1);
    Int8Buffer weights = new Int8Buffer(count);
    for (int i = 0; i < count; i++) {
      weights.values[i] = (byte) (draws.nextBelow(255) - 127);
    }
    weights.setScale(-8, 0, 0);
    return new Parameter(weights, count, true, rule);
  }

  private static Scale scale(Parameter parameter) {
    Int8Buffer weights = parameter.weights;
    return Scale.of(weights.shift, weights.up, weights.down);
  }

  /** Small ones, and now and then one that pushes a weight out of its range. */
  private static Int32Buffer gradient(RandomSequence draws, int count) {
    Int32Buffer gradient = new Int32Buffer(count);
    for (int i = 0; i < count; i++) {
      int rightShift = draws.nextBelow(40) == 0 ? 8 : 20;
      gradient.values[i] = draws.nextBits() >> rightShift;
    }
    gradient.setScale(-16, 1, -1);
    return gradient;
  }

  private static int[] cuts(RandomSequence draws, int count) {
    int first = draws.nextBelow(count + 1);
    int second = first + draws.nextBelow(count - first + 1);
    return new int[] {0, first, second, count};
  }

  /** The last part first, as no order is promised. */
  private static void updateParts(
      PartwiseRule rule, Parameter parameter, Int32Buffer gradient, int[] cuts, long key) {
    boolean isBeyond = false;
    for (int p = cuts.length - 2; p >= 0; p--) {
      UpdateScratch scratch = new UpdateScratch(rule);
      int rate = UpdateRule.FULL_RATE;
      isBeyond |= rule.updatePart(parameter, gradient, cuts[p], cuts[p + 1], 8, rate, key, scratch);
    }
    if (isBeyond) {
      settled++;
      rule.settle(parameter, gradient);
    }
  }
}
