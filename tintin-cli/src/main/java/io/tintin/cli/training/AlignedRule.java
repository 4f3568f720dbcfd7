package io.tintin.cli.training;

import io.tintin.core.optim.MomentumSgd;
import java.util.Map;

/** {@link MomentumSgd}: integers alone, the gradient brought to the weights. */
public record AlignedRule() implements IntegerRule {
  @Override
  public String name() {
    return "aligned";
  }

  @Override
  public Map<String, String> ownDefaults(int batchSize) {
    Map<String, String> defaults = Descent.momentumDefaults(batchSize);
    defaults.put(ROUNDING, Numerics.DEFAULT_ROUNDING);
    return defaults;
  }

  @Override
  public MomentumSgd update(Map<String, String> settled) {
    return new MomentumSgd(
        Settings.steps(settled, RATE, 16, 1, MomentumSgd.MAX_RATE),
        Settings.steps(settled, MOMENTUM, 8, 0, 255),
        Settings.steps(settled, DECAY, 20, 0, MomentumSgd.MAX_DECAY),
        Numerics.rounding(settled));
  }
}
