package io.tintin.mcu;

import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Lion;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Rounding;

/** Update rules in C. */
final class Rules {
  private Rules() {}

  /** How a rule rounds what it adds. */
  static Rounding rounding(UpdateRule rule) {
    if (rule instanceof AlignedSgd sgd) {
      return sgd.rounding();
    }
    if (rule instanceof MomentumSgd sgd) {
      return sgd.rounding();
    }
    return rule instanceof Lion ? Rounding.STOCHASTIC : Rounding.PSEUDO_STOCHASTIC;
  }

  /** Whether a rule draws random bits for each value. */
  static boolean draws(UpdateRule rule) {
    return rounding(rule) == Rounding.STOCHASTIC;
  }

  /**
   * The file that a rule is in.
   *
   * @throws IllegalArgumentException if the rule has no form in C
   */
  static String file(UpdateRule rule) {
    if (rule instanceof AlignedSgd) {
      return "tintin_aligned_sgd.c";
    }
    if (rule instanceof NitiSgd) {
      return "tintin_niti_sgd.c";
    }
    if (rule instanceof MomentumSgd) {
      return "tintin_momentum_sgd.c";
    }
    if (rule instanceof Lion) {
      return "tintin_lion.c";
    }
    throw new IllegalArgumentException("update rule must have a form in C: " + rule);
  }

  /** A definition that the call needs. */
  static String declaration(UpdateRule rule) {
    if (rule instanceof MomentumSgd sgd) {
      return CText.of(
          "static const TintinMomentumSgd rule = {%d, %d, %d};\n",
          sgd.rate(), sgd.decay(), sgd.momentum());
    }
    return rule instanceof Lion lion
        ? CText.of(
            "static const TintinLion rule = {%d, %d, %d, %d};\n",
            lion.rate(), lion.decay(), lion.momentum(), lion.memory())
        : "";
  }

  static String call(UpdateRule rule) {
    if (rule instanceof AlignedSgd sgd) {
      return CText.of(
          "tintinAlignedSgd(&parameters[number], gradient, &update, %d);", sgd.rateShift());
    }
    if (rule instanceof NitiSgd niti) {
      return CText.of("tintinNitiSgd(&parameters[number], gradient, &update, %d);", niti.mu());
    }
    return rule instanceof Lion
        ? "tintinLion(&parameters[number], &units[number], gradient, &update, &rule);"
        : "tintinMomentumSgd(&parameters[number], gradient, &update, &rule);";
  }

  /** Whether the scales of a rule get finer. */
  static boolean scalesUp(UpdateRule rule) {
    return !(rule instanceof NitiSgd);
  }

  /** Whether its moments are in the unit of the values. */
  static boolean alignsMoments(UpdateRule rule) {
    return rule instanceof MomentumSgd;
  }
}
