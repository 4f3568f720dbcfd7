package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Dense;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Lion;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerTest {
  static Stream<TrainerConfig> configs() {
    return Stream.of(1, 4)
        .flatMap(
            batchSize ->
                Stream.of(
                    TrainingData.crossEntropy(new AlignedSgd(3), batchSize),
                    TrainingData.crossEntropy(new NitiSgd(3), batchSize),
                    TrainingData.squaredError(new AlignedSgd(3), batchSize),
                    TrainingData.squaredError(new NitiSgd(3), batchSize)));
  }

  /** A checkpoint that is saved and read after every step changes no bit. */
  @ParameterizedTest
  @MethodSource("configs")
  void aRunResumedAtEveryStepHasTheSameBits(TrainerConfig config)
      throws MalformedCheckpointException {
    Trainer whole = new Trainer(TrainingData.model(), config);
    Trainer resumed = new Trainer(TrainingData.model(), config);
    int next = 0;
    for (int step = 0; step < 30; step++) {
      int examples = step % 7 == 3 ? 1 : config.batchSize();
      for (int e = 0; e < examples; e++, next++) {
        TrainingData.add(whole, next);
        TrainingData.add(resumed, next);
      }
      assertThat(resumed.step()).isEqualTo(whole.step());
      byte[] saved = CheckpointCodec.encode(resumed.checkpoint());
      resumed = Trainer.resume(CheckpointCodec.decode(saved));
      assertThat(resumed.stepCount()).isEqualTo(step + 1);
      assertThat(resumed.model()).isEqualTo(whole.model());
    }
    assertThat(whole.model()).isNotEqualTo(TrainingData.model());
  }

  /** The count of steps reaches the upper half of its 64 bits. */
  @Test
  void stepsBeyond2ToThe32DrawOtherBits() {
    TrainerConfig config = TrainingData.crossEntropy(new AlignedSgd(3), 1);
    Trainer first = new Trainer(TrainingData.model(), config);
    Trainer late =
        Trainer.resume(
            new Checkpoint(
                TrainingData.model(),
                config,
                1L << 32,
                TrainingState.empty(TrainingData.model().spec(), config.rule())));
    for (int i = 0; i < 10; i++) {
      TrainingData.add(first, i);
      TrainingData.add(late, i);
      first.step();
      late.step();
    }
    assertThat(late.stepCount()).isEqualTo((1L << 32) + 10);
    assertThat(late.model()).isNotEqualTo(first.model());
  }

  @ParameterizedTest
  @MethodSource("configs")
  void equalSeedsGiveEqualBitsAndOtherSeedsOthers(TrainerConfig config) {
    assertThat(trained(config, 0, 1, 2, 3)).isEqualTo(trained(config, 0, 1, 2, 3));
    boolean drawsBits =
        config.loss() instanceof CrossEntropy || config.rule() instanceof AlignedSgd;
    boolean isEqual = trained(config, 0, 1, 2, 3).equals(trained(config.withSeed(22), 0, 1, 2, 3));
    assertThat(isEqual).isEqualTo(!drawsBits);
  }

  private static Model trained(TrainerConfig config, int... numbers) {
    Trainer trainer = new Trainer(TrainingData.model(), config);
    for (int repeat = 0; repeat < 10; repeat++) {
      for (int number : numbers) {
        TrainingData.add(trainer, number);
        if (trainer.isFull()) {
          trainer.step();
        }
      }
    }
    return trainer.model();
  }

  /**
   * With squared error the order inside a batch never shows, whatever the rounding, as weights draw
   * by their index alone. With cross-entropy it may: an example draws by its place in the batch.
   */
  @Test
  void orderInsideABatchDoesNotMatterWithSquaredError() {
    for (Rounding rounding : Rounding.values()) {
      TrainerConfig squared = TrainingData.squaredError(new AlignedSgd(2, rounding), 4);
      assertThat(trained(squared, 3, 1, 0, 2)).isEqualTo(trained(squared, 0, 1, 2, 3));
    }
    TrainerConfig niti = TrainingData.squaredError(new NitiSgd(3), 4);
    assertThat(trained(niti, 3, 1, 0, 2)).isEqualTo(trained(niti, 0, 1, 2, 3));
    TrainerConfig labels = TrainingData.crossEntropy(new AlignedSgd(2), 4);
    assertThat(trained(labels, 3, 1, 0, 2)).isNotEqualTo(trained(labels, 0, 1, 2, 3));
  }

  @Test
  void aPartialBatchIsTheBatchOfItsExamples() {
    Trainer small = new Trainer(TrainingData.model(), config(4));
    Trainer large = new Trainer(TrainingData.model(), config(3));
    for (int i = 0; i < 3; i++) {
      TrainingData.add(small, i);
      TrainingData.add(large, i);
    }
    assertThat(small.pendingCount()).isEqualTo(3);
    assertThat(small.isFull()).isFalse();
    assertThat(large.isFull()).isTrue();
    // Batch sizes of 3 and 4 both divide by 4.
    assertThat(small.step()).isEqualTo(large.step());
    assertThat(small.model()).isEqualTo(large.model());
    assertThat(small.pendingCount()).isZero();
  }

  private static TrainerConfig config(int batchSize) {
    return TrainingData.crossEntropy(new AlignedSgd(3), batchSize);
  }

  @Test
  void theWrongMomentIsRefused() {
    Trainer trainer = new Trainer(TrainingData.model(), config(2));
    assertThatThrownBy(trainer::step)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a step needs at least one example");
    TrainingData.add(trainer, 0);
    assertThatThrownBy(trainer::checkpoint)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("pending examples must be 0 for a checkpoint: 1");
    TrainingData.add(trainer, 1);
    assertThatThrownBy(() -> TrainingData.add(trainer, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("examples of a step must be at most 2");
    trainer.step();
    assertThat(trainer.checkpoint().stepCount()).isEqualTo(1);
  }

  @Test
  void refusedExamplesChangeNothing() {
    Trainer trainer = new Trainer(TrainingData.model(), config(2));
    assertThatThrownBy(() -> trainer.add(new byte[3], 0)).hasMessage("feature count must be 4: 3");
    assertThatThrownBy(() -> trainer.add(new byte[] {0, 0, 0, -128}, 0))
        .hasMessage("feature must be in [-127, 127]: -128");
    assertThatThrownBy(() -> trainer.add(new byte[4], 3)).hasMessage("label must be in [0, 2]: 3");
    assertThatThrownBy(() -> trainer.add(new byte[4], new int[] {0, 1}))
        .hasMessage("target count must be 1: 2");
    Trainer squared =
        new Trainer(TrainingData.model(), TrainingData.squaredError(new NitiSgd(2), 2));
    assertThatThrownBy(() -> squared.add(new byte[4], 3)).hasMessage("target count must be 3: 1");
    assertThatThrownBy(() -> squared.add(new byte[4], new int[] {0, 0, 200}))
        .hasMessage("target 2 must be in [-127, 127]: 200");
    assertThat(trainer.pendingCount() + squared.pendingCount()).isZero();
  }

  @Test
  void aLoadedModelReplacesTheWeightsAlone() {
    Trainer trainer = new Trainer(TrainingData.model(), config(1));
    TrainingData.add(trainer, 0);
    trainer.step();
    trainer.load(TrainingData.model());
    assertThat(trainer.model()).isEqualTo(TrainingData.model());
    assertThat(trainer.stepCount()).isEqualTo(1);
    Model other = Model.initial(ModelSpec.of(Shape.of(4), new Dense(4, 3)), new RandomSource(1));
    assertThatThrownBy(() -> trainer.load(other)).hasMessageStartingWith("model spec must be ");
  }

  @Test
  void theLargestBatchOfTheLargestValuesDoesNotWrap() {
    int batch = TrainerConfig.MAX_BATCH;
    assertThat(batch).isEqualTo(133_144);
    ModelSpec spec = ModelSpec.of(Shape.of(1), new Dense(1, 1, false));
    Int8Tensor weight = Int8Tensor.of(Shape.of(1, 1), Scale.UNIT, (byte) -127);
    TrainerConfig config =
        TrainingData.squaredError(new NitiSgd(7), batch).withInputScale(Scale.UNIT);
    Trainer trainer = new Trainer(new Model(spec, List.of(weight)), config);
    for (int e = 0; e < batch; e++) {
      trainer.add(new byte[] {127}, new int[] {127});
    }
    // Output -16129 is clipped to -256 targets: a gradient of -383 of 4 each, so -96 * 127 a term.
    assertThat(trainer.step()).isEqualTo(383L * 383 * batch);
    // The sum, -1,623,291,648, has 31 bits; to 7 of them it is -97.
    assertThat(trainer.model().parameters().get(0).get(0)).isBetween((byte) -31, (byte) -30);
    assertThatThrownBy(() -> config.withBatchSize(batch + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize must be in [1, 133144], or a sum could wrap: 133145");
    assertThatThrownBy(() -> config.withBatchSize(0))
        .hasMessage("batchSize must be in [1, 133144], or a sum could wrap: 0");
  }

  @Test
  void otherClassesThanTheLossTakesAreRefused() {
    ModelSpec spec = ModelSpec.of(Shape.of(1), new Dense(1, 2048));
    Model model = Model.initial(spec, new RandomSource(1));
    assertThatThrownBy(() -> new Trainer(model, TrainerConfig.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cross-entropy classes must be in [2, 2047]: 2048");
  }

  /** Was a bug: it failed with "integer overflow". */
  @Test
  void activationsLongerThanAnArrayAreRefusedBeforeTheyAreAllocated() {
    ModelSpec spec = ModelSpec.of(Shape.of(1), new Dense(1, 20_000), new Dense(20_000, 1));
    Model model = Model.initial(spec, new RandomSource(1));
    TrainerConfig config = TrainingData.squaredError(new NitiSgd(3), 107_375);
    assertThatThrownBy(() -> new Trainer(model, config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 0 output size * batchSize must be at most 2147483639: 2147500000");
    Checkpoint checkpoint =
        new Checkpoint(
            model,
            config.withBatchSize(133_144),
            0,
            TrainingState.empty(model.spec(), config.rule()));
    assertThatThrownBy(() -> Trainer.resume(checkpoint))
        .hasMessage("layer 0 output size * batchSize must be at most 2147483639: 2662880000");
    ModelSpec wide = ModelSpec.of(Shape.of(40_000), new Dense(40_000, 2));
    Model wideModel = Model.initial(wide, new RandomSource(1));
    assertThatThrownBy(() -> new Trainer(wideModel, config.withBatchSize(60_000)))
        .hasMessage("input size * batchSize must be at most 2147483639: 2400000000");
  }

  @Test
  void outputsThatAreNotThereAreRefused() {
    Predictor predictor = new Predictor(TrainingData.model(), Scale.UNIT);
    for (int output : new int[] {-1, 3}) {
      assertThatThrownBy(() -> predictor.output(output, Scale.UNIT))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("output must be in [0, 2]: " + output);
    }
  }

  @Test
  void thePredictorSeesEveryStep() {
    Trainer trainer = new Trainer(TrainingData.model(), config(1));
    byte[] features = TrainingData.features(0);
    for (int i = 0; i < 20; i++) {
      Predictor fresh = new Predictor(trainer.model(), trainer.config().inputScale());
      Predictor shared = trainer.predictor().run(features);
      assertThat(shared.label()).isEqualTo(fresh.run(features).label());
      int[] outputs = new int[3];
      Arrays.setAll(outputs, o -> shared.output(o, Scale.powerOfTwo(-10)));
      for (int o = 0; o < 3; o++) {
        assertThat(outputs[o]).isEqualTo(fresh.output(o, Scale.powerOfTwo(-10)));
      }
      TrainingData.add(trainer, i);
      trainer.step();
    }
  }

  /** Was a bug: with an absurd rate an exponent left its int8, and no model could be had. */
  @Test
  void trainingThatDivergesStillHasAModel() throws MalformedCheckpointException {
    ModelSpec spec = ModelSpec.of(Shape.of(4), new Dense(4, 6), new Dense(6, 6), new Dense(6, 3));
    Model model = Model.initial(spec, new RandomSource(1));
    for (UpdateRule rule :
        List.of(
            new AlignedSgd(-32), new MomentumSgd(MomentumSgd.MAX_RATE, 200), new Lion(1 << 20))) {
      Trainer trainer = new Trainer(model, TrainingData.squaredError(rule, 1));
      for (int i = 0; i < 3000; i++) {
        byte[] features = TrainingData.features(i);
        trainer.add(features, TrainingData.targets(features));
        trainer.step();
      }
      byte[] saved = CheckpointCodec.encode(trainer.checkpoint());
      assertThat(CheckpointCodec.decode(saved).model()).isEqualTo(trainer.model());
    }
  }
}
