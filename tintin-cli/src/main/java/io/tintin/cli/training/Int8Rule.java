package io.tintin.cli.training;

import io.tintin.core.optim.AlignedSgd;
import java.util.Map;

/** {@link AlignedSgd}: weights are int8 and nothing more, and the rate is a power of two. */
public record Int8Rule() implements IntegerRule {
  private static final int MAX_RATE_SHIFT = 32;

  @Override
  public String name() {
    return "int8";
  }

  @Override
  public Map<String, String> ownDefaults(int batchSize) {
    return Map.of(RATE, defaultRate(batchSize), ROUNDING, Numerics.DEFAULT_ROUNDING);
  }

  /** 1/8 from 16 examples on; half of it for each halving of the batch, but at least 1/64. */
  private static String defaultRate(int batchSize) {
    int divisor = 8;
    for (int size = batchSize; size < 16 && divisor < 64; size *= 2) {
      divisor *= 2;
    }
    return "1/" + divisor;
  }

  @Override
  public AlignedSgd update(Map<String, String> settled) {
    return new AlignedSgd(
        Settings.rightShift(settled, RATE, MAX_RATE_SHIFT), Numerics.rounding(settled));
  }
}
