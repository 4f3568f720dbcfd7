package io.tintin.cli.floating;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.cli.floating.NaiveNet.Example;
import io.tintin.core.layer.Dense;
import io.tintin.core.loss.AbsoluteError;
import io.tintin.core.loss.BinaryCrossEntropy;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.NitiCrossEntropy;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FloatLossTest {
  private static final Scale TARGETS = Scale.powerOfTwo(-2);

  static Stream<Loss> everyLoss() {
    return Stream.of(
        new AbsoluteError(TARGETS),
        new BinaryCrossEntropy(),
        new CrossEntropy(),
        new NitiCrossEntropy(),
        new SquaredError(TARGETS),
        SquaredError.huber(TARGETS, 1));
  }

  /** Writes the gradients of two outputs of one example over them, and returns the loss. */
  private static double gradient(Loss loss, int[] targets, FloatTensor outputs) {
    return FloatLoss.of(loss).gradient(outputs, targets, 1, outputs);
  }

  private static FloatTensor outputs(float first, float second) {
    FloatTensor outputs = new FloatTensor(Shape.of(2), 1);
    outputs.set(0, 0, 1, first);
    outputs.set(1, 0, 1, second);
    return outputs;
  }

  private static void assertOutputs(FloatTensor outputs, float first, float second) {
    assertThat(outputs.get(0, 0, 1)).isEqualTo(first);
    assertThat(outputs.get(1, 0, 1)).isEqualTo(second);
  }

  @Test
  void anAbsoluteErrorUpToHalfATargetStepHasNoGradient() {
    FloatTensor outputs = outputs(1.125f, -0.9375f);
    assertThat(gradient(new AbsoluteError(TARGETS), new int[] {4, -3}, outputs))
        .isEqualTo(0.125 + 0.1875);
    assertOutputs(outputs, 0, -1);
  }

  @Test
  void aBinaryCrossEntropyTakesLogitsOfAnySize() {
    FloatTensor outputs = outputs(1000, -1000);
    assertThat(gradient(new BinaryCrossEntropy(), new int[] {1, 1}, outputs)).isEqualTo(1000);
    assertOutputs(outputs, 0, -1);
  }

  @Test
  void anErrorBeyondTheLargestDifferenceGrowsLinearly() {
    FloatTensor outputs = outputs(1.25f, -0.875f);
    // by 0.25, half its square; by 0.125 no more than that
    assertThat(gradient(SquaredError.huber(TARGETS, 1), new int[] {0, -3}, outputs))
        .isEqualTo(0.25 * (1.25 - 0.125) + 0.125 * 0.125 / 2);
    assertOutputs(outputs, 0.25f, -0.125f);
  }

  @Test
  void ofNitiIsTheSoftmaxThatItComesNear() {
    FloatTensor niti = outputs(0.5f, -2);
    FloatTensor exact = outputs(0.5f, -2);
    assertThat(gradient(new NitiCrossEntropy(), new int[] {1}, niti))
        .isEqualTo(gradient(new CrossEntropy(), new int[] {1}, exact));
    assertOutputs(niti, exact.get(0, 0, 1), exact.get(1, 0, 1));
  }

  @ParameterizedTest
  @MethodSource("everyLoss")
  void learns(Loss loss) {
    ModelSpec spec = ModelSpec.of(Shape.of(6), new Dense(6, 3));
    FloatConfig config = new FloatConfig(loss, Scale.powerOfTwo(-5), 4, 0.1f);
    FloatTrainer trainer = new FloatTrainer(Fixtures.randomModel(spec), config);
    List<Example> batch = Fixtures.examples(6, loss.targetSize(3), 2, 4);
    double first = Fixtures.step(trainer, batch, 1);
    double last = 0;
    for (int step = 0; step < 300; step++) {
      last = Fixtures.step(trainer, batch, 1 - step / 300f);
    }
    assertThat(last).isLessThan(first / 4);
  }
}
