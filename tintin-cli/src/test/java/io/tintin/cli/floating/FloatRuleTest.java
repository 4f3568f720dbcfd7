package io.tintin.cli.floating;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.cli.data.DataSource;
import io.tintin.cli.training.TrainingPlan;
import io.tintin.cli.training.TrainingRun;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FloatRuleTest {
  private static final FloatRule RULE = new FloatRule();
  private static final TrainingPlan PLAN =
      new TrainingPlan(
          new DataSource("", "", ""),
          "",
          RULE.name(),
          RULE.settle(Map.of("rate", "1"), 1),
          1,
          1,
          1,
          0,
          0,
          "");

  /** What a net with dropout is after one step. */
  private static Model trained(long seed) {
    ModelSpec spec =
        ModelSpec.of(Shape.of(16), new Dropout(Dropout.Rate.HALF), new Dense(16, 2, false));
    TrainingRun run = RULE.start(Model.initial(spec, new RandomSource(1)), PLAN, 1, seed, 1);
    byte[] features = new byte[16];
    Arrays.fill(features, (byte) 100);
    run.add(features, 1);
    run.step();
    return run.checkpoint().model();
  }

  @Test
  void whatIsDroppedIsOfTheSeed() {
    assertThat(trained(5)).isEqualTo(trained(5)).isNotEqualTo(trained(6));
  }
}
