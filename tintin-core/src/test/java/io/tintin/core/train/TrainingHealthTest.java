package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each illness is brought about, and named. */
class TrainingHealthTest {
  private static final ModelSpec SPEC =
      ModelSpec.of(Shape.of(4), new Dense(4, 8), new Relu(), new Dense(8, 2));

  private static TrainingHealth examine(Model model, UpdateRule rule) {
    Trainer trainer =
        new Trainer(model, TrainerConfig.DEFAULT.withRule(rule).withBatchSize(4).withSeed(3));
    trainer.add(new byte[] {100, -50, 30, 7}, 1);
    trainer.add(new byte[] {-100, 50, 30, 90}, 0);
    trainer.add(new byte[] {10, -50, -30, 60}, 1);
    return trainer.examinedStep();
  }

  private static Model healthy() {
    return Model.initial(SPEC, new RandomSource(5));
  }

  /** The model with other weights in the first layer. */
  private static Model withFirst(Model model, Scale scale, byte... values) {
    List<Int8Tensor> parameters = new ArrayList<>(model.parameters());
    parameters.set(0, Int8Tensor.of(Shape.of(8, 4), scale, values));
    return model.withParameters(parameters);
  }

  @Test
  void aHealthyStepNeedsNoAdvice() {
    TrainingHealth health = examine(healthy(), new MomentumSgd(4000, 224));
    assertThat(health.advice()).isEmpty();
    assertThat(health.layers()).hasSize(3);
    assertThat(health.layers().get(0).parameters().get(0).changedPermille()).isPositive();
  }

  @Test
  void updatesThatAllRoundToZeroAreNamed() {
    TrainingHealth health = examine(healthy(), new AlignedSgd(25, Rounding.NEAREST));
    assertThat(health.layers().get(0).parameters().get(0).changedPermille()).isZero();
    assertThat(health.advice())
        .hasSize(2)
        .allMatch(a -> a.contains("no weight in 1000 changed; raise the learning rate"));
  }

  /** Was a bug: where a scale got finer in the same step, all weights counted as changed. */
  @Test
  void aFinerScaleIsNoUpdate() {
    Model faint = withFirst(healthy(), Scale.powerOfTwo(-8), full(32, 3));
    UpdateRule rule = new AlignedSgd(32, Rounding.NEAREST);
    Trainer trainer = new Trainer(faint, TrainerConfig.DEFAULT.withRule(rule));
    for (int step = 1; step <= UpdateRule.SCALE_UP_STEPS + 1; step++) {
      trainer.add(new byte[] {100, -50, 30, 7}, step % 2);
      TrainingHealth health = trainer.examinedStep();
      assertThat(health.layers().get(0).parameters().get(0).changedPermille())
          .as("step %s", step)
          .isZero();
    }
    assertThat(trainer.model().parameters().get(0).get(0)).isEqualTo((byte) 96); // 3 times 2^5
  }

  @Test
  void deadUnitsAreNamed() {
    Model dead = withBias(withFirst(healthy(), Scale.powerOfTwo(-12), full(32, 20)), -100);
    TrainingHealth health = examine(dead, new MomentumSgd(1, 0));
    assertThat(health.layers().get(1).deadUnits()).isEqualTo(8);
    assertThat(health.advice())
        .anyMatch(a -> a.startsWith("layer 1 Relu[]: 8 of 8 units are 0 for every example"));
  }

  private static Model withBias(Model model, int value) {
    List<Int8Tensor> parameters = new ArrayList<>(model.parameters());
    parameters.set(1, Int8Tensor.of(Shape.of(8), Scale.powerOfTwo(0), full(8, value)));
    return model.withParameters(parameters);
  }

  private static byte[] full(int count, int value) {
    byte[] values = new byte[count];
    Arrays.fill(values, (byte) value);
    return values;
  }

  @Test
  void saturatedAndFaintWeightsAreNamed() {
    Model saturated = withFirst(healthy(), Scale.powerOfTwo(-9), full(32, 127));
    assertThat(examine(saturated, new MomentumSgd(1, 0)).advice())
        .anyMatch(a -> a.contains("1000 of 1000 weights are at the end of their range"));
    Model faint = withFirst(healthy(), Scale.powerOfTwo(-2), full(32, 3));
    assertThat(examine(faint, new MomentumSgd(1, 0)).advice())
        .anyMatch(a -> a.contains("no weight is above 3 of 127"));
  }

  @Test
  void saturatedActivationsAreNamed() {
    Model equal = withFirst(healthy(), Scale.powerOfTwo(-9), full(32, 100));
    assertThat(examine(equal, new MomentumSgd(1, 0)).advice()).isNotNull();
    TrainingHealth.LayerHealth layer =
        new TrainingHealth.LayerHealth("layer 7 x", 300, 0, 4, List.of());
    assertThat(new TrainingHealth(0, List.of(layer)).advice())
        .containsExactly(
            "layer 7 x: 300 of 1000 activations are at the end of their range; lower the learning"
                + " rate");
  }
}
