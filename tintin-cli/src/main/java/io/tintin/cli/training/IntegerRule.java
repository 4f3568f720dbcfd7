package io.tintin.cli.training;

import io.tintin.core.model.Model;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.train.TrainerConfig;
import java.util.Map;
import java.util.SortedMap;

/** Descent in integers alone: such rules differ in their settings and in how weights move. */
interface IntegerRule extends TrainingRule {
  /** The settings that are its own, beside those of {@link Numerics} and of the schedule. */
  Map<String, String> ownDefaults(int batchSize);

  /**
   * How weights move.
   *
   * @throws IllegalArgumentException if a setting is out of bounds
   */
  UpdateRule update(Map<String, String> settled);

  @Override
  default boolean isExamined() {
    return true;
  }

  @Override
  default SortedMap<String, String> settle(Map<String, String> given, int batchSize) {
    Map<String, String> defaults = Numerics.defaults();
    defaults.putAll(ownDefaults(batchSize));
    SortedMap<String, String> settled = Descent.settle(name(), given, defaults);
    update(settled);
    Numerics.rescaling(settled);
    Numerics.freeze(settled);
    return settled;
  }

  @Override
  default TrainingRun start(
      Model model, TrainingPlan plan, long totalSteps, long seed, int threads) {
    TrainerConfig config =
        IntegerRun.config(model, plan, seed)
            .withRule(update(plan.settings()))
            .withSchedule(Descent.schedule(plan.settings(), totalSteps))
            .withRescaling(Numerics.rescaling(plan.settings()));
    return new IntegerRun(model, config, threads);
  }
}
