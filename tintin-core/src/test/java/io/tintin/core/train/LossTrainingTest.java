package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.AbsoluteError;
import io.tintin.core.loss.BinaryCrossEntropy;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.NitiCrossEntropy;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All losses in the hands of a trainer. */
class LossTrainingTest {
  private static final Scale SCALE = Scale.powerOfTwo(-6);

  static Stream<Loss> losses() {
    return Stream.of(
        new CrossEntropy(),
        new BinaryCrossEntropy(),
        new NitiCrossEntropy(),
        new SquaredError(SCALE),
        SquaredError.huber(SCALE, 8),
        new AbsoluteError(SCALE));
  }

  /** Of which {@link #aResumedRunHasTheSameBits} is the proof. */
  @Test
  void everyLossHasASavedForm() {
    Set<Class<?>> known = losses().map(Loss::getClass).collect(Collectors.toSet());
    assertThat(known).containsExactlyInAnyOrder(Loss.class.getPermittedSubclasses());
  }

  private static void add(Trainer trainer, int number) {
    byte[] features = TrainingData.features(number);
    if (trainer.config().loss() instanceof BinaryCrossEntropy) {
      int[] targets = {features[0] > 0 ? 1 : 0, features[1] > 20 ? 1 : 0, 1};
      trainer.add(features, targets);
    } else {
      TrainingData.add(trainer, number);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void splitBatchesGiveTheSameBits(Loss loss) {
    TrainerConfig config =
        TrainingData.crossEntropy(new AlignedSgd(3), 7)
            .withLoss(loss)
            .withRescaling(Rescaling.TRACKED);
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      Trainer whole = new Trainer(TrainingData.model(), config);
      Trainer[] split = {
        new Trainer(TrainingData.model(), config.withPassSize(1)),
        new Trainer(TrainingData.model(), config.withPassSize(3)),
        new Trainer(TrainingData.model(), config.withPassSize(2), 3, executor),
      };
      for (int step = 0; step < 40; step++) {
        int examples = step % 5 == 2 ? 4 : 7;
        for (int e = 0; e < examples; e++) {
          add(whole, step * 7 + e);
        }
        long lossOfWhole = whole.step();
        for (Trainer trainer : split) {
          for (int e = 0; e < examples; e++) {
            add(trainer, step * 7 + e);
          }
          assertThat(trainer.step()).isEqualTo(lossOfWhole);
          assertThat(trainer.model()).isEqualTo(whole.model());
        }
      }
      assertThat(whole.model()).isNotEqualTo(TrainingData.model());
    } finally {
      executor.shutdown();
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aResumedRunHasTheSameBits(Loss loss) throws MalformedCheckpointException {
    TrainerConfig config = TrainingData.crossEntropy(new AlignedSgd(3), 2).withLoss(loss);
    Trainer trainer = new Trainer(TrainingData.model(), config);
    Trainer resumed = new Trainer(TrainingData.model(), config);
    for (int step = 0; step < 10; step++) {
      add(trainer, step);
      add(resumed, step);
      assertThat(resumed.step()).isEqualTo(trainer.step());
      byte[] saved = CheckpointCodec.encode(resumed.checkpoint());
      resumed = Trainer.resume(CheckpointCodec.decode(saved));
      assertThat(resumed.config()).isEqualTo(config);
    }
    assertThat(resumed.model()).isEqualTo(trainer.model());
  }

  /** Three questions to each point; a score of fixed seeds. */
  @Test
  void severalLabelsAreLearned() {
    ModelSpec spec = ModelSpec.of(Shape.of(2), new Dense(2, 12), new Relu(), new Dense(12, 3));
    TrainerConfig config =
        TrainerConfig.DEFAULT
            .withLoss(new BinaryCrossEntropy())
            .withBatchSize(4)
            .withInputScale(SCALE)
            .withSeed(5);
    Trainer trainer = new Trainer(Model.initial(spec, new RandomSource(3)), config);
    RandomSequence draws = new RandomSequence(new RandomSource(4), 0);
    int right = 0;
    for (int example = 0; example < 8000; example++) {
      byte[] point = {(byte) (draws.nextBelow(255) - 127), (byte) (draws.nextBelow(255) - 127)};
      int[] targets = {
        point[0] > 20 ? 1 : 0, point[0] + point[1] > 0 ? 1 : 0, Math.abs(point[1]) > 60 ? 1 : 0
      };
      if (example >= 7000) {
        trainer.predictor().run(point);
        for (int o = 0; o < 3; o++) {
          right += trainer.predictor().output(o, SCALE) > 0 == (targets[o] == 1) ? 1 : 0;
        }
      }
      trainer.add(point, targets);
      if (trainer.isFull()) {
        trainer.step();
      }
    }
    assertThat(right).as("of 3000").isGreaterThan(2800);
  }

  /** One in eight targets is an outlier: absolute error goes by the others. */
  @Test
  void absoluteErrorLearnsTheMedian() {
    double median = outputWithOutliers(new AbsoluteError(SCALE));
    double huber = outputWithOutliers(SquaredError.huber(SCALE, 2));
    double mean = outputWithOutliers(new SquaredError(SCALE));
    assertThat(median).isBetween(8.0, 12.0);
    assertThat(huber).isBetween(8.0, 12.0);
    assertThat(mean).isBetween(20.0, 28.0);
  }

  private static double outputWithOutliers(Loss loss) {
    ModelSpec spec = ModelSpec.of(Shape.of(1), new Dense(1, 1));
    TrainerConfig config =
        TrainerConfig.DEFAULT.withLoss(loss).withRule(new AlignedSgd(5)).withBatchSize(8);
    Trainer trainer = new Trainer(Model.initial(spec, new RandomSource(3)), config);
    long sum = 0;
    for (int example = 0; example < 16_000; example++) {
      byte[] features = {32};
      trainer.add(features, new int[] {example % 8 == 0 ? 120 : 10});
      if (trainer.isFull()) {
        trainer.step();
        sum += example < 8000 ? 0 : trainer.predictor().run(features).output(0, SCALE);
      }
    }
    return sum / 1000.0;
  }

  /** Features are multiples of two drawn numbers, so two units are enough for eight features. */
  @Test
  void anAutoencoderReconstructsItsInput() {
    ModelSpec spec = ModelSpec.of(Shape.of(8), new Dense(8, 2), new Dense(2, 8));
    TrainerConfig config =
        TrainerConfig.DEFAULT.withInputScale(SCALE).withLoss(new SquaredError(SCALE));
    Trainer trainer =
        new Trainer(Model.initial(spec, new RandomSource(2)), config.withBatchSize(4));
    RandomSequence draws = new RandomSequence(new RandomSource(4), 0);
    long first = 0;
    long last = 0;
    for (int step = 0; step < 2000; step++) {
      for (int e = 0; e < 4; e++) {
        int a = draws.nextBelow(121) - 60;
        int b = draws.nextBelow(121) - 60;
        byte[] features = new byte[8];
        for (int i = 0; i < 8; i++) {
          features[i] = (byte) (i < 4 ? a * (i + 1) / 4 : b * (i - 8) / 4);
        }
        trainer.add(features);
      }
      long loss = trainer.step();
      first += step < 100 ? loss : 0;
      last += step >= 1900 ? loss : 0;
    }
    assertThat(last).isLessThan(first / 20);
  }

  /** What a Flatten makes of an image is its target. */
  @Test
  void anImageIsReconstructedChannelByChannel() {
    ModelSpec spec = ModelSpec.of(Shape.of(2, 2, 3), new Conv2d(3, 3, 1), new Flatten());
    TrainerConfig config =
        TrainerConfig.DEFAULT.withInputScale(SCALE).withLoss(new AbsoluteError(SCALE));
    Model model = Model.initial(spec, new RandomSource(2));
    byte[] image = {
      1, 2, 3, 4, 5, 6, // row 0
      7, 8, 9, 10, 11, 12, // row 1
    };
    int[] byChannel = {1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12};
    Trainer own = new Trainer(model, config);
    Trainer given = new Trainer(model, config);
    for (int step = 0; step < 10; step++) {
      own.add(image);
      given.add(image, byChannel);
      assertThat(own.step()).isEqualTo(given.step()).isPositive();
    }
    assertThat(own.model()).isEqualTo(given.model());
  }

  @Test
  void whatCanNotBeReconstructedIsRefused() {
    TrainerConfig config = TrainingData.crossEntropy(new AlignedSgd(3), 1);
    byte[] features = new byte[4];
    Trainer classes = new Trainer(TrainingData.model(), config);
    assertThatThrownBy(() -> classes.add(features))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "loss targets must be of the input scale to reconstruct features, "
                + "2^-5 (5/4)^0 (13/16)^0: CrossEntropy[]");
    Scale input = config.inputScale();
    Trainer fewer = new Trainer(TrainingData.model(), config.withLoss(new SquaredError(input)));
    assertThatThrownBy(() -> fewer.add(features))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("outputs must be as many as inputs to reconstruct them, 4: 3");
    assertThat(fewer.pendingCount()).isZero();
  }
}
