package io.tintin.cli.nodetask;

import io.tintin.cli.floating.FloatConfig;
import io.tintin.cli.floating.FloatTrainer;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.model.Model;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.Schedule;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;

/** How a net learns. All start from the same weights, see the same examples, and slow to 0. */
enum Method {
  INT8("int8", "AlignedSgd, stochastic rounding", 1),
  INT8_PSEUDO("int8", "AlignedSgd, pseudo-stochastic rounding", 1),
  INT8_MOMENTUM("int8", "MomentumSgd, momentum 0.875", 4),
  FLOAT32("float32", "descent", 4),
  FLOAT32_MOMENTUM("float32", "descent, momentum 0.875", 8);

  /** Real value of a step of the features. */
  private static final Scale INPUT = Scale.powerOfTwo(-5);

  /** A momentum of 0.875 makes a gradient count 2^3 times. */
  private static final int MOMENTUM_SHIFT = 3;

  private static final int MOMENTUM_256 = 224;

  private final String arithmetic;
  private final String rule;
  private final int bytesPerWeight;

  Method(String arithmetic, String rule, int bytesPerWeight) {
    this.arithmetic = arithmetic;
    this.rule = rule;
    this.bytesPerWeight = bytesPerWeight;
  }

  /** For example {@code int8, AlignedSgd, stochastic rounding}. */
  String title() {
    return arithmetic + ", " + rule;
  }

  /** Of the weight and what the rule keeps of it. */
  int bytesPerWeight() {
    return bytesPerWeight;
  }

  boolean isInteger() {
    return bytesPerWeight == 1 || this == INT8_MOMENTUM;
  }

  private boolean hasMomentum() {
    return this == INT8_MOMENTUM || this == FLOAT32_MOMENTUM;
  }

  /**
   * A learner at its first step.
   *
   * @param rateShift the rate is {@code 2^-rateShift}; with momentum so small that a gradient
   *     counts as much
   * @param steps after which the rate is 0
   */
  Learner start(Model initial, int rateShift, int steps, long seed) {
    if (isInteger()) {
      return new IntegerLearner(trainer(initial, rateShift, steps, seed));
    }
    float rate = Math.scalb(1f, -rateShift - (hasMomentum() ? MOMENTUM_SHIFT : 0));
    FloatConfig config =
        new FloatConfig(new CrossEntropy(), INPUT, 1, rate)
            .withMomentum(hasMomentum() ? MOMENTUM_256 / 256f : 0)
            .withSeed(seed);
    return new FloatLearner(new FloatTrainer(initial, config), steps);
  }

  /** The trainer of integers, as {@link #start} takes it and as it goes to a node. */
  Trainer trainer(Model initial, int rateShift, int steps, long seed) {
    TrainerConfig config =
        TrainerConfig.DEFAULT
            .withInputScale(INPUT)
            .withRescaling(Rescaling.TRACKED)
            .withRule(updateRule(rateShift))
            .withSchedule(Schedule.linear(steps))
            .withSeed(seed);
    return new Trainer(initial, config);
  }

  private UpdateRule updateRule(int rateShift) {
    return switch (this) {
      case INT8_PSEUDO -> new AlignedSgd(rateShift, Rounding.PSEUDO_STOCHASTIC);
      case INT8_MOMENTUM -> new MomentumSgd(1 << (16 - rateShift - MOMENTUM_SHIFT), MOMENTUM_256);
      default -> new AlignedSgd(rateShift, Rounding.STOCHASTIC);
    };
  }
}
