package io.tintin.cli.training;

import io.tintin.core.quant.Rounding;
import io.tintin.core.rescaling.Rescaling;
import java.util.Map;

/** The settings that decide how rules of integers scale and round. */
final class Numerics {
  static final String DEFAULT_RESCALING = "tracked";
  static final String DEFAULT_ROUNDING = "stochastic";

  private Numerics() {}

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
}
