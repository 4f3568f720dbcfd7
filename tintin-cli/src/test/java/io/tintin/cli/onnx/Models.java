package io.tintin.cli.onnx;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.FrozenModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Models and examples to compare with. */
final class Models {
  private Models() {}

  /** Architectures by name. */
  static Map<String, ModelSpec> specs() {
    Map<String, ModelSpec> specs = new LinkedHashMap<>();
    specs.put("one dense", mlp(1, 1));
    specs.put("small mlp", mlp(4, 16, 3));
    specs.put("deep mlp", mlp(33, 17, 64, 5, 8, 40, 2));
    specs.put("wide mlp", mlp(1040, 130, 10));
    specs.put("relu first", ModelSpec.of(Shape.of(7), new Relu(), new Dense(7, 5, false)));
    specs.put("relu last", ModelSpec.of(Shape.of(7), new Dense(7, 5), new Relu()));
    specs.put("relu alone", ModelSpec.of(Shape.of(9), new Relu()));
    specs.put("lenet-5", lenet5());
    specs.put("flat rank 2", ModelSpec.of(Shape.of(6, 3), new Flatten(), new Dense(18, 4)));
    specs.put("dense rank 4", ModelSpec.of(Shape.of(2, 3, 2, 2), new Dense(24, 4)));
    specs.put(
        "to one pixel", ModelSpec.of(Shape.of(3, 4, 2), new Conv2d(2, 5, 3, 4, 1, 0, 1, 1, true)));
    addConvolutions(specs);
    Graphs.addTo(specs);
    return specs;
  }

  private static void addConvolutions(Map<String, ModelSpec> specs) {
    specs.put("stride 2", conv(Shape.of(9, 8, 3), new Conv2d(3, 6, 3, 3, 2, 0, 1, 1, true)));
    specs.put("padding 1", conv(Shape.of(7, 5, 2), new Conv2d(2, 4, 3, 3, 1, 1, 1, 1, false)));
    specs.put("uneven kernel", conv(Shape.of(8, 9, 2), new Conv2d(2, 3, 2, 5, 3, 1, 1, 1, true)));
    specs.put("padding beyond", conv(Shape.of(2, 2, 2), new Conv2d(2, 3, 5, 5, 1, 4, 1, 1, true)));
    specs.put("groups", conv(Shape.of(6, 6, 6), new Conv2d(6, 9, 3, 3, 1, 1, 1, 3, true)));
    specs.put("depthwise", conv(Shape.of(8, 8, 16), new Conv2d(16, 16, 3, 3, 1, 1, 1, 16, true)));
    specs.put("depthwise 2", conv(Shape.of(8, 8, 4), new Conv2d(4, 8, 3, 3, 2, 1, 1, 4, false)));
    specs.put("dilated", conv(Shape.of(9, 8, 2), new Conv2d(2, 4, 3, 2, 2, 3, 3, 2, true)));
    specs.put("pointwise", conv(Shape.of(5, 5, 32), new Conv2d(32, 16, 1, 1, 1, 0, 1, 1, true)));
    specs.put(
        "overlapping pool",
        flat(Shape.of(9, 9, 2), new Conv2d(2, 4, 3), new MaxPool2d(3, 2), new Relu()));
    specs.put("pool alone", flat(Shape.of(5, 7, 3), new MaxPool2d(2)));
  }

  /** Dense layers with ReLU between. */
  static ModelSpec mlp(int... sizes) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i < sizes.length; i++) {
      layers.add(new Dense(sizes[i - 1], sizes[i]));
      layers.add(new Relu());
    }
    if (layers.size() > 2) {
      layers.remove(layers.size() - 1);
    }
    return ModelSpec.of(Shape.of(sizes[0]), layers.toArray(Layer[]::new));
  }

  private static ModelSpec conv(Shape input, Conv2d layer) {
    return flat(input, layer, new Relu());
  }

  static ModelSpec flat(Shape input, Layer... layers) {
    List<Layer> all = new ArrayList<>(List.of(layers));
    all.add(new Flatten());
    int size = ModelSpec.of(input, all.toArray(Layer[]::new)).output().size();
    all.add(new Dense(size, 3));
    return ModelSpec.of(input, all.toArray(Layer[]::new));
  }

  /** Digits of 28 x 28 pixels. */
  static ModelSpec lenet5() {
    return ModelSpec.of(
        Shape.of(28, 28, 1),
        new Conv2d(1, 6, 5, 5, 1, 2, 1, 1, true),
        new Relu(),
        new MaxPool2d(2),
        new Conv2d(6, 16, 5),
        new Relu(),
        new MaxPool2d(2),
        new Flatten(),
        new Dense(400, 120),
        new Relu(),
        new Dense(120, 84),
        new Relu(),
        new Dense(84, 10));
  }

  /**
   * Random weights over the whole int8 range, biases too, all with scales that have every factor.
   *
   * @param slack how far the scales are from those that calibration finds; negative ones clip
   */
  static FrozenModel frozen(ModelSpec spec, long seed, int slack) {
    RandomSource random = new RandomSource(seed);
    List<Int8Tensor> parameters = new ArrayList<>();
    for (Shape shape : spec.parameterShapes()) {
      int number = parameters.size();
      Scale scale =
          shape.rank() == 1 ? Scale.of(-12, 1, -2) : Scale.of(-9 - number % 3, number % 2, -1);
      parameters.add(Int8Tensor.of(shape, scale, bytes(shape.size(), random.stream(number))));
    }
    Model model = new Model(spec, parameters);
    List<byte[]> examples = examples(spec.input(), 8, seed + 1);
    FrozenModel calibrated = FrozenModel.calibrated(model, Scale.of(-6, -1, 2), examples);
    List<Integer> shifts = calibrated.shifts().stream().map(shift -> shift + slack).toList();
    return new FrozenModel(model, calibrated.inputScale(), shifts);
  }

  /** The extremes first, then random ones. */
  static List<byte[]> examples(Shape shape, int count, long seed) {
    RandomSource random = new RandomSource(seed);
    List<byte[]> examples = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      byte[] features = bytes(shape.size(), random.stream(e));
      if (e % 8 < 3) {
        Arrays.fill(features, (byte) ((e % 8 - 1) * 127));
      } else if (e % 8 == 3) {
        for (int i = 0; i < features.length; i++) {
          features[i] = (byte) (features[i] < 0 ? -127 : 127);
        }
      }
      examples.add(features);
    }
    return examples;
  }

  private static byte[] bytes(int count, RandomSource random) {
    RandomSequence draws = new RandomSequence(random, 0);
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (draws.nextBelow(255) - 127);
    }
    return bytes;
  }
}
