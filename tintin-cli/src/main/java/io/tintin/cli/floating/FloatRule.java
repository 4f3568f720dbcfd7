package io.tintin.cli.floating;

import io.tintin.cli.data.Normalizer;
import io.tintin.cli.training.Descent;
import io.tintin.cli.training.Settings;
import io.tintin.cli.training.TrainingPlan;
import io.tintin.cli.training.TrainingRule;
import io.tintin.cli.training.TrainingRun;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.model.Model;
import io.tintin.core.optim.Schedule;
import java.util.Map;
import java.util.SortedMap;

/** Descent with momentum in float32, from the same weights, to compare with. */
public record FloatRule() implements TrainingRule {
  @Override
  public String name() {
    return "float";
  }

  @Override
  public SortedMap<String, String> settle(Map<String, String> given, int batchSize) {
    SortedMap<String, String> settled = Descent.settle(name(), given, batchSize);
    config(settled, batchSize, 0);
    return settled;
  }

  private static FloatConfig config(Map<String, String> settled, int batchSize, long seed) {
    return new FloatConfig(
        new CrossEntropy(),
        Normalizer.SCALE,
        batchSize,
        value(settled, RATE),
        value(settled, MOMENTUM),
        value(settled, DECAY),
        seed);
  }

  private static float value(Map<String, String> settled, String name) {
    return Settings.number(name, Settings.get(settled, name)).floatValue();
  }

  @Override
  public TrainingRun start(
      Model model, TrainingPlan plan, long totalSteps, long seed, int threads) {
    FloatConfig config = config(plan.settings(), plan.batchSize(), seed);
    Schedule schedule = Descent.schedule(plan.settings(), totalSteps);
    try {
      return new FloatRun(model, config, schedule);
    } catch (OutOfMemoryError e) {
      // All that a run needs is allocated here, and free again if it was too much.
      throw new IllegalArgumentException(
          "batchSize must be so small that all layers fit in memory: " + plan.batchSize(), e);
    }
  }
}
