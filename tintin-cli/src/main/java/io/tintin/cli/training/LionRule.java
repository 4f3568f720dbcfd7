package io.tintin.cli.training;

import io.tintin.core.optim.Lion;
import io.tintin.core.optim.MomentumSgd;
import java.util.Map;

/** {@link Lion}: every weight moves by the rate, whatever the size of its gradient. */
public record LionRule() implements IntegerRule {
  @Override
  public String name() {
    return "lion";
  }

  @Override
  public Map<String, String> ownDefaults(int batchSize) {
    return Map.of(
        RATE, Descent.defaultRate(0.002, 0.0001, batchSize),
        MOMENTUM, "0.9",
        MEMORY, "0.99",
        DECAY, "0");
  }

  @Override
  public Lion update(Map<String, String> settled) {
    return new Lion(
        Settings.steps(settled, RATE, 16, 1, MomentumSgd.MAX_RATE),
        Settings.steps(settled, MOMENTUM, 8, 0, 255),
        Settings.steps(settled, MEMORY, 8, 0, 255),
        Settings.steps(settled, DECAY, 20, 0, MomentumSgd.MAX_DECAY));
  }
}
