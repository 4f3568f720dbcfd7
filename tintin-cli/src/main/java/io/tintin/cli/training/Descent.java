package io.tintin.cli.training;

import io.tintin.core.optim.Schedule;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The settings that descent has in integers and in float32 alike. */
public final class Descent {
  private static final String DEFAULT_MOMENTUM = "0.875";
  private static final String DEFAULT_DECAY = "0";
  private static final String DEFAULT_SCHEDULE = "linear";
  private static final String DEFAULT_WARM_UP = "0";

  private Descent() {}

  /**
   * All settings of descent with momentum: those given and the defaults.
   *
   * @throws IllegalArgumentException if one is not of these
   */
  public static SortedMap<String, String> settle(
      String rule, Map<String, String> given, int batchSize) {
    return settle(rule, given, momentumDefaults(batchSize));
  }

  /**
   * Those given, and the defaults of the others, a schedule among them.
   *
   * @throws IllegalArgumentException if one is not of these
   */
  static SortedMap<String, String> settle(
      String rule, Map<String, String> given, Map<String, String> defaults) {
    Map<String, String> all = new TreeMap<>(defaults);
    all.put(TrainingRule.SCHEDULE, DEFAULT_SCHEDULE);
    all.put(TrainingRule.WARM_UP, DEFAULT_WARM_UP);
    SortedMap<String, String> settled = Settings.settle(rule, given, all);
    schedule(settled, Schedule.MAX_STEPS);
    return settled;
  }

  static Map<String, String> momentumDefaults(int batchSize) {
    Map<String, String> defaults = new TreeMap<>();
    defaults.put(TrainingRule.RATE, defaultRate(0.03, 0.001, batchSize));
    defaults.put(TrainingRule.MOMENTUM, DEFAULT_MOMENTUM);
    defaults.put(TrainingRule.DECAY, DEFAULT_DECAY);
    return defaults;
  }

  /** The full rate from 64 examples on, and in proportion to the batch below. */
  static String defaultRate(double full, double least, int batchSize) {
    if (batchSize >= 64) {
      return Double.toString(full);
    }
    return String.format(Locale.ROOT, "%.4f", Math.max(least, full * batchSize / 64));
  }

  /**
   * How the rate rises and falls over a run.
   *
   * @throws IllegalArgumentException if the schedule is unknown, or its warm-up longer than the run
   */
  public static Schedule schedule(Map<String, String> settled, long totalSteps) {
    Schedule.Decay decay = Settings.choice(settled, TrainingRule.SCHEDULE, Schedule.Decay.values());
    long warmUp = Settings.integer(settled, TrainingRule.WARM_UP, totalSteps);
    return new Schedule(decay, totalSteps, warmUp);
  }
}
