package io.tintin.cli.floating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class FloatTrainerTest {
  private static final Scale INPUT_SCALE = Scale.powerOfTwo(-5);
  private static final ModelSpec XOR =
      ModelSpec.of(Shape.of(2), new Dense(2, 8), new Relu(), new Dense(8, 2));
  private static final ModelSpec IMAGES =
      ModelSpec.of(
          Shape.of(6, 6, 1),
          new Conv2d(1, 8, 3),
          new MaxPool2d(2),
          new Relu(),
          new Flatten(),
          new Dense(32, 2));

  private static FloatTrainer trainer(ModelSpec spec, int batchSize) {
    FloatConfig config =
        new FloatConfig(new CrossEntropy(), INPUT_SCALE, batchSize, 0.05f).withMomentum(0.9f);
    return new FloatTrainer(Model.initial(spec, new RandomSource(1)), config);
  }

  @Test
  void startsAtTheRealValuesOfTheModel() {
    ModelSpec spec = ModelSpec.of(Shape.of(2), new Dense(2, 2));
    Model model =
        new Model(
            spec,
            List.of(
                Int8Tensor.of(
                    Shape.of(2, 2),
                    Scale.of(-4, 1, 0),
                    new byte[] {
                      16, -32, // output 0
                      0, 4 // output 1
                    }),
                Int8Tensor.of(Shape.of(2), Scale.of(0, 0, 1), new byte[] {16, -16})));
    FloatTrainer trainer =
        new FloatTrainer(model, new FloatConfig(new CrossEntropy(), INPUT_SCALE, 1, 1));

    assertThat(trainer.parameters().get(0)).containsExactly(1.25f, -2.5f, 0, 0.3125f);
    assertThat(trainer.parameters().get(1)).containsExactly(13, -13);
    FloatPredictor predictor = trainer.predictor();
    predictor.add(new byte[] {32, 64});
    predictor.run();
    assertThat(predictor.output(0, 0)).isEqualTo(13 + 1.25f - 5);
    assertThat(predictor.output(0, 1)).isEqualTo(-13 + 0.625f);
    assertThat(predictor.label(0)).isZero();
  }

  @Test
  void learnsExclusiveOr() {
    FloatTrainer trainer = trainer(XOR, 4);
    byte[][] corners = {{-32, -32}, {-32, 32}, {32, -32}, {32, 32}};
    int[] labels = {0, 1, 1, 0};
    double loss = 0;
    for (int step = 0; step < 200; step++) {
      for (int e = 0; e < 4; e++) {
        trainer.add(corners[e], labels[e]);
      }
      loss = trainer.step(1);
    }
    assertThat(loss).isLessThan(0.1);
    for (byte[] corner : corners) {
      trainer.predictor().add(corner);
    }
    trainer.predictor().run();
    for (int e = 0; e < 4; e++) {
      assertThat(trainer.predictor().label(e)).isEqualTo(labels[e]);
    }
  }

  @Test
  void learnsTheDirectionOfABar() {
    FloatTrainer trainer = trainer(IMAGES, 16);
    RandomSequence random = new RandomSequence(new RandomSource(2), 0);
    trainSteps(trainer, random, 300);
    int right = 0;
    for (int run = 0; run < 10; run++) {
      int[] labels = new int[16];
      for (int e = 0; e < 16; e++) {
        labels[e] = random.nextBelow(2);
        trainer.predictor().add(bar(labels[e] == 1, random));
      }
      trainer.predictor().run();
      for (int e = 0; e < 16; e++) {
        right += trainer.predictor().label(e) == labels[e] ? 1 : 0;
      }
    }
    assertThat(right).isGreaterThanOrEqualTo(156);
  }

  private static void trainSteps(FloatTrainer trainer, RandomSequence random, int steps) {
    for (int step = 0; step < steps; step++) {
      while (!trainer.isFull()) {
        int label = random.nextBelow(2);
        trainer.add(bar(label == 1, random), label);
      }
      trainer.step(1 - step / (float) steps);
    }
  }

  /** A noisy 6 x 6 image with a bright column or line. */
  private static byte[] bar(boolean isColumn, RandomSequence random) {
    int place = random.nextBelow(6);
    byte[] pixels = new byte[36];
    for (int i = 0; i < pixels.length; i++) {
      int light = (isColumn ? i % 6 : i / 6) == place ? 40 : -10;
      pixels[i] = (byte) (light + random.nextBelow(21) - 10);
    }
    return pixels;
  }

  @Test
  void learnsNumbers() {
    ModelSpec spec = ModelSpec.of(Shape.of(1), new Dense(1, 2));
    FloatConfig config = new FloatConfig(new SquaredError(INPUT_SCALE), INPUT_SCALE, 3, 0.2f);
    FloatTrainer trainer = new FloatTrainer(Model.initial(spec, new RandomSource(1)), config);
    double loss = 1;
    for (int step = 0; step < 200; step++) {
      for (byte x = -32; x <= 32; x += 32) {
        trainer.add(new byte[] {x}, new int[] {x / 2 + 8, -x});
      }
      loss = trainer.step(1);
    }
    assertThat(loss).isLessThan(1e-6);
  }

  @Test
  void equalCallsGiveEqualBits() {
    FloatTrainer one = trainer(IMAGES, 16);
    FloatTrainer other = trainer(IMAGES, 16);
    trainSteps(one, new RandomSequence(new RandomSource(2), 0), 20);
    for (int e = 0; e < 5; e++) {
      other.predictor().add(new byte[36]); // predictions in between leave no trace
    }
    other.predictor().run();
    trainSteps(other, new RandomSequence(new RandomSource(2), 0), 20);
    for (int p = 0; p < one.parameters().size(); p++) {
      assertThat(one.parameters().get(p)).containsExactly(other.parameters().get(p));
    }
  }

  @Test
  void anExampleTwiceTeachesAsOnce() {
    FloatTrainer once = trainer(XOR, 4);
    FloatTrainer twice = trainer(XOR, 4);
    byte[] features = {17, -40};
    once.add(features, 1);
    twice.add(features, 1);
    twice.add(features, 1);
    assertThat(twice.step(1)).isEqualTo(2 * once.step(1));
    assertThat(twice.parameters().get(0)).containsExactly(once.parameters().get(0));
  }

  @Test
  void loadTakesOverWhatParametersGave() {
    FloatTrainer trained = trainer(XOR, 1);
    trained.add(new byte[] {17, -40}, 1);
    trained.step(1);
    FloatTrainer fresh = trainer(XOR, 1);
    fresh.load(trained.parameters());
    for (int p = 0; p < 4; p++) {
      assertThat(fresh.parameters().get(p)).containsExactly(trained.parameters().get(p));
    }
    assertThatThrownBy(() -> fresh.load(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parameter count must be 4: 0");
    List<float[]> wrong = List.of(new float[16], new float[8], new float[15], new float[2]);
    assertThatThrownBy(() -> fresh.load(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parameter 2 size must be 16: 15");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    FloatTrainer trainer = trainer(XOR, 1);
    assertThatThrownBy(() -> trainer.step(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a step needs at least one example");
    assertThatThrownBy(() -> trainer.add(new byte[3], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("feature count must be 2: 3");
    assertThatThrownBy(() -> trainer.add(new byte[2], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label must be in [0, 1]: 2");
    assertThatThrownBy(() -> trainer.add(new byte[2], new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("target count must be 1: 2");
    assertThat(trainer.pendingCount()).isZero();
    trainer.add(new byte[2], 1);
    assertThatThrownBy(() -> trainer.add(new byte[2], 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("examples of a batch must be at most 1");
    assertThatThrownBy(() -> trainer.predictor().output(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("example must be in [0, 0): 0");
    ModelSpec image = ModelSpec.of(Shape.of(4, 4, 1), new Conv2d(1, 2, 3));
    assertThatThrownBy(() -> trainer(image, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model output must be flat or of one pixel [1, 1, channels]: [2, 2, 2]");
    ModelSpec sequence = ModelSpec.of(Shape.of(4, 1), new Conv1d(1, 2, 3));
    assertThatThrownBy(() -> trainer(sequence, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model output must be flat or of one pixel [1, 1, channels]: [2, 2]");
  }

  @Test
  void configIsChecked() {
    FloatConfig config = new FloatConfig(new CrossEntropy(), INPUT_SCALE, 1, 0.5f);
    assertThat(config.withWeightDecay(0.25f).weightDecay()).isEqualTo(0.25f);
    assertThatThrownBy(() -> config.withMomentum(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("momentum must be in [0, 0.99999994]: 1.0");
    assertThatThrownBy(() -> config.withWeightDecay(Float.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FloatConfig(new CrossEntropy(), INPUT_SCALE, 0, 0.5f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize must be in [1, 133144]: 0");
    assertThatThrownBy(() -> new FloatConfig(new CrossEntropy(), INPUT_SCALE, 133_145, 0.5f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize must be in [1, 133144]: 133145");
  }

  /** 20,000 * 107,375 is above 2^31. */
  @Test
  void batchThatNoArrayHoldsIsRefused() {
    ModelSpec spec = ModelSpec.of(Shape.of(20_000), new Dense(20_000, 2));
    assertThatThrownBy(() -> trainer(spec, 107_375))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "batchSize must be at most 107374, as a batch of values [20000] is one array: 107375");
  }
}
