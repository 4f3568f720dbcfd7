package io.tintin.cli.floating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tintin.cli.floating.NaiveNet.Example;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.AbsoluteError;
import io.tintin.core.loss.BinaryCrossEntropy;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientTest {
  private static final Scale INPUT_SCALE = Scale.powerOfTwo(-5);
  private static final double INPUT_STEP = 1 / 32.0;
  private static final double TOLERANCE = 3e-6;
  private static final long SEED = 77;

  @ParameterizedTest
  @MethodSource("io.tintin.cli.floating.Nets#everyLayer")
  void gradientsAreThoseOfCentralDifferences(ModelSpec spec) {
    checkGradients(spec, new CrossEntropy());
  }

  static Stream<Loss> everyLoss() {
    Scale targets = Scale.powerOfTwo(-6);
    return Stream.of(
        new AbsoluteError(targets),
        new BinaryCrossEntropy(),
        new CrossEntropy(),
        new SquaredError(targets),
        SquaredError.huber(targets, 40));
  }

  @ParameterizedTest
  @MethodSource("everyLoss")
  void gradientsOfLossesAreThoseOfCentralDifferences(Loss loss) {
    checkGradients(ModelSpec.of(Shape.of(7), new Dense(7, 6), new Relu(), new Dense(6, 3)), loss);
  }

  private static void checkGradients(ModelSpec spec, Loss loss) {
    Model model = Fixtures.randomModel(spec);
    List<Example> batch = examples(spec, loss);
    FloatConfig config = new FloatConfig(loss, INPUT_SCALE, 4, 1).withSeed(SEED);
    FloatTrainer trainer = new FloatTrainer(model, config);
    List<float[]> before = trainer.parameters();
    double sum = Fixtures.step(trainer, batch, 1);
    NaiveNet naive = new NaiveNet(model, loss, INPUT_STEP, SEED);
    assertThat(sum).isCloseTo(3 * naive.loss(batch), within(1e-5));
    List<double[]> expected = naive.gradients(batch);
    for (int p = 0; p < expected.size(); p++) {
      float[] after = trainer.parameters().get(p);
      for (int i = 0; i < after.length; i++) {
        double gradient = (double) before.get(p)[i] - after[i];
        assertThat(gradient)
            .as("parameter %d [%d]", p, i)
            .isCloseTo(expected.get(p)[i], within(TOLERANCE));
      }
    }
  }

  @Test
  void stepsFollowMomentumDecayAndRateFactor() {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(8, 8, 1),
            new Conv2d(1, 3, 3),
            new MaxPool2d(2),
            new Relu(),
            new Flatten(),
            new Dense(27, 3));
    Model model = Fixtures.randomModel(spec);
    FloatConfig config = new FloatConfig(new CrossEntropy(), INPUT_SCALE, 4, 0.1f, 0.9f, 0.01f, 0);
    FloatTrainer trainer = new FloatTrainer(model, config);
    List<Example> batch = Fixtures.examples(64, 1, 3, 4);
    Fixtures.step(trainer, batch, 1);
    Fixtures.step(trainer, batch, 0.5f);

    NaiveNet naive = new NaiveNet(model, config.loss(), INPUT_STEP, SEED);
    List<double[]> velocities =
        naive.parameters.stream().map(values -> new double[values.length]).toList();
    for (double rate : new double[] {0.1, 0.05}) {
      List<double[]> gradients = naive.gradients(batch);
      for (int p = 0; p < gradients.size(); p++) {
        double[] w = naive.parameters.get(p);
        double[] v = velocities.get(p);
        double decay = p % 2 == 0 ? 0.01 : 0; // every second parameter is a bias
        for (int i = 0; i < w.length; i++) {
          v[i] = 0.9 * v[i] + gradients.get(p)[i] + decay * w[i];
          w[i] -= rate * v[i];
        }
      }
    }
    for (int p = 0; p < naive.parameters.size(); p++) {
      float[] actual = trainer.parameters().get(p);
      for (int i = 0; i < actual.length; i++) {
        assertThat((double) actual[i]).isCloseTo(naive.parameters.get(p)[i], within(1e-6));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.tintin.cli.floating.Nets#everyLayer")
  void outputsAreThoseOfTheNaiveNet(ModelSpec spec) {
    Model model = Fixtures.randomModel(spec);
    FloatConfig config = new FloatConfig(new CrossEntropy(), INPUT_SCALE, 4, 1);
    FloatPredictor predictor = new FloatTrainer(model, config).predictor();
    List<Example> batch = examples(spec, config.loss());
    batch.forEach(example -> predictor.add(example.features()));
    assertThat(predictor.run()).isEqualTo(3);
    NaiveNet naive = new NaiveNet(model, config.loss(), INPUT_STEP, SEED);
    for (int e = 0; e < 3; e++) {
      double[] expected = naive.output(batch.get(e).features());
      for (int o = 0; o < 3; o++) {
        assertThat((double) predictor.output(e, o)).isCloseTo(expected[o], within(1e-5));
      }
    }
  }

  private static List<Example> examples(ModelSpec spec, Loss loss) {
    int bound = loss instanceof BinaryCrossEntropy ? 2 : 3;
    return Fixtures.examples(spec.input().size(), loss.targetSize(3), bound, 3);
  }
}
