package io.tintin.mcu;

import io.tintin.core.optim.AlignedSgd;
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
    return rule instanceof MomentumSgd sgd ? sgd.rounding() : Rounding.PSEUDO_STOCHASTIC;
  }

  static String file(UpdateRule rule) {
    if (rule instanceof AlignedSgd) {
      return "tintin_aligned_sgd.c";
    }
    return rule instanceof NitiSgd ? "tintin_niti_sgd.c" : "tintin_momentum_sgd.c";
  }

  /** A definition that the call needs. */
  static String declaration(UpdateRule rule) {
    return rule instanceof MomentumSgd sgd
        ? CText.of(
            "static const TintinMomentumSgd rule = {%d, %d, %d};\n",
            sgd.rate(), sgd.decay(), sgd.momentum())
        : "";
  }

  static String call(UpdateRule rule) {
    if (rule instanceof AlignedSgd sgd) {
      return CText.of(
          "tintinAlignedSgd(&parameters[number], gradient, &update, %d);", sgd.rateShift());
    }
    return rule instanceof NitiSgd niti
        ? CText.of("tintinNitiSgd(&parameters[number], gradient, &update, %d);", niti.mu())
        : "tintinMomentumSgd(&parameters[number], gradient, &update, &rule);";
  }
}
