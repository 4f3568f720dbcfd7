package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.CrossEntropy;
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
    TrainerConfig config = new TrainerConfig(new CrossEntropy(), rule, 1, Scale.powerOfTwo(-6), 5);
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

  @TestFactory
  Stream<DynamicTest> aLinearFunctionIsLearned() {
    return Stream.of(new AlignedSgd(3), new NitiSgd(2))
        .map(rule -> DynamicTest.dynamicTest(rule.toString(), () -> checkLinear(rule)));
  }

  private static void checkLinear(UpdateRule rule) {
    ModelSpec spec = ModelSpec.of(Shape.of(3), new Dense(3, 1));
    Scale targetScale = Scale.powerOfTwo(-6);
    TrainerConfig config =
        new TrainerConfig(new SquaredError(targetScale), rule, 4, Scale.powerOfTwo(-6), 5);
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
