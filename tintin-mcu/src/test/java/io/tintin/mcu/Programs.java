package io.tintin.mcu;

import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Schedule;
import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;

/** Models of the tests, and trainers of them. */
final class Programs {
  /** 36-32-16-4. */
  static final ModelSpec MLP =
      ModelSpec.of(
          Shape.of(36),
          new Dense(36, 32),
          new Relu(),
          new Dense(32, 16),
          new Relu(),
          new Dense(16, 4));

  /** Padding, groups, dilation, stride, and windows that overlap. */
  static final ModelSpec IMAGES =
      ModelSpec.of(
          Shape.of(11, 9, 2),
          new Conv2d(2, 4, 3, 2, 1, 1, 1, 2, true),
          new LeakyRelu(3),
          new MaxPool2d(2, 1),
          new Conv2d(4, 40, 2, 3, 2, 0, 2, 1, false),
          new Relu(),
          new AveragePool2d(2, 1),
          new Flatten(),
          new Dropout(Dropout.Rate.FIFTH),
          new Dense(3 * 2 * 40, 3));

  static final ModelSpec SEQUENCES =
      ModelSpec.of(
          Shape.of(20, 4),
          new Conv1d(4, 6, 3, 2, 2, 2, 2, true),
          new Relu(),
          new Dropout(Dropout.Rate.HALF),
          new AveragePool1d(3, 2),
          new Conv1d(6, 4, 2),
          new MaxPool1d(2),
          new GlobalAveragePool(),
          new Dense(4, 3));

  /** The small LeNet-5: 6c5-16c5-120-84-10. */
  static final ModelSpec LENET5_SMALL =
      ModelSpec.of(
          Shape.of(28, 28, 1),
          new Conv2d(1, 6, 5),
          new Relu(),
          new MaxPool2d(2),
          new Conv2d(6, 16, 5),
          new Relu(),
          new MaxPool2d(2),
          new Flatten(),
          new Dense(256, 120),
          new Relu(),
          new Dense(120, 84),
          new Relu(),
          new Dense(84, 10));

  static final TrainerConfig CONFIG =
      TrainerConfig.DEFAULT
          .withLoss(new CrossEntropy())
          .withRule(new AlignedSgd(3, Rounding.STOCHASTIC))
          .withRescaling(Rescaling.TRACKED)
          .withSchedule(Schedule.linear(300).withWarmUp(10))
          .withSeed(0x1234_5678_9ABC_DEF0L);

  private Programs() {}

  /** Before the first step. */
  static Checkpoint untrained(ModelSpec spec, TrainerConfig config) {
    return new Trainer(Model.initial(spec, new RandomSource(3)), config).checkpoint();
  }

  /** After so many steps on random examples. */
  static Checkpoint trained(ModelSpec spec, TrainerConfig config, int steps) {
    return SelfTest.trained(untrained(spec, config), steps).checkpoint();
  }
}
