package io.tintin.mcu;

import io.tintin.core.layer.Add;
import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.model.GraphBuilder;
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

  /**
   * The shape of a published example of training on a microcontroller: a convolution 3@16x2 over 64
   * samples of two axes, 147-160-2, 24,101 parameters.
   */
  static final ModelSpec PUBLISHED =
      ModelSpec.of(
          Shape.of(64, 2),
          new Conv1d(2, 3, 16),
          new Relu(),
          new Flatten(),
          new Dense(147, 160),
          new Relu(),
          new Dense(160, 2));

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

  /**
   * Every kind of layer that images have: a residual branch, joins of values that are taken more
   * than once, the input among them.
   */
  static final ModelSpec ALL_IMAGES = allImages();

  /** Every kind that sequences have. */
  static final ModelSpec ALL_SEQUENCES = allSequences();

  private static ModelSpec allImages() {
    GraphBuilder graph = new GraphBuilder(Shape.of(6, 5, 3));
    int first = graph.add(new Conv2d(3, 4, 3, 3, 1, 1, 1, 1, true), GraphBuilder.INPUT);
    int normed = graph.add(new LayerNorm(4), first);
    int active = graph.add(new Tanh(), normed);
    int second = graph.add(new Conv2d(4, 4, 3, 3, 1, 1, 1, 2, false), active);
    int sum = graph.add(new Add(), first, second, active);
    int joined = graph.add(new Concat(), sum, GraphBuilder.INPUT, normed);
    graph.add(new LeakyRelu(2), joined);
    int pooled = graph.add(new MaxPool2d(2, 1));
    graph.add(new Dropout(Dropout.Rate.THREE_SIXTEENTHS), pooled);
    int mean = graph.add(new AveragePool2d(2));
    int flat = graph.add(new Flatten(), mean);
    int all = graph.add(new GlobalAveragePool(), pooled);
    graph.add(new Concat(), all, flat, all);
    graph.add(new Dense(2 * 11 + 2 * 2 * 11, 9));
    graph.add(new Relu());
    graph.add(new Dropout(Dropout.Rate.HALF));
    graph.add(new Dense(9, 3));
    return graph.build();
  }

  private static ModelSpec allSequences() {
    GraphBuilder graph = new GraphBuilder(Shape.of(12, 3));
    int input = graph.add(new Relu());
    int one = graph.add(new Conv1d(3, 5, 3, 1, 1, 1, 1, true), input);
    int other = graph.add(new Conv1d(3, 5, 3, 1, 2, 2, 1, true), input);
    int sum = graph.add(new Add(), one, other, one);
    int normed = graph.add(new LayerNorm(5), sum);
    graph.add(new Concat(), normed, sum, input);
    int pooled = graph.add(new MaxPool1d(3, 2));
    int mean = graph.add(new AveragePool1d(2, 3), pooled);
    int flat = graph.add(new Flatten(), mean);
    graph.add(new Tanh(), flat);
    graph.add(new Dropout(Dropout.Rate.FIFTH));
    graph.add(new LayerNorm(26));
    graph.add(new Dense(26, 3));
    return graph.build();
  }

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
