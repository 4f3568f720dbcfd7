package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.continual.Prequential;
import io.tintin.core.continual.ReplayBuffer;
import io.tintin.core.golden.Allocation;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.Schedule;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs for every sample of a device allocates nothing. */
class AllocationTest {
  private static final int RUNS = 300;

  static Stream<TrainerConfig> configs() {
    return Stream.of(1, 16)
        .flatMap(
            batchSize ->
                Stream.of(
                    TrainingData.crossEntropy(new AlignedSgd(3), batchSize),
                    TrainingData.crossEntropy(new NitiSgd(3), batchSize),
                    TrainingData.squaredError(new AlignedSgd(3), batchSize),
                    TrainingData.squaredError(new NitiSgd(3), batchSize)));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aStepAllocatesNothing(TrainerConfig config) {
    Trainer trainer = new Trainer(TrainingData.model(), config);
    byte[] features = TrainingData.features(1);
    int[] targets =
        config.loss().targetSize(3) == 1 ? new int[] {2} : TrainingData.targets(features);
    assertAllocatesNothing(
        () -> {
          trainer.add(features, targets);
          if (trainer.isFull()) {
            trainer.step();
          }
        });
    assertThat(trainer.stepCount()).isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16})
  void aStepInPassesAllocatesNothing(int passSize) {
    TrainerConfig config =
        TrainingData.crossEntropy(new AlignedSgd(3), 16)
            .withRescaling(Rescaling.TRACKED)
            .withSchedule(Schedule.linear(1000).withWarmUp(10))
            .withPassSize(passSize);
    aStepAllocatesNothing(config);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void aStepWithCompoundRescalingAllocatesNothing(int batchSize) {
    TrainerConfig config = TrainingData.squaredError(new AlignedSgd(3), batchSize);
    aStepAllocatesNothing(config.withRescaling(Rescaling.COMPOUND));
  }

  @Test
  void anExampleWithALabelAllocatesNothing() {
    Trainer trainer =
        new Trainer(TrainingData.model(), TrainingData.crossEntropy(new AlignedSgd(3), 1));
    byte[] features = TrainingData.features(1);
    assertAllocatesNothing(
        () -> {
          trainer.add(features, 2);
          trainer.step();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void aStepOnImagesAllocatesNothing(int batchSize) {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(8, 8, 1),
            new Conv2d(1, 4, 3, 3, 1, 1, 1, 1, true),
            new Relu(),
            new MaxPool2d(2),
            new Conv2d(4, 4, 2, 2, 2, 1, 1, 2, true),
            new Relu(),
            new MaxPool2d(2, 1),
            new Flatten(),
            new Dense(16, 3));
    Trainer trainer =
        new Trainer(
            Model.initial(spec, new RandomSource(1)),
            TrainingData.crossEntropy(new AlignedSgd(3), batchSize));
    byte[] features = new byte[64];
    features[9] = 100;
    assertAllocatesNothing(
        () -> {
          trainer.add(features, 2);
          if (trainer.isFull()) {
            trainer.step();
            trainer.predictor().run(features).label();
          }
        });
    assertThat(trainer.stepCount()).isGreaterThan(10);
  }

  @Test
  void aPredictionAllocatesNothing() {
    TrainerConfig config = TrainingData.crossEntropy(new AlignedSgd(3), 1);
    Predictor predictor = new Predictor(TrainingData.model(), config.inputScale());
    byte[] features = TrainingData.features(1);
    Prequential scores = new Prequential(3, 6);
    assertAllocatesNothing(
        () -> {
          int label = predictor.run(features).label();
          int output = predictor.output(label, config.inputScale());
          scores.score(label, output > 0 ? 1 : 0);
        });
    assertThat(scores.total()).isGreaterThan(RUNS);
  }

  /**
   * 1000 x 400 weights are 400,000 bytes; an int32 gradient of them would be 1.6 million more. What
   * a run takes is in {@link #aPredictionAllocatesNothing}.
   */
  @Test
  void aPredictorHasNoRoomForGradients() {
    ModelSpec spec = ModelSpec.of(Shape.of(400), new Dense(400, 1000));
    Model model = Model.initial(spec, new RandomSource(1));
    long bytes = Allocation.of(() -> new Predictor(model, Scale.UNIT));
    assertThat(bytes).isBetween(400_000L, 420_000L);
  }

  @Test
  void rehearsalAllocatesNothing() {
    ReplayBuffer labels = new ReplayBuffer(4, 1, 8, new RandomSource(1));
    ReplayBuffer several = new ReplayBuffer(4, 3, 8, new RandomSource(1));
    byte[] features = TrainingData.features(1);
    int[] targets = {1, 2, 3};
    int[] label = new int[1];
    assertAllocatesNothing(
        () -> {
          labels.offer(features, 2);
          labels.draw(features, label);
          several.offer(features, targets);
          several.draw(features, targets);
        });
    assertThat(labels.offeredCount()).isGreaterThan(RUNS);
  }

  /** After a warm-up in which classes are loaded. */
  private static void assertAllocatesNothing(Runnable work) {
    Runnable many =
        () -> {
          for (int i = 0; i < RUNS; i++) {
            work.run();
          }
        };
    many.run();
    Allocation.assertNone(many, RUNS);
  }
}
