package io.tintin.cli.training;

import io.tintin.core.model.Model;
import io.tintin.core.optim.Lion;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.train.TrainerConfig;
import java.util.Map;
import java.util.SortedMap;

/** {@link Lion}: every weight moves by the rate, whatever the size of its gradient. */
public record LionRule() implements TrainingRule {
  @Override
  public String name() {
    return "lion";
  }

  @Override
  public boolean isExamined() {
    return true;
  }

  @Override
  public SortedMap<String, String> settle(Map<String, String> given, int batchSize) {
    Map<String, String> defaults = Numerics.defaults();
    defaults.put(RATE, Descent.defaultRate(0.002, 0.0001, batchSize));
    defaults.put(MOMENTUM, "0.9");
    defaults.put(MEMORY, "0.99");
    defaults.put(DECAY, "0");
    SortedMap<String, String> settled = Descent.settle(name(), given, defaults);
    update(settled);
    Numerics.rescaling(settled);
    Numerics.freeze(settled);
    return settled;
  }

  private static Lion update(Map<String, String> settled) {
    return new Lion(
        Settings.steps(settled, RATE, 16, 1, MomentumSgd.MAX_RATE),
        Settings.steps(settled, MOMENTUM, 8, 0, 255),
        Settings.steps(settled, MEMORY, 8, 0, 255),
        Settings.steps(settled, DECAY, 20, 0, MomentumSgd.MAX_DECAY));
  }

  @Override
  public TrainingRun start(
      Model model, TrainingPlan plan, long totalSteps, long seed, int threads) {
    TrainerConfig config =
        IntegerRun.config(model, plan, seed)
            .withRule(update(plan.settings()))
            .withSchedule(Descent.schedule(plan.settings(), totalSteps))
            .withRescaling(Numerics.rescaling(plan.settings()));
    return new IntegerRun(model, config, threads);
  }
}
