package io.tintin.cli.training;

import io.tintin.core.model.Model;
import java.util.Map;
import java.util.SortedMap;

/** A way to train: what {@code --rule} chooses. Stateless. */
public interface TrainingRule {
  /** The name of the learning rate among the settings. */
  String RATE = "rate";

  /** The name of the momentum among the settings. */
  String MOMENTUM = "momentum";

  /** The name of the share of a moment that the next step keeps. */
  String MEMORY = "memory";

  /** The name of the weight decay among the settings. */
  String DECAY = "decay";

  /** The name of the schedule among the settings. */
  String SCHEDULE = "schedule";

  /** The name of the number of steps in which the rate rises. */
  String WARM_UP = "warm-up";

  /** The name of the choice of scales among the settings. */
  String RESCALING = "rescaling";

  /** The name of the rounding of updates among the settings. */
  String ROUNDING = "rounding";

  /** The name of the number of layers that are not trained. */
  String FREEZE = "freeze";

  /** The name of NITI's gradient bit width among the settings. */
  String MU = "mu";

  /** As {@code --rule} names it. */
  String name();

  /**
   * All settings of this rule: those given, and the default for each other one. A default never
   * changes, as models that were saved before a setting was there were trained with it.
   *
   * @param given by name, as text
   * @param batchSize on which a default may depend
   * @throws IllegalArgumentException if one is not of this rule, or out of bounds
   */
  SortedMap<String, String> settle(Map<String, String> given, int batchSize);

  /** Whether {@link TrainingRun#examinedStep} looks at what a step does. */
  default boolean isExamined() {
    return false;
  }

  /**
   * Starts a run.
   *
   * @param model to start from
   * @param plan with settled settings
   * @param totalSteps that the run will make, for its schedule
   * @param seed of the random bits of all steps
   * @param threads at most so many at work, at least 1
   * @throws IllegalArgumentException if the plan does not fit the model
   */
  TrainingRun start(Model model, TrainingPlan plan, long totalSteps, long seed, int threads);

  /**
   * Starts a run of the plan; all random bits are of its seed.
   *
   * @param model to start from
   * @param exampleCount examples of an epoch
   * @throws IllegalArgumentException as the other one
   */
  default TrainingRun start(Model model, TrainingPlan plan, int exampleCount, int threads) {
    long perEpoch = ((long) exampleCount + plan.batchSize() - 1) / plan.batchSize();
    long seed = new Seeds(plan.seed()).steps();
    return start(model, plan, perEpoch * plan.epochs(), seed, threads);
  }
}
