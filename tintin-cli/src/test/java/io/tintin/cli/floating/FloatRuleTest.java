package io.tintin.cli.floating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tintin.cli.data.DataSource;
import io.tintin.cli.training.TrainingPlan;
import io.tintin.cli.training.TrainingRun;
import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Flatten;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FloatRuleTest {
  private static final FloatRule RULE = new FloatRule();
  private static final TrainingPlan PLAN = plan(1, Map.of("rate", "1"));

  private static TrainingPlan plan(int batchSize, Map<String, String> settings) {
    return new TrainingPlan(
        new DataSource("", "", ""),
        "",
        RULE.name(),
        RULE.settle(settings, batchSize),
        batchSize,
        1,
        1,
        0,
        0,
        "");
  }

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

  /** 127 steps of 2^-7 * 5/4 are more than 127 of 2^-7. */
  @Test
  void weightsAreSavedInTheFinestCompoundScale() {
    byte[] steps = {
      127, -3, // output 0
      0, 64 // output 1
    };
    Int8Tensor weights = Int8Tensor.of(Shape.of(2, 2), Scale.of(-7, 1, 0), steps);
    Model model = new Model(ModelSpec.of(Shape.of(2), new Dense(2, 2, false)), List.of(weights));
    assertThat(RULE.start(model, PLAN, 1, 5, 1).checkpoint().model()).isEqualTo(model);
  }

  @Test
  void weightsThatAreNotFiniteEndTheRun() {
    String most = "999999999";
    Map<String, String> settings = Map.of("rate", most, "decay", most, "schedule", "none");
    ModelSpec spec = ModelSpec.of(Shape.of(2), new Dense(2, 2));
    Model model = Model.initial(spec, new RandomSource(1));
    TrainingRun run = RULE.start(model, plan(1, settings), 9, 5, 1);
    for (int step = 0; step < 3; step++) {
      run.add(new byte[] {100, -100}, 1);
      run.step();
    }
    assertThatThrownBy(run::checkpoint)
        .isInstanceOf(DivergedException.class)
        .hasMessageMatching(
            "weights must be finite: parameter 0 has (-?Infinity|NaN); lower --rate");
  }

  /** 8 GB for the input alone. */
  @Test
  void batchThatMemoryDoesNotHoldIsRefused() {
    long most = Runtime.getRuntime().maxMemory();
    assumeThat(most).isLessThan(1L << 33);
    ModelSpec spec = ModelSpec.of(Shape.of(16_128, 1), new AveragePool1d(128), new Flatten());
    Model model = Model.initial(spec, new RandomSource(1));
    assertThatThrownBy(() -> RULE.start(model, plan(133_144, Map.of()), 1, 5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize must be so small that all layers fit in memory: 133144");
  }

  @Test
  void whatIsDroppedIsOfTheSeed() {
    assertThat(trained(5)).isEqualTo(trained(5)).isNotEqualTo(trained(6));
  }
}
