package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.Allocation;
import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Scores of fixed seeds: they never change unless a bit of the training does. */
class MoreLayersLearnTest {
  private static final int RUNS = 300;
  private static final int SIDE = 4;

  private static final TrainerConfig CONFIG =
      TrainerConfig.DEFAULT
          .withRule(new AlignedSgd(4))
          .withBatchSize(8)
          .withInputScale(Scale.powerOfTwo(-6))
          .withRescaling(Rescaling.TRACKED)
          .withSeed(5);

  private static ModelSpec xor(Layer... middle) {
    Layer[] layers = new Layer[middle.length + 2];
    layers[0] = new Dense(2, 16);
    System.arraycopy(middle, 0, layers, 1, middle.length);
    layers[layers.length - 1] = new Dense(16, 2);
    return ModelSpec.of(Shape.of(2), layers);
  }

  @TestFactory
  Stream<DynamicTest> xorOfTwoSignsIsLearned() {
    return Stream.of(
        xorTest("leaky relu", xor(new LeakyRelu(3))),
        xorTest("tanh", xor(new Tanh())),
        xorTest("dropout of 1/5", xor(new Relu(), new Dropout(Dropout.Rate.FIFTH))),
        xorTest("dropout of 3/16", xor(new Tanh(), new Dropout(Dropout.Rate.THREE_SIXTEENTHS))));
  }

  private static DynamicTest xorTest(String name, ModelSpec spec) {
    return DynamicTest.dynamicTest(
        name,
        () ->
            assertThat(
                    rightOf1000(
                        spec,
                        (draws, features) -> {
                          fill(draws, features);
                          return features[0] > 0 ^ features[1] > 0 ? 1 : 0;
                        }))
                .as("of 1000")
                .isGreaterThan(900));
  }

  /** Whether a rising edge is anywhere in a noisy sequence, or a falling one. */
  private static int edge(RandomSequence draws, byte... features) {
    int label = draws.nextBelow(2);
    int at = 2 + draws.nextBelow(features.length - 4);
    for (int t = 0; t < features.length; t++) {
      int level = t < at ^ label == 1 ? 60 : -60;
      features[t] = (byte) (level + draws.nextBelow(61) - 30);
    }
    return label;
  }

  /** Whether stripes of a noisy image lie or stand. */
  private static int stripes(RandomSequence draws, byte... features) {
    int label = draws.nextBelow(2);
    int phase = draws.nextBelow(2);
    for (int i = 0; i < features.length; i++) {
      int line = label == 1 ? i / (2 * SIDE) : i % (2 * SIDE);
      int level = (line / 2 + phase) % 2 == 0 ? 60 : -60;
      features[i] = (byte) (level + draws.nextBelow(61) - 30);
    }
    return label;
  }

  @Test
  void anEdgeIsFoundInASequence() {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(16, 1),
            new Conv1d(1, 6, 3, 1, 1, 1, 1, true),
            new LeakyRelu(4),
            new Conv1d(6, 6, 3, 1, 2, 2, 1, true),
            new LeakyRelu(4),
            new GlobalAveragePool(),
            new Dense(6, 2));
    assertThat(rightOf1000(spec, MoreLayersLearnTest::edge)).as("of 1000").isGreaterThan(900);
  }

  @Test
  void anEdgeIsFoundInAPooledSequence() {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(16, 1),
            new Conv1d(1, 6, 3, 1, 1, 1, 1, true),
            new LeakyRelu(4),
            new MaxPool1d(3, 2),
            new Conv1d(6, 6, 3, 1, 1, 1, 1, true),
            new LeakyRelu(4),
            new AveragePool1d(2),
            new Flatten(),
            new Dense(18, 2));
    assertThat(rightOf1000(spec, MoreLayersLearnTest::edge)).as("of 1000").isGreaterThan(900);
  }

  @Test
  void stripesOfAnImageAreTold() {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(2 * SIDE, 2 * SIDE, 1),
            new AveragePool2d(2),
            new Flatten(),
            new Dense(SIDE * SIDE, 16),
            new Tanh(),
            new Dropout(Dropout.Rate.HALF),
            new Dense(16, 2));
    assertThat(rightOf1000(spec, MoreLayersLearnTest::stripes)).as("of 1000").isGreaterThan(900);
  }

  private interface Task {
    int draw(RandomSequence draws, byte... features);
  }

  private static void fill(RandomSequence draws, byte... features) {
    for (int i = 0; i < features.length; i++) {
      features[i] = (byte) (draws.nextBelow(255) - 127);
    }
  }

  private static int rightOf1000(ModelSpec spec, Task task) {
    Trainer trainer = new Trainer(Model.initial(spec, new RandomSource(3)), CONFIG);
    RandomSequence draws = new RandomSequence(new RandomSource(4), 0);
    byte[] features = new byte[spec.input().size()];
    int right = 0;
    for (int example = 0; example < 9000; example++) {
      int label = task.draw(draws, features);
      if (example >= 8000 && trainer.predictor().run(features).label() == label) {
        right++;
      }
      trainer.add(features, label);
      if (trainer.isFull()) {
        trainer.step();
      }
    }
    return right;
  }

  private static ModelSpec sequenceWithAll() {
    return ModelSpec.of(
        Shape.of(16, 2),
        new Conv1d(2, 4, 3, 1, 1, 1, 2, true),
        new LeakyRelu(3),
        new Dropout(Dropout.Rate.HALF),
        new Conv1d(4, 4, 3),
        new Tanh(),
        new MaxPool1d(2),
        new AveragePool1d(2, 1),
        new GlobalAveragePool(),
        new Dense(4, 3));
  }

  private static ModelSpec imageWithAll() {
    return ModelSpec.of(
        Shape.of(8, 4, 1),
        new Conv2d(1, 3, 3),
        new Tanh(),
        new AveragePool2d(2, 1),
        new Dropout(Dropout.Rate.FIFTH),
        new GlobalAveragePool(),
        new Dense(3, 3));
  }

  @TestFactory
  Stream<DynamicTest> aStepAllocatesNothing() {
    return Stream.of(sequenceWithAll(), imageWithAll())
        .flatMap(
            spec ->
                Stream.of(1, 8)
                    .map(
                        batchSize ->
                            DynamicTest.dynamicTest(
                                spec.input() + " by " + batchSize,
                                () -> assertAllocatesNothing(spec, batchSize))));
  }

  private static void assertAllocatesNothing(ModelSpec spec, int batchSize) {
    Model model = Model.initial(spec, new RandomSource(1));
    Trainer trainer = new Trainer(model, CONFIG.withBatchSize(batchSize));
    byte[] features = new byte[32];
    features[9] = 100;
    Runnable many =
        () -> {
          for (int run = 0; run < RUNS; run++) {
            trainer.add(features, run % 3);
            if (trainer.isFull()) {
              trainer.step();
              trainer.predictor().run(features).label();
            }
          }
        };
    many.run();
    Allocation.assertNone(many, RUNS);
  }
}
