package io.tintin.core.train;

import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Scale;

/**
 * How to train.
 *
 * @param loss what is made small
 * @param rule how weights follow their gradient
 * @param batchSize most examples of a step, in [1, {@link #MAX_BATCH}]
 * @param inputScale real value of one step of the features
 * @param seed of all random bits; equal seeds, models and examples give equal weights
 */
public record TrainerConfig(
    Loss loss, UpdateRule rule, int batchSize, Scale inputScale, long seed) {
  /** Most examples of a step for which the sum of a weight's gradient stays below 2^31. */
  public static final int MAX_BATCH = Integer.MAX_VALUE / (127 * 127); // 133,144

  /** Cross-entropy, aligned descent at rate 2^-4, batches of 1, features in steps of 2^-5. */
  public static final TrainerConfig DEFAULT =
      new TrainerConfig(new CrossEntropy(), new AlignedSgd(4), 1, Scale.powerOfTwo(-5), 0);

  public TrainerConfig {
    if (batchSize < 1 || batchSize > MAX_BATCH) {
      throw new IllegalArgumentException(
          "batchSize must be in [1, " + MAX_BATCH + "], or a sum could wrap: " + batchSize);
    }
  }

  public TrainerConfig withLoss(Loss newLoss) {
    return new TrainerConfig(newLoss, rule, batchSize, inputScale, seed);
  }

  public TrainerConfig withRule(UpdateRule newRule) {
    return new TrainerConfig(loss, newRule, batchSize, inputScale, seed);
  }

  public TrainerConfig withBatchSize(int newBatchSize) {
    return new TrainerConfig(loss, rule, newBatchSize, inputScale, seed);
  }

  public TrainerConfig withInputScale(Scale newInputScale) {
    return new TrainerConfig(loss, rule, batchSize, newInputScale, seed);
  }

  public TrainerConfig withSeed(long newSeed) {
    return new TrainerConfig(loss, rule, batchSize, inputScale, newSeed);
  }
}
