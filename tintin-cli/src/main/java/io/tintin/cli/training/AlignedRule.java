package io.tintin.cli.training;

import io.tintin.core.model.Model;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.train.TrainerConfig;
import java.util.Map;
import java.util.SortedMap;

/** {@link MomentumSgd}: integers alone, the gradient brought to the weights. */
public record AlignedRule() implements TrainingRule {
  @Override
  public String name() {
    return "aligned";
  }

  @Override
  public boolean isExamined() {
    return true;
  }

  @Override
  public SortedMap<String, String> settle(Map<String, String> given, int batchSize) {
    Map<String, String> defaults = Numerics.defaults();
    defaults.putAll(Descent.momentumDefaults(batchSize));
    defaults.put(ROUNDING, Numerics.DEFAULT_ROUNDING);
    SortedMap<String, String> settled = Descent.settle(name(), given, defaults);
    update(settled);
    Numerics.rescaling(settled);
    Numerics.freeze(settled);
    return settled;
  }

  private static MomentumSgd update(Map<String, String> settled) {
    return new MomentumSgd(
        Settings.steps(settled, RATE, 16, 1, MomentumSgd.MAX_RATE),
        Settings.steps(settled, MOMENTUM, 8, 0, 255),
        Settings.steps(settled, DECAY, 20, 0, MomentumSgd.MAX_DECAY),
        Numerics.rounding(settled));
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
