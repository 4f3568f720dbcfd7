package io.tintin.cli.floating;

import io.tintin.core.loss.Loss;
import io.tintin.core.quant.Scale;
import io.tintin.core.train.TrainerConfig;

/**
 * How to train in float32: {@code v = momentum v + g + weightDecay w}, then {@code w -= rate *
 * factor * v}, with {@code g} the mean gradient of a step and {@code factor} given at the step.
 *
 * @param loss what is made small
 * @param inputScale real value of one step of the features
 * @param batchSize most examples of a step, in [1, {@link TrainerConfig#MAX_BATCH}] as in integers
 * @param rate at a factor of 1, at least 0
 * @param momentum in [0, 1)
 * @param weightDecay of weights, but not of vectors, which are biases and gains; at least 0
 * @param seed of all random bits, which are those of the integer trainer with this seed
 */
public record FloatConfig(
    Loss loss,
    Scale inputScale,
    int batchSize,
    float rate,
    float momentum,
    float weightDecay,
    long seed) {
  public FloatConfig {
    if (batchSize < 1 || batchSize > TrainerConfig.MAX_BATCH) {
      throw new IllegalArgumentException(
          "batchSize must be in [1, " + TrainerConfig.MAX_BATCH + "]: " + batchSize);
    }
    check("rate", rate, Float.MAX_VALUE);
    check("momentum", momentum, Math.nextDown(1f));
    check("weightDecay", weightDecay, Float.MAX_VALUE);
  }

  private static void check(String name, float value, float most) {
    if (!(value >= 0 && value <= most)) {
      throw new IllegalArgumentException(name + " must be in [0, " + most + "]: " + value);
    }
  }

  /** With a seed of 0, and without momentum and weight decay. */
  public FloatConfig(Loss loss, Scale inputScale, int batchSize, float rate) {
    this(loss, inputScale, batchSize, rate, 0, 0, 0);
  }

  public FloatConfig withMomentum(float newMomentum) {
    return new FloatConfig(loss, inputScale, batchSize, rate, newMomentum, weightDecay, seed);
  }

  public FloatConfig withWeightDecay(float newWeightDecay) {
    return new FloatConfig(loss, inputScale, batchSize, rate, momentum, newWeightDecay, seed);
  }

  public FloatConfig withSeed(long newSeed) {
    return new FloatConfig(loss, inputScale, batchSize, rate, momentum, weightDecay, newSeed);
  }
}
