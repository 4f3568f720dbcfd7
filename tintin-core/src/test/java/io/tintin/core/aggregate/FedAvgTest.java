package io.tintin.core.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Dense;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelId;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class FedAvgTest {
  private static final RandomSource RANDOM = new RandomSource(1);
  private static final Scale STEP = Scale.powerOfTwo(-8);
  private static final Model BASE = model(STEP, 0, 0, 0);

  private static Model model(Scale scale, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    ModelSpec spec = ModelSpec.of(Shape.of(values.length), new Dense(values.length, 1, false));
    return new Model(spec, List.of(Int8Tensor.of(Shape.of(1, values.length), scale, bytes)));
  }

  private static ModelUpdate update(int exampleCount, Scale scale, int... values) {
    return ModelUpdate.of(BASE.id(), model(scale, values), exampleCount);
  }

  private static Aggregation round(ModelUpdate... updates) throws MalformedUpdateException {
    Aggregation round = new FedAvg().begin(BASE, RANDOM);
    for (ModelUpdate update : updates) {
      round.add(update);
    }
    return round;
  }

  @Test
  void theMeanIsWeightedByExamples() throws MalformedUpdateException {
    Aggregation round = round(update(3, STEP, 100, 10, 1), update(1, STEP, 80, -10, 0));
    assertThat(round.updateCount()).isEqualTo(2);
    assertThat(round.result()).isEqualTo(model(STEP, 95, 5, 1)); // 0.75 is rounded up
  }

  @Test
  void scalesAreMixedExactly() throws MalformedUpdateException {
    Scale finer = Scale.powerOfTwo(-9);
    Aggregation round = round(update(1, STEP, 100, 5, -1), update(1, finer, 120, 11, -4));
    // In steps of 2^-8: (100 + 60) / 2, (5 + 5.5) / 2 and (-1 - 2) / 2, a tie away from zero.
    assertThat(round.result()).isEqualTo(model(STEP, 80, 5, -2));
  }

  @Test
  void oneClientAloneKeepsItsBitsIfItsLargestValueIsAtLeast80() throws MalformedUpdateException {
    for (int largest = 80; largest <= 127; largest++) {
      Scale odd = Scale.of(-9, 2, -3);
      assertThat(round(update(7, odd, -largest, 3, 79)).result())
          .isEqualTo(model(odd, -largest, 3, 79));
    }
  }

  @Test
  void belowAMeanOf80TheScaleGetsFiner() throws MalformedUpdateException {
    Model result = round(update(1, STEP, 79, -40, 0)).result();
    assertThat(result).isEqualTo(model(Scale.of(-8, -1, 0), 99, -50, 0)); // times 5/4: 98.75, 50
    Model twice = round(update(1, STEP, 56, 1, 0)).result();
    assertThat(twice).isEqualTo(model(Scale.of(-8, -2, 0), 88, 2, 0)); // 87.5 and 1.56
  }

  /** Was a bug: once up was at its lowest, a scale could only get coarser. */
  @Test
  void belowTheLowestUpTheScaleIsHalved() throws MalformedUpdateException {
    Scale lowest = Scale.of(-8, -100, -100);
    Model base = model(lowest, 100, 0, 0);
    for (int[] row : new int[][] {{79, 79, -8}, {60, 60, -8}, {59, 118, -9}, {7, 112, -12}}) {
      Aggregation round = new FedAvg().begin(base, RANDOM);
      round.add(ModelUpdate.of(base.id(), model(lowest, row[0], 0, 0), 1));
      assertThat(round.result()).isEqualTo(model(Scale.of(row[2], -100, -100), row[1], 0, 0));
    }
  }

  /** Was a bug: an empty bias of one client made those of all others coarse. */
  @Test
  void zerosOfAClientDoNotDecideTheScale() throws MalformedUpdateException {
    Scale coarse = Scale.powerOfTwo(-4);
    Model result = round(update(1, STEP, 120, -4, 0), update(1, coarse, 0, 0, 0)).result();
    assertThat(result).isEqualTo(model(Scale.of(-8, -2, 0), 94, -3, 0)); // 60 and -2, times 25/16
    // Values that cancel are no zeros: here the coarser scale counts.
    Model cancelled = round(update(1, STEP, 16, 0, 0), update(1, coarse, -1, 0, 0)).result();
    assertThat(cancelled).isEqualTo(model(coarse, 0, 0, 0));
  }

  @Test
  void zerosAloneKeepTheScaleOfTheBase() throws MalformedUpdateException {
    Model result = round(update(1, STEP, 0, 0, 0), update(9, Scale.of(-8, 1, 0), 0, 0, 0)).result();
    assertThat(result).isEqualTo(model(STEP, 0, 0, 0));
    Model finer = round(update(1, Scale.powerOfTwo(-9), 0, 0, 0)).result();
    assertThat(finer).isEqualTo(model(STEP, 0, 0, 0));
  }

  @Test
  void stochasticRoundingKeepsTheMean() throws MalformedUpdateException {
    long sum = 0;
    int tries = 4000;
    for (int t = 0; t < tries; t++) {
      Aggregation round = new FedAvg(Rounding.STOCHASTIC).begin(BASE, RANDOM.stream(t));
      round.add(update(1, STEP, 100, -5, 0));
      round.add(update(3, STEP, 100, -6, 0));
      sum += round.result().parameters().get(0).get(1);
    }
    assertThat(sum / (double) tries).isBetween(-5.75 - 0.042, -5.75 + 0.042); // six errors
  }

  @Test
  void theHeaviestUpdatesDoNotWrap() throws MalformedUpdateException {
    int[] largest = {127, -127, 0};
    ModelUpdate heaviest = update(ModelUpdate.MAX_EXAMPLES, STEP, largest);
    Aggregation round = new FedAvg().begin(BASE, RANDOM);
    for (int i = 0; i < 1000; i++) {
      round.add(heaviest);
    }
    assertThat(round.result()).isEqualTo(model(STEP, largest));
    assertThat(Math.multiplyExact(127L * WeightedMean.MAX_UPDATES, (long) ModelUpdate.MAX_EXAMPLES))
        .isEqualTo(127L << 48);
    assertThatThrownBy(() -> update((1 << 24) + 1, STEP, largest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("exampleCount must be in [1, 16777216]: 16777217");
    assertThatThrownBy(() -> update(0, STEP, largest))
        .hasMessage("exampleCount must be in [1, 16777216]: 0");
  }

  @Test
  void mostUpdatesAreTakenAndOneMoreIsRefused() throws MalformedUpdateException {
    Aggregation round = new FedAvg().begin(BASE, RANDOM);
    ModelUpdate heaviest = update(ModelUpdate.MAX_EXAMPLES, STEP, 127, -127, 1);
    for (int i = 0; i < WeightedMean.MAX_UPDATES; i++) {
      round.add(heaviest);
    }
    assertThat(round.result()).isEqualTo(model(STEP, 127, -127, 1));
    assertRefused(round, heaviest, "updates must be at most 16777216: 16777217");
    assertThat(round.updateCount()).isEqualTo(1 << 24);
  }

  @Test
  void refusedUpdatesChangeNothing() throws MalformedUpdateException {
    Aggregation round = round(update(1, STEP, 100, 0, 0));
    ModelId other = ModelId.of(new byte[0]);
    List<Int8Tensor> parameters = BASE.parameters();
    assertRefused(
        round,
        new ModelUpdate(other, 1, parameters),
        "update base must be " + BASE.id() + ": " + other);
    assertRefused(
        round, new ModelUpdate(BASE.id(), 1, List.of()), "update parameter count must be 1: 0");
    Int8Tensor narrow = Int8Tensor.of(Shape.of(3), STEP, new byte[3]);
    assertRefused(
        round,
        new ModelUpdate(BASE.id(), 1, List.of(narrow)),
        "update parameter 0 shape must be [1, 3]: [3]");
    for (Scale far : List.of(Scale.of(25, 0, 0), Scale.of(-8, -33, 0), Scale.of(-8, 0, 33))) {
      assertRefused(
          round,
          update(1, far, 1, 1, 1),
          "update parameter 0 scale must be near " + STEP + ": " + far);
    }
    assertThat(round.updateCount()).isEqualTo(1);
    assertThat(round.result()).isEqualTo(model(STEP, 100, 0, 0));
    round.add(update(1, Scale.of(-40, 32, -32), 1, 1, 1)); // just near enough
  }

  @Test
  void aScaleMayBe65536TimesTheBasesAndNoMore() throws MalformedUpdateException {
    Aggregation round = round(update(1, STEP, 100, 0, 0));
    for (Scale coarse : List.of(Scale.of(8, 1, 0), Scale.of(9, 0, 0), Scale.of(0, 32, -8))) {
      assertRefused(
          round,
          update(1, coarse, 1, 0, 0),
          "update parameter 0 scale must be at most 2^16 of " + STEP + ": " + coarse);
    }
    round.add(update(1, Scale.powerOfTwo(8), 1, 0, 0));
    round.add(update(1, Scale.of(3, 0, -16), 1, 0, 0)); // 2^11 * 27.7
    Model coarsest = round.result(); // (100 + 65536 + 56780) / 3 = 40805 steps of the base
    assertThat(coarsest).isEqualTo(model(Scale.of(8, -22, 0), 84, 0, 0));
  }

  /** An honest client's scale, after the biases of two clients cancelled: 2^7.5 coarser. */
  @Test
  void aClientMayGrowFromAMeanThatCancelled() throws MalformedUpdateException {
    Aggregation round = round(update(1, STEP, 100, 0, 0));
    round.add(update(1, Scale.of(-8, 0, -25), 116, 0, 0));
    assertThat(round.updateCount()).isEqualTo(2);
  }

  @Test
  void scalesAtTheEndOfInt8AreTaken() throws MalformedUpdateException {
    for (int shift : new int[] {-128, 112, 127}) {
      Scale end = Scale.of(shift, -128, 127);
      Model base = model(end, 100, -1, 0);
      Aggregation round = new FedAvg().begin(base, RANDOM);
      round.add(ModelUpdate.of(base.id(), base, 1));
      assertThat(round.result()).isEqualTo(base);
    }
  }

  /** A second parameter that is refused leaves no trace of the first. */
  @Test
  void anUpdateIsTakenWholeOrNotAtAll() throws MalformedUpdateException {
    ModelSpec spec = ModelSpec.of(Shape.of(1), new Dense(1, 1));
    Int8Tensor weight = Int8Tensor.of(Shape.of(1, 1), STEP, (byte) 100);
    Int8Tensor bias = Int8Tensor.of(Shape.of(1), STEP, (byte) 90);
    Model base = new Model(spec, List.of(weight, bias));
    Aggregation round = new FedAvg().begin(base, RANDOM);
    round.add(ModelUpdate.of(base.id(), base, 1));
    Int8Tensor far = Int8Tensor.of(Shape.of(1), Scale.powerOfTwo(100), (byte) 1);
    Int8Tensor zero = Int8Tensor.of(Shape.of(1, 1), STEP, (byte) 0);
    assertThatThrownBy(() -> round.add(new ModelUpdate(base.id(), 9, List.of(zero, far))))
        .isInstanceOf(MalformedUpdateException.class)
        .hasMessageStartingWith("update parameter 1 scale must be near ");
    assertThat(round.result()).isEqualTo(base);
  }

  @Test
  void moreScalesThanTheMemoryAllowsAreRefused() throws MalformedUpdateException {
    Aggregation round = new FedAvg().begin(BASE, RANDOM);
    for (int i = 0; i < 64; i++) {
      round.add(update(1, Scale.of(-8 + i % 8, i / 8, 0), 100, 0, 0));
    }
    assertRefused(
        round,
        update(1, Scale.of(-9, 0, 0), 1, 1, 1),
        "update parameter 0 scale must be one of 64 seen: 2^-9 (5/4)^0 (13/16)^0");
    round.add(update(1, STEP, 1, 1, 1));
    round.add(update(1, Scale.of(-9, 0, 0), 0, 0, 0)); // zeros need no memory
    assertThat(round.updateCount()).isEqualTo(66);
  }

  @Test
  void theWrongMomentAndRoundingAreRefused() {
    Aggregation empty = new FedAvg().begin(BASE, RANDOM);
    assertThatThrownBy(empty::result)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a round needs at least one update");
    assertThatThrownBy(() -> new FedAvg(Rounding.PSEUDO_STOCHASTIC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("rounding must be NEAREST or STOCHASTIC");
    assertThat(new FedAvg().rounding()).isEqualTo(Rounding.NEAREST);
  }

  private static void assertRefused(Aggregation round, ModelUpdate update, String message) {
    assertThatThrownBy(() -> round.add(update))
        .isInstanceOf(MalformedUpdateException.class)
        .hasMessage(message);
  }
}
