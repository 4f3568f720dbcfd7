package io.tintin.cli;

import io.tintin.cli.training.TrainingRule;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that are settings of a rule; each rule has some of them. */
final class RuleOptions {
  @Option(
      names = "--rate",
      paramLabel = "R",
      description =
          "learning rate, as 0.03 or 1/32; of all rules but niti. Default: 0.03 of aligned and float"
              + " and 0.002 of lion, for batches below 64 in proportion; 1/8 of int8, which takes"
              + " powers of two, for batches below 16 in proportion")
  private @Nullable String rate;

  @Option(
      names = "--momentum",
      paramLabel = "M",
      description =
          "share of earlier steps in the next, below 1; of aligned and float, default: 0.875; of"
              + " lion, default: 0.9")
  private @Nullable String momentum;

  @Option(
      names = "--memory",
      paramLabel = "M",
      description = "share of its mean gradient that the rule lion keeps, below 1; default: 0.99")
  private @Nullable String memory;

  @Option(
      names = "--decay",
      paramLabel = "D",
      description =
          "how much weights shrink, times the rate; of aligned, lion and float; default: 0")
  private @Nullable String decay;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "how the rate falls: none, linear, quadratic, halving; of all rules but niti; default:"
              + " linear")
  private @Nullable String schedule;

  @Option(
      names = "--warm-up",
      paramLabel = "STEPS",
      description = "steps in which the rate rises; of all rules but niti; default: 0")
  private @Nullable String warmUp;

  @Option(
      names = "--rescaling",
      paramLabel = "NAME",
      description =
          "how int8 scales are chosen: tracked, dynamic, compound; of aligned, lion and int8;"
              + " default: tracked, the only one to train on several threads")
  private @Nullable String rescaling;

  @Option(
      names = "--rounding",
      paramLabel = "NAME",
      description =
          "how updates are rounded: stochastic, nearest, pseudo; of aligned and int8; default:"
              + " stochastic")
  private @Nullable String rounding;

  @Option(
      names = "--freeze",
      paramLabel = "N",
      description =
          "leave the first N layers with parameters as they are; of all rules but float; default: 0")
  private @Nullable String freeze;

  @Option(
      names = "--mu",
      paramLabel = "BITS",
      description = "bits of a step's gradient, -1 to 7; of the rule niti; default: 3")
  private @Nullable String mu;

  /** What the user said, by the name of the setting. */
  Map<String, String> given() {
    Map<String, String> given = new TreeMap<>();
    put(given, TrainingRule.RATE, rate);
    put(given, TrainingRule.MOMENTUM, momentum);
    put(given, TrainingRule.MEMORY, memory);
    put(given, TrainingRule.DECAY, decay);
    put(given, TrainingRule.SCHEDULE, schedule);
    put(given, TrainingRule.WARM_UP, warmUp);
    put(given, TrainingRule.RESCALING, rescaling);
    put(given, TrainingRule.ROUNDING, rounding);
    put(given, TrainingRule.FREEZE, freeze);
    put(given, TrainingRule.MU, mu);
    return given;
  }

  private static void put(Map<String, String> given, String name, @Nullable String value) {
    if (value != null) {
      given.put(name, value);
    }
  }
}
