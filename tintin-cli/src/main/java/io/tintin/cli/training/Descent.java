package io.tintin.cli.training;

import io.tintin.core.optim.Schedule;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The settings that descent with momentum has in integers and in float32 alike. */
public final class Descent {
  private static final String DEFAULT_MOMENTUM = "0.875";
  private static final String DEFAULT_DECAY = "0";
  private static final String DEFAULT_SCHEDULE = "linear";

  private Descent() {}

  /**
   * All settings: those given and the defaults.
   *
   * @throws IllegalArgumentException if one is not of these
   */
  public static SortedMap<String, String> settle(
      String rule, Map<String, String> given, int batchSize) {
    Map<String, String> defaults = new TreeMap<>();
    defaults.put(TrainingRule.RATE, defaultRate(batchSize));
    defaults.put(TrainingRule.MOMENTUM, DEFAULT_MOMENTUM);
    defaults.put(TrainingRule.DECAY, DEFAULT_DECAY);
    defaults.put(TrainingRule.SCHEDULE, DEFAULT_SCHEDULE);
    SortedMap<String, String> settled = Settings.settle(rule, given, defaults);
    schedule(settled, 1);
    return settled;
  }

  /** 0.03 from 64 examples on, and in proportion to the batch below, but never less than 0.001. */
  private static String defaultRate(int batchSize) {
    if (batchSize >= 64) {
      return "0.03";
    }
    return String.format(Locale.ROOT, "%.4f", Math.max(0.001, 0.03 * batchSize / 64));
  }

  /**
   * How the rate falls over a run.
   *
   * @throws IllegalArgumentException if the schedule is unknown
   */
  public static Schedule schedule(Map<String, String> settled, long totalSteps) {
    String name = Settings.get(settled, TrainingRule.SCHEDULE);
    for (Schedule.Decay decay : Schedule.Decay.values()) {
      if (decay.name().toLowerCase(Locale.ROOT).equals(name)) {
        return new Schedule(decay, totalSteps, 0);
      }
    }
    throw new IllegalArgumentException(
        "schedule must be none, linear, quadratic or halving: " + name);
  }
}
