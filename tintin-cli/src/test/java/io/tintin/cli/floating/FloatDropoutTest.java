package io.tintin.cli.floating;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FloatDropoutTest {
  private static final long SEED = 0x1234_5678_9ABCL;
  private static final int FEATURES = 96;
  private static final Scale INPUT_SCALE = Scale.powerOfTwo(-5);

  /** All weights 0, so that those behind what is dropped stay so. */
  private static Model model(Dropout.Rate rate) {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(8, 4, 3),
            new Relu(),
            new Dropout(rate),
            new Flatten(),
            new Dense(FEATURES, 2, false));
    byte[] zeros = new byte[2 * FEATURES];
    return new Model(
        spec, List.of(Int8Tensor.of(Shape.of(2, FEATURES), Scale.powerOfTwo(-7), zeros)));
  }

  private static byte[] features(int value) {
    byte[] features = new byte[FEATURES];
    Arrays.fill(features, (byte) value);
    return features;
  }

  /** Which features of example 1 were kept in the step after so many. */
  private static BitSet keptInIntegers(Dropout.Rate rate, int steps, long seed) {
    TrainerConfig config =
        TrainerConfig.DEFAULT
            .withRule(new AlignedSgd(4))
            .withInputScale(INPUT_SCALE)
            .withBatchSize(2)
            .withSeed(seed);
    Trainer trainer = new Trainer(model(rate), config);
    for (int step = 0; step <= steps; step++) {
      trainer.add(features(0), 1);
      trainer.add(features(step < steps ? 0 : 64), 1);
      trainer.step();
    }
    Int8Tensor weights = trainer.model().parameters().get(0);
    BitSet kept = new BitSet();
    for (int f = 0; f < FEATURES; f++) {
      kept.set(f, weights.get(f) != 0);
    }
    return kept;
  }

  private static BitSet keptInFloat32(Dropout.Rate rate, int steps, long seed) {
    FloatConfig config = new FloatConfig(new CrossEntropy(), INPUT_SCALE, 2, 0.1f).withSeed(seed);
    FloatTrainer trainer = new FloatTrainer(model(rate), config);
    for (int step = 0; step <= steps; step++) {
      trainer.add(features(0), 1);
      trainer.add(features(step < steps ? 0 : 64), 1);
      trainer.step(1);
    }
    float[] weights = trainer.parameters().get(0);
    BitSet kept = new BitSet();
    for (int f = 0; f < FEATURES; f++) {
      kept.set(f, weights[f] != 0);
    }
    return kept;
  }

  @ParameterizedTest
  @EnumSource(Dropout.Rate.class)
  void dropsWhatTheIntegerTrainerDrops(Dropout.Rate rate) {
    double expected = FEATURES * (1 - rate.threshold() * 0x1p-32);
    for (int steps = 0; steps < 3; steps++) {
      BitSet kept = keptInFloat32(rate, steps, SEED);
      assertThat(kept).isEqualTo(keptInIntegers(rate, steps, SEED));
      assertThat((double) kept.cardinality()).isBetween(expected - 15, expected + 15);
    }
  }

  @Test
  void stepsAndSeedsDropOtherValues() {
    BitSet kept = keptInFloat32(Dropout.Rate.HALF, 0, SEED);
    assertThat(keptInFloat32(Dropout.Rate.HALF, 1, SEED)).isNotEqualTo(kept);
    assertThat(keptInFloat32(Dropout.Rate.HALF, 0, SEED + 1)).isNotEqualTo(kept);
  }

  @Test
  void whatIsKeptCountsMore() {
    for (Dropout.Rate rate : Dropout.Rate.values()) {
      float factor =
          switch (rate) {
            case HALF -> 2;
            case FIFTH -> 1.25f;
            case THREE_SIXTEENTHS -> 16 / 13f;
          };
      FloatTensor input = new FloatTensor(Shape.of(64), 1);
      FloatTensor output = new FloatTensor(Shape.of(64), 1);
      Rows.fill(input.rows[0], 1, 64);
      FloatDropout layer = new FloatDropout(new Dropout(rate), Shape.of(64), 1);
      layer.begin(true, new RandomSource(1).key());
      layer.forward(new FloatTensor[] {input}, 1, output);
      for (int f = 0; f < 64; f++) {
        assertThat(output.rows[0][f]).isIn(0f, factor);
      }
      layer.begin(false, 0);
      layer.forward(new FloatTensor[] {input}, 1, output);
      assertThat(output.rows[0]).isEqualTo(input.rows[0]);
    }
  }
}
