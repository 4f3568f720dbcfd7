package io.tintin.core.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.layer.Dense;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FedAvgPropertyTest {
  private static final int SIZE = 5;
  private static final ModelSpec SPEC = ModelSpec.of(Shape.of(SIZE), new Dense(SIZE, 1, false));
  private static final Model BASE = Model.initial(SPEC, new RandomSource(1));

  private static List<ModelUpdate> updates(int count, long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    List<ModelUpdate> updates = new ArrayList<>();
    for (int u = 0; u < count; u++) {
      byte[] values = new byte[SIZE];
      for (int i = 0; i < SIZE; i++) {
        values[i] = (byte) (draws.nextBelow(255) - 127);
      }
      int exampleCount = 1 + draws.nextBelow(ModelUpdate.MAX_EXAMPLES);
      Scale scale =
          Scale.of(draws.nextBelow(9) - 12, draws.nextBelow(7) - 3, draws.nextBelow(7) - 3);
      Int8Tensor weights = Int8Tensor.of(Shape.of(1, SIZE), scale, values);
      updates.add(new ModelUpdate(BASE.id(), exampleCount, List.of(weights)));
    }
    return updates;
  }

  private static Int8Tensor average(Rounding rounding, List<ModelUpdate> updates)
      throws MalformedUpdateException {
    Aggregation round = new FedAvg(rounding).begin(BASE, new RandomSource(2));
    for (ModelUpdate update : updates) {
      round.add(update);
    }
    return round.result().parameters().get(0);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void arrivalOrderDoesNotMatter(
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll boolean isStochastic,
      @ForAll long seed)
      throws MalformedUpdateException {
    Rounding rounding = isStochastic ? Rounding.STOCHASTIC : Rounding.NEAREST;
    List<ModelUpdate> updates = updates(count, seed);
    Int8Tensor inOrder = average(rounding, updates);
    RandomSequence draws = new RandomSequence(new RandomSource(seed).stream(1), 0);
    for (int i = count - 1; i > 0; i--) {
      Collections.swap(updates, i, draws.nextBelow(i + 1));
    }
    assertThat(average(rounding, updates)).isEqualTo(inOrder);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void eachMeanIsTheExactOneRoundedToNearest(
      @ForAll @IntRange(min = 1, max = 8) int count, @ForAll long seed)
      throws MalformedUpdateException {
    List<ModelUpdate> updates = updates(count, seed);
    Int8Tensor averaged = average(Rounding.NEAREST, updates);
    BigDecimal total = BigDecimal.ZERO;
    for (ModelUpdate update : updates) {
      total = total.add(BigDecimal.valueOf(update.exampleCount()));
    }
    int largest = 0;
    for (int i = 0; i < SIZE; i++) {
      BigDecimal sum = BigDecimal.ZERO;
      for (ModelUpdate update : updates) {
        Int8Tensor weights = update.parameters().get(0);
        BigDecimal weighted = BigDecimal.valueOf((long) update.exampleCount() * weights.get(i));
        sum = sum.add(weighted.multiply(value(weights.scale())));
      }
      BigDecimal step = total.multiply(value(averaged.scale()));
      BigDecimal rest = sum.subtract(step.multiply(BigDecimal.valueOf(averaged.get(i)))).abs();
      assertThat(rest.add(rest)).isLessThanOrEqualTo(step);
      largest = Math.max(largest, Math.abs(averaged.get(i)));
    }
    assertThat(largest).isBetween(80, 127); // the int8 range is in use
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void equalUpdatesAreTheirOwnMean(@ForAll @IntRange(min = 1, max = 8) int count, @ForAll long seed)
      throws MalformedUpdateException {
    ModelUpdate update = updates(1, seed).get(0);
    Int8Tensor alone = average(Rounding.STOCHASTIC, List.of(update));
    int largest = 0;
    for (byte value : update.parameters().get(0).toArray()) {
      largest = Math.max(largest, Math.abs(value));
    }
    if (largest >= 80) {
      assertThat(alone).isEqualTo(update.parameters().get(0));
    }
    assertThat(average(Rounding.STOCHASTIC, Collections.nCopies(count, update))).isEqualTo(alone);
  }

  /**
   * The scale times {@code (13/16)^3}, without any rounding: no {@code down} here is below -3, and
   * 1/2 and 4/5 have a decimal form.
   */
  private static BigDecimal value(Scale scale) {
    return power("2", "0.5", scale.shift())
        .multiply(power("1.25", "0.8", scale.up()))
        .multiply(new BigDecimal("0.8125").pow(scale.down() + 3));
  }

  private static BigDecimal power(String base, String inverse, int exponent) {
    return new BigDecimal(exponent < 0 ? inverse : base).pow(Math.abs(exponent));
  }
}
