package io.tintin.benchmarks.own;

import io.tintin.benchmarks.peer.Digits;
import io.tintin.benchmarks.peer.Net;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.FrozenModel;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The nets as models of Tin-Tin, trained as {@code bin/tintin train} does unless told otherwise.
 */
final class Models {
  private static final double RATE = 0.03;
  private static final double LEAST_RATE = 0.001;
  private static final int FULL_BATCH = 64;
  private static final int MOMENTUM = 224; // 0.875

  private static final int TRAINED_STEPS = 20;
  private static final int TRAINED_BATCH = 16;

  private Models() {}

  /** The untrained model of a net, the same at each call. */
  static Model initial(Net net) {
    return Model.initial(spec(net), new RandomSource(1));
  }

  private static ModelSpec spec(Net net) {
    List<Layer> layers = new ArrayList<>();
    int from = 1;
    for (int to : net.channels()) {
      layers.add(new Conv2d(from, to, Net.KERNEL));
      layers.add(new Relu());
      layers.add(new MaxPool2d(Net.POOL));
      from = to;
    }
    layers.add(new Flatten());
    List<Integer> widths = net.widths();
    for (int d = 1; d < widths.size(); d++) {
      layers.add(new Dense(widths.get(d - 1), widths.get(d)));
      if (d + 1 < widths.size()) {
        layers.add(new Relu());
      }
    }
    return ModelSpec.of(Shape.of(Net.SIDE, Net.SIDE, 1), layers.toArray(new Layer[0]));
  }

  /** Momentum, biases, stochastic rounding and tracked scales: the defaults of the command. */
  static TrainerConfig config(int batch) {
    double rate = Math.max(LEAST_RATE, RATE * Math.min(batch, FULL_BATCH) / FULL_BATCH);
    return TrainerConfig.DEFAULT
        .withBatchSize(batch)
        .withRescaling(Rescaling.TRACKED)
        .withRule(new MomentumSgd((int) Math.round(rate * (1 << 16)), MOMENTUM))
        .withInputScale(Scale.powerOfTwo(-5))
        .withSeed(1);
  }

  /** The model of a net after some steps of training, the same at each call. */
  static FrozenModel frozen(Net net, Digits digits) {
    Trainer trainer = new Trainer(initial(net), config(TRAINED_BATCH));
    for (int i = 0; i < TRAINED_STEPS * TRAINED_BATCH; i++) {
      trainer.add(digits.int8(i), digits.label(i));
      if (trainer.isFull()) {
        trainer.step();
      }
    }
    return trainer.frozen();
  }
}
