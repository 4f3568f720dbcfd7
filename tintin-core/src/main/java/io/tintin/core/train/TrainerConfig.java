package io.tintin.core.train;

import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Schedule;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Scale;
import io.tintin.core.rescaling.Rescaling;

/**
 * How to train.
 *
 * @param loss what is made small
 * @param rule how weights follow their gradient
 * @param schedule how the learning rate changes from step to step
 * @param rescaling how activations and gradients become int8
 * @param batchSize most examples of a step, in [1, {@link #MAX_BATCH}]
 * @param passSize most examples of one pass, in [1, batchSize]; a step makes as many passes as it
 *     needs and adds up their gradients, with the same bits. Memory grows with it. Less than the
 *     batch size only with {@link Rescaling#TRACKED}
 * @param inputScale real value of one step of the features
 * @param seed of all random bits; equal seeds, models and examples give equal weights
 * @param trainable which parameters change
 */
public record TrainerConfig(
    Loss loss,
    UpdateRule rule,
    Schedule schedule,
    Rescaling rescaling,
    int batchSize,
    int passSize,
    Scale inputScale,
    long seed,
    Trainable trainable) {
  /** Most examples of a step for which the sum of a weight's gradient stays below 2^31. */
  public static final int MAX_BATCH = Integer.MAX_VALUE / (127 * 127); // 133,144

  /** Cross-entropy, aligned descent at rate 2^-4, batches of 1, features in steps of 2^-5. */
  public static final TrainerConfig DEFAULT =
      new TrainerConfig(
          new CrossEntropy(),
          new AlignedSgd(4),
          Schedule.CONSTANT,
          Rescaling.DYNAMIC,
          1,
          1,
          Scale.powerOfTwo(-5),
          0,
          Trainable.ALL);

  public TrainerConfig {
    if (batchSize < 1 || batchSize > MAX_BATCH) {
      throw new IllegalArgumentException(
          "batchSize must be in [1, " + MAX_BATCH + "], or a sum could wrap: " + batchSize);
    }
    if (passSize < 1 || passSize > batchSize) {
      throw new IllegalArgumentException(
          "passSize must be in [1, " + batchSize + "], the batch size: " + passSize);
    }
    if (passSize < batchSize && !rescaling.allowsSplitBatches()) {
      throw new IllegalArgumentException(
          "passSize must be "
              + batchSize
              + ", the batch size, as "
              + rescaling
              + " rescaling looks at a whole batch: "
              + passSize);
    }
  }

  /** Trains all parameters. */
  public TrainerConfig(
      Loss loss,
      UpdateRule rule,
      Schedule schedule,
      Rescaling rescaling,
      int batchSize,
      int passSize,
      Scale inputScale,
      long seed) {
    this(loss, rule, schedule, rescaling, batchSize, passSize, inputScale, seed, Trainable.ALL);
  }

  public TrainerConfig withLoss(Loss newLoss) {
    return new TrainerConfig(
        newLoss, rule, schedule, rescaling, batchSize, passSize, inputScale, seed, trainable);
  }

  public TrainerConfig withRule(UpdateRule newRule) {
    return new TrainerConfig(
        loss, newRule, schedule, rescaling, batchSize, passSize, inputScale, seed, trainable);
  }

  public TrainerConfig withSchedule(Schedule newSchedule) {
    return new TrainerConfig(
        loss, rule, newSchedule, rescaling, batchSize, passSize, inputScale, seed, trainable);
  }

  public TrainerConfig withRescaling(Rescaling newRescaling) {
    return new TrainerConfig(
        loss, rule, schedule, newRescaling, batchSize, passSize, inputScale, seed, trainable);
  }

  /** Steps of so many examples, each in one pass. */
  public TrainerConfig withBatchSize(int newBatchSize) {
    return new TrainerConfig(
        loss, rule, schedule, rescaling, newBatchSize, newBatchSize, inputScale, seed, trainable);
  }

  public TrainerConfig withPassSize(int newPassSize) {
    return new TrainerConfig(
        loss, rule, schedule, rescaling, batchSize, newPassSize, inputScale, seed, trainable);
  }

  public TrainerConfig withInputScale(Scale newInputScale) {
    return new TrainerConfig(
        loss, rule, schedule, rescaling, batchSize, passSize, newInputScale, seed, trainable);
  }

  public TrainerConfig withSeed(long newSeed) {
    return new TrainerConfig(
        loss, rule, schedule, rescaling, batchSize, passSize, inputScale, newSeed, trainable);
  }

  public TrainerConfig withTrainable(Trainable newTrainable) {
    return new TrainerConfig(
        loss, rule, schedule, rescaling, batchSize, passSize, inputScale, seed, newTrainable);
  }
}
