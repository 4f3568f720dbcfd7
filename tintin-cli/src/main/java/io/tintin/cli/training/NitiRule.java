package io.tintin.cli.training;

import io.tintin.core.loss.NitiCrossEntropy;
import io.tintin.core.model.Model;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.train.TrainerConfig;
import java.util.Map;
import java.util.SortedMap;

/** NITI with its own loss, rounding and update, whose rate is the bit width of the gradient. */
public record NitiRule() implements TrainingRule {
  private static final Map<String, String> DEFAULTS =
      Map.of(MU, "3", FREEZE, Numerics.DEFAULT_FREEZE);

  @Override
  public String name() {
    return "niti";
  }

  @Override
  public boolean isExamined() {
    return true;
  }

  @Override
  public SortedMap<String, String> settle(Map<String, String> given, int batchSize) {
    SortedMap<String, String> settled = Settings.settle(name(), given, DEFAULTS);
    mu(settled);
    Numerics.freeze(settled);
    return settled;
  }

  private static NitiSgd mu(Map<String, String> settings) {
    String text = Settings.get(settings, MU);
    try {
      return new NitiSgd(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("mu must be an integer: " + text, e);
    }
  }

  /** On one thread, as its ranges are those of whole batches. */
  @Override
  public TrainingRun start(
      Model model, TrainingPlan plan, long totalSteps, long seed, int threads) {
    TrainerConfig config =
        IntegerRun.config(model, plan, seed)
            .withLoss(new NitiCrossEntropy())
            .withRule(mu(plan.settings()))
            .withRescaling(Rescaling.NITI);
    return new IntegerRun(model, config, threads);
  }
}
