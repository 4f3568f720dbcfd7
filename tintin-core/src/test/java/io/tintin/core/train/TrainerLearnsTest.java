package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Scores of fixed seeds: they never change unless a bit of the training does. */
class TrainerLearnsTest {
  @TestFactory
  Stream<DynamicTest> xorOfTwoSignsIsLearned() {
    return Stream.of(new AlignedSgd(4), new NitiSgd(1))
        .map(rule -> DynamicTest.dynamicTest(rule.toString(), () -> checkXor(rule)));
  }

  private static void checkXor(UpdateRule rule) {
    ModelSpec spec = ModelSpec.of(Shape.of(2), new Dense(2, 12), new Relu(), new Dense(12, 2));
    TrainerConfig config =
        TrainerConfig.DEFAULT
            .withRule(rule)
            .withBatchSize(1)
            .withInputScale(Scale.powerOfTwo(-6))
            .withSeed(5);
    Trainer trainer = new Trainer(Model.initial(spec, new RandomSource(3)), config);
    RandomSequence draws = new RandomSequence(new RandomSource(4), 0);
    int right = 0;
    for (int step = 0; step < 4000; step++) {
      byte[] point = {(byte) (draws.nextBelow(255) - 127), (byte) (draws.nextBelow(255) - 127)};
      int label = point[0] > 0 ^ point[1] > 0 ? 1 : 0;
      if (step >= 3000 && trainer.predictor().run(point).label() == label) {
        right++;
      }
      trainer.add(point, label);
      trainer.step();
    }
    assertThat(right).as("of 1000").isGreaterThan(900);
  }

  /** Whether a bar across an image lies or stands, wherever it is; saved and read in between. */
  @TestFactory
  Stream<DynamicTest> theDirectionOfABarIsLearned() {
    return Stream.of(new AlignedSgd(4), new NitiSgd(2))
        .map(rule -> DynamicTest.dynamicTest(rule.toString(), () -> checkBars(rule)));
  }

  private static void checkBars(UpdateRule rule) throws MalformedCheckpointException {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(8, 8, 1),
            new Conv2d(1, 4, 3),
            new Relu(),
            new MaxPool2d(2),
            new Flatten(),
            new Dense(36, 2));
    TrainerConfig config =
        TrainerConfig.DEFAULT
            .withRule(rule)
            .withBatchSize(4)
            .withInputScale(Scale.powerOfTwo(-6))
            .withSeed(5);
    Trainer trainer = new Trainer(Model.initial(spec, new RandomSource(3)), config);
    Trainer resumed = new Trainer(trainer.model(), config);
    RandomSequence draws = new RandomSequence(new RandomSource(4), 0);
    int right = 0;
    for (int example = 0; example < 4000; example++) {
      int label = draws.nextBelow(2);
      byte[] image = bar(draws, label);
      if (example >= 3000 && trainer.predictor().run(image).label() == label) {
        right++;
      }
      trainer.add(image, label);
      resumed.add(image, label);
      if (trainer.isFull()) {
        trainer.step();
        resumed.step();
      }
      if (example == 1999) {
        resumed =
            Trainer.resume(CheckpointCodec.decode(CheckpointCodec.encode(trainer.checkpoint())));
      }
    }
    assertThat(right).as("of 1000").isGreaterThan(950);
    assertThat(resumed.model()).isEqualTo(trainer.model());
  }

  /** Noise with a brighter row for label 0, a brighter column for label 1. */
  private static byte[] bar(RandomSequence draws, int label) {
    byte[] image = new byte[64];
    for (int i = 0; i < 64; i++) {
      image[i] = (byte) (draws.nextBelow(41) - 20);
    }
    int place = draws.nextBelow(8);
    for (int i = 0; i < 8; i++) {
      image[label == 0 ? place * 8 + i : i * 8 + place] += 80;
    }
    return image;
  }

  @TestFactory
  Stream<DynamicTest> aLinearFunctionIsLearned() {
    return Stream.of(new AlignedSgd(3), new NitiSgd(2))
        .map(rule -> DynamicTest.dynamicTest(rule.toString(), () -> checkLinear(rule)));
  }

  private static void checkLinear(UpdateRule rule) {
    ModelSpec spec = ModelSpec.of(Shape.of(3), new Dense(3, 1));
    Scale targetScale = Scale.powerOfTwo(-6);
    TrainerConfig config =
        TrainerConfig.DEFAULT
            .withLoss(new SquaredError(targetScale))
            .withRule(rule)
            .withBatchSize(4)
            .withInputScale(Scale.powerOfTwo(-6))
            .withSeed(5);
    Trainer trainer = new Trainer(Model.initial(spec, new RandomSource(3)), config);
    RandomSequence draws = new RandomSequence(new RandomSource(4), 0);
    long error = 0;
    for (int step = 0; step < 2000; step++) {
      byte[] x = new byte[3];
      for (int i = 0; i < 3; i++) {
        x[i] = (byte) (draws.nextBelow(127) - 63);
      }
      int target = x[0] / 2 - x[1] / 4 + x[2] * 3 / 4 + 10;
      if (step >= 1000) {
        error += Math.abs(trainer.predictor().run(x).output(0, targetScale) - target);
      }
      trainer.add(x, new int[] {target});
      if (trainer.isFull()) {
        trainer.step();
      }
    }
    // A target is 26 steps from the mean on average.
    assertThat(error / 1000.0).as("mean absolute error").isLessThan(2.5);
  }
}
