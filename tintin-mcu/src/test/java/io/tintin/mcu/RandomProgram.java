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
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;
import io.tintin.core.loss.AbsoluteError;
import io.tintin.core.loss.BinaryCrossEntropy;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.NitiCrossEntropy;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.GraphBuilder;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Lion;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.Schedule;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.Trainable;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A random model and a random way to train it; equal seeds give equal ones. */
final class RandomProgram {
  private final SplittableRandom random;
  private final List<Shape> shapes = new ArrayList<>();

  /** Values that no layer takes yet. */
  private final List<Integer> loose = new ArrayList<>();

  private GraphBuilder graph;

  RandomProgram(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Some steps after the beginning, or at it. */
  Checkpoint checkpoint() {
    while (true) {
      ModelSpec spec = spec();
      TrainerConfig config = config(spec);
      Checkpoint begin;
      try {
        begin = new Trainer(model(spec), config).checkpoint();
      } catch (IllegalArgumentException e) {
        continue; // nothing to train, or an image as output
      }
      int steps = random.nextInt(3) == 0 ? random.nextInt(1, 80) : 0;
      return SelfTest.trained(begin, steps).checkpoint();
    }
  }

  /** As models begin, or with values and scales far from that. */
  private Model model(ModelSpec spec) {
    Model initial = Model.initial(spec, new RandomSource(random.nextLong()));
    if (random.nextInt(3) > 0) {
      return initial;
    }
    List<Int8Tensor> parameters = new ArrayList<>();
    for (Int8Tensor tensor : initial.parameters()) {
      byte[] values = tensor.toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] = (byte) random.nextInt(-127, 128);
      }
      parameters.add(Int8Tensor.of(tensor.shape(), scale(-14, 3), values));
    }
    return new Model(spec, parameters);
  }

  private ModelSpec spec() {
    Shape input = input();
    graph = new GraphBuilder(input);
    shapes.clear();
    loose.clear();
    shapes.add(input);
    loose.add(GraphBuilder.INPUT);
    int layers = random.nextInt(2, 9);
    for (int i = 0; i < layers; i++) {
      boolean isBranch = random.nextInt(3) == 0;
      int value = isBranch ? random.nextInt(shapes.size()) : shapes.size() - 1;
      grow(value);
    }
    join();
    end();
    return graph.build();
  }

  private Shape input() {
    int channels = random.nextInt(4) == 0 ? random.nextInt(17, 41) : random.nextInt(1, 6);
    return switch (random.nextInt(5)) {
      case 0 -> Shape.of(random.nextInt(1, 41));
      case 1, 2 -> Shape.of(random.nextInt(1, 16), channels);
      default -> Shape.of(random.nextInt(1, 9), random.nextInt(1, 9), channels);
    };
  }

  /** Adds a layer that takes this value, if the one drawn does. */
  private void grow(int value) {
    Shape shape = shapes.get(value);
    if (random.nextInt(5) == 0) {
      List<Integer> alike = new ArrayList<>(List.of(value));
      for (int v = 0; v < shapes.size(); v++) {
        if (shapes.get(v).equals(shape) && random.nextInt(3) > 0) {
          alike.add(v);
        }
      }
      if (alike.size() > 1 && alike.size() <= 16) {
        boolean isSmall = shape.size() * alike.size() < 600 && shape.rank() <= 3;
        add(random.nextBoolean() && isSmall ? new Concat() : new Add(), alike);
        return;
      }
    }
    try {
      Layer layer = layer(shape);
      layer.outputShape(shape);
      add(layer, List.of(value));
    } catch (IllegalArgumentException e) {
      // Its window is larger than the image, or the like: one layer less.
    }
  }

  private void add(Layer layer, List<Integer> values) {
    Shape[] inputs = values.stream().map(shapes::get).toArray(Shape[]::new);
    shapes.add(layer.outputShape(inputs));
    loose.removeAll(values);
    loose.add(graph.add(layer, values.stream().mapToInt(Integer::intValue).toArray()));
  }

  private Layer layer(Shape shape) {
    int kind = random.nextInt(9);
    boolean isFlat = shape.rank() == 1;
    return switch (kind) {
      case 0 -> new Relu();
      case 1 -> new LeakyRelu(random.nextInt(1, 8));
      case 2 -> new Tanh();
      case 3 -> new Dropout(Dropout.Rate.values()[random.nextInt(3)]);
      case 4 -> new LayerNorm(LayerContext.channelsOf(shape));
      case 5 -> random.nextInt(3) == 0 ? new Flatten() : pool(shape);
      case 6 -> isFlat ? new Dense(shape.size(), random.nextInt(1, 20)) : pool(shape);
      default -> isFlat ? dense(shape) : convolution(shape);
    };
  }

  private Dense dense(Shape shape) {
    return new Dense(shape.size(), random.nextInt(1, 40));
  }

  private Layer pool(Shape shape) {
    int size = random.nextInt(1, 4);
    int stride = random.nextInt(1, 5);
    boolean isImage = shape.rank() == 3;
    return switch (random.nextInt(3)) {
      case 0 -> isImage ? new MaxPool2d(size, stride) : new MaxPool1d(size, stride);
      case 1 -> isImage ? new AveragePool2d(size, stride) : new AveragePool1d(size, stride);
      default -> shape.rank() == 1 ? new Flatten() : new GlobalAveragePool();
    };
  }

  private Layer convolution(Shape shape) {
    int channels = shape.channels();
    int groups = random.nextInt(3) == 0 ? divisor(channels) : 1;
    int outChannels = groups * random.nextInt(1, Math.max(2, 18 / groups));
    int height = random.nextInt(1, 4);
    int width = random.nextInt(1, 4);
    int stride = random.nextInt(1, 5);
    int padding = random.nextInt(3);
    int dilation = random.nextInt(1, 3);
    boolean hasBias = random.nextBoolean();
    return shape.rank() == 3
        ? new Conv2d(
            channels, outChannels, height, width, stride, padding, dilation, groups, hasBias)
        : new Conv1d(channels, outChannels, width, stride, padding, dilation, groups, hasBias);
  }

  private int divisor(int count) {
    int divisor = random.nextInt(1, count + 1);
    while (count % divisor != 0) {
      divisor--;
    }
    return divisor;
  }

  /** Makes one value of all that no layer takes. */
  private void join() {
    if (loose.size() == 1) {
      return;
    }
    for (int value : List.copyOf(loose)) {
      if (shapes.get(value).rank() > 1) {
        add(random.nextBoolean() ? new Flatten() : new GlobalAveragePool(), List.of(value));
      }
    }
    while (loose.size() > 1) {
      add(new Concat(), List.copyOf(loose.subList(0, Math.min(16, loose.size()))));
    }
  }

  /**
   * Sometimes the model ends as it happens to, which it may only with a flat output or one pixel.
   */
  private void end() {
    Shape shape = shapes.get(loose.get(0));
    if (random.nextInt(3) == 0 && shape.rank() == 3) {
      int height = shape.extent(0);
      int width = shape.extent(1);
      add(new Conv2d(shape.channels(), 3, height, width, 1, 0, 1, 1, true), loose());
      if (random.nextBoolean()) {
        add(new Flatten(), loose());
      }
      return;
    }
    if (shape.rank() > 1) {
      add(random.nextBoolean() ? new Flatten() : new GlobalAveragePool(), loose());
    }
    shape = shapes.get(loose.get(0));
    if (random.nextInt(4) > 0 || shape.size() > 30) {
      add(new Dense(shape.size(), random.nextInt(1, 6)), loose());
    }
    switch (random.nextInt(8)) {
      case 0 -> add(new Relu(), loose());
      case 1 -> add(new Dropout(Dropout.Rate.FIFTH), loose());
      case 2 -> add(new Tanh(), loose());
      default -> {}
    }
  }

  private List<Integer> loose() {
    return List.copyOf(loose);
  }

  private Scale scale(int from, int to) {
    return new Scale(
        (byte) random.nextInt(from, to),
        (byte) random.nextInt(-3, 4),
        (byte) random.nextInt(-3, 4));
  }

  private TrainerConfig config(ModelSpec spec) {
    int total = random.nextInt(1, 100);
    Schedule.Decay[] decays = Schedule.Decay.values();
    Schedule.Decay decay = decays[random.nextInt(decays.length)];
    Scale inputScale = scale(-14, 6);
    return TrainerConfig.DEFAULT
        .withInputScale(inputScale)
        .withLoss(loss(spec.output().size(), inputScale))
        .withRule(rule())
        .withRescaling(Rescaling.TRACKED)
        .withSchedule(new Schedule(decay, total, random.nextInt(total + 1)))
        .withBatchSize(random.nextInt(1, 6))
        .withSeed(random.nextLong())
        .withTrainable(trainable(spec));
  }

  private Loss loss(int outputs, Scale inputScale) {
    int kind = random.nextInt(5);
    if (outputs == 1 && kind < 2) {
      kind = 2;
    }
    Scale targetScale = random.nextBoolean() ? inputScale : scale(-9, 0);
    return switch (kind) {
      case 0 -> new CrossEntropy();
      case 1 -> new NitiCrossEntropy();
      case 2 -> new BinaryCrossEntropy();
      case 3 -> new SquaredError(targetScale, random.nextBoolean() ? 512 : random.nextInt(1, 512));
      default -> new AbsoluteError(targetScale);
    };
  }

  private UpdateRule rule() {
    Rounding rounding = Rounding.values()[random.nextInt(4)];
    int decay = random.nextBoolean() ? 0 : random.nextInt(1 << 16);
    return switch (random.nextInt(6)) {
      case 0, 1 -> new AlignedSgd(random.nextInt(-4, 8), rounding);
      case 2, 3 ->
          new MomentumSgd(1 << random.nextInt(4, 21), random.nextInt(256), decay, rounding);
      case 4 ->
          new Lion(1 << random.nextInt(4, 18), random.nextInt(256), random.nextInt(256), decay);
      default -> new NitiSgd(random.nextInt(-1, 8));
    };
  }

  private Trainable trainable(ModelSpec spec) {
    int layer = random.nextInt(spec.nodes().size());
    return switch (random.nextInt(10)) {
      case 0 -> Trainable.lastLayers(1);
      case 1 -> Trainable.allBut(layer);
      case 2 -> Trainable.biasOnly();
      case 3 -> Trainable.channels(layer, 0);
      default -> Trainable.ALL;
    };
  }
}
