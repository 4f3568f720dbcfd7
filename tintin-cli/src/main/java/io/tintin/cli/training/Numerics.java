package io.tintin.cli.training;

import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Rounding;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.train.Trainable;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The settings that rules of integers share: how they scale and round, and what they train. */
final class Numerics {
  static final String DEFAULT_ROUNDING = "stochastic";
  static final String DEFAULT_FREEZE = "0";
  private static final String DEFAULT_RESCALING = "tracked";

  private Numerics() {}

  /** The defaults of rescaling and freezing, to which a rule adds its own. */
  static Map<String, String> defaults() {
    Map<String, String> defaults = new TreeMap<>();
    defaults.put(TrainingRule.RESCALING, DEFAULT_RESCALING);
    defaults.put(TrainingRule.FREEZE, DEFAULT_FREEZE);
    return defaults;
  }

  /** How activations and gradients become int8; that of NITI is for its own rule. */
  static Rescaling rescaling(Map<String, String> settled) {
    return Settings.choice(
        settled, TrainingRule.RESCALING, Rescaling.TRACKED, Rescaling.DYNAMIC, Rescaling.COMPOUND);
  }

  /** How an update becomes a step of weights. */
  static Rounding rounding(Map<String, String> settled) {
    return Settings.choice(
        settled,
        TrainingRule.ROUNDING,
        Rounding.STOCHASTIC,
        Rounding.NEAREST,
        Rounding.PSEUDO_STOCHASTIC);
  }

  /** So many layers stay as they are. */
  static int freeze(Map<String, String> settled) {
    return (int) Settings.integer(settled, TrainingRule.FREEZE, ModelSpec.MAX_LAYERS);
  }

  /**
   * All layers of the model but the frozen ones, the first of those with parameters.
   *
   * @throws IllegalArgumentException if nothing is left to train
   */
  static Trainable trainable(Map<String, String> settled, ModelSpec spec) {
    int count = freeze(settled);
    if (count == 0) {
      return Trainable.ALL;
    }
    int[] candidates =
        IntStream.range(0, spec.nodes().size())
            .filter(n -> !spec.layers().get(n).parameterShapes().isEmpty())
            .toArray();
    if (count >= candidates.length) {
      throw new IllegalArgumentException(
          "freeze must be below "
              + candidates.length
              + ", the number of layers with parameters: "
              + count);
    }
    return Trainable.allBut(Arrays.copyOf(candidates, count));
  }
}
