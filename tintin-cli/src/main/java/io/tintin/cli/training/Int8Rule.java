package io.tintin.cli.training;

import io.tintin.core.model.Model;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.train.TrainerConfig;
import java.util.Map;
import java.util.SortedMap;

/** {@link AlignedSgd}: weights are int8 and nothing more, and the rate is a power of two. */
public record Int8Rule() implements TrainingRule {
  private static final int MAX_RATE_SHIFT = 32;

  @Override
  public String name() {
    return "int8";
  }

  @Override
  public boolean isExamined() {
    return true;
  }

  @Override
  public SortedMap<String, String> settle(Map<String, String> given, int batchSize) {
    Map<String, String> defaults = Numerics.defaults();
    defaults.put(RATE, defaultRate(batchSize));
    defaults.put(ROUNDING, Numerics.DEFAULT_ROUNDING);
    SortedMap<String, String> settled = Descent.settle(name(), given, defaults);
    update(settled);
    Numerics.rescaling(settled);
    Numerics.freeze(settled);
    return settled;
  }

  /** 1/8 from 16 examples on; half of it for each halving of the batch, but at least 1/64. */
  private static String defaultRate(int batchSize) {
    int divisor = 8;
    for (int size = batchSize; size < 16 && divisor < 64; size *= 2) {
      divisor *= 2;
    }
    return "1/" + divisor;
  }

  private static AlignedSgd update(Map<String, String> settled) {
    return new AlignedSgd(
        Settings.rightShift(settled, RATE, MAX_RATE_SHIFT), Numerics.rounding(settled));
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
