package io.tintin.core.train;

import io.tintin.core.layer.Layer;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * All storage of a step, sized once: parameters, activations, two gradients, one accumulator. One
 * that only runs forward has no gradients, and its accumulator is no larger than an activation.
 */
final class Workspace {
  /** Most values of one activation: the longest array. */
  static final int MAX_VALUES = Integer.MAX_VALUE - 8;

  /** Most products of one parameter's gradient, over a batch, whose sum stays below 2^31. */
  static final int MAX_GRADIENT_TERMS = Integer.MAX_VALUE / (127 * 127); // 133,144

  final ModelSpec spec;
  final Layer[] layers;

  /** Parameters of each layer. */
  final Int8Buffer[][] parameters;

  /**
   * Input of each layer, and last the output: {@code [features, batch]}; of an image {@code
   * [channels, height, width, batch]}.
   */
  final Int8Buffer[] activations;

  /** Shape of one example in each activation; of an image {@code [height, width, channels]}. */
  final Shape[] shapes;

  /** Gradients of the two sides of the layer at work, taking turns. */
  final Int8Buffer[] gradients;

  final Int32Buffer acc;

  final int parameterCount;

  private Workspace(
      ModelSpec spec, int batchSize, Int8Buffer[][] parameters, boolean hasGradients) {
    checkOutput(spec.output());
    this.spec = spec;
    this.parameters = parameters;
    this.parameterCount = spec.parameterShapes().size();
    int count = spec.layers().size();
    this.layers = spec.layers().toArray(Layer[]::new);
    this.activations = new Int8Buffer[count + 1];
    this.shapes = new Shape[count + 1];
    int largest = 0;
    int accumulators = 0;
    for (int l = 0; l <= count; l++) {
      shapes[l] = spec.shapeAfter(l);
      activations[l] = new Int8Buffer(shapes[l].size() * batchSize);
      largest = Math.max(largest, activations[l].values.length);
    }
    for (Int8Buffer[] ofLayer : parameters) {
      for (Int8Buffer parameter : ofLayer) {
        accumulators = Math.max(accumulators, parameter.values.length);
      }
    }
    int gradientSize = hasGradients ? largest : 0;
    this.gradients = new Int8Buffer[] {new Int8Buffer(gradientSize), new Int8Buffer(gradientSize)};
    this.acc = new Int32Buffer(hasGradients ? Math.max(accumulators, largest) : largest);
  }

  /**
   * For steps of up to {@code batchSize} examples.
   *
   * @throws IllegalArgumentException if an activation of so many is longer than an array, a
   *     gradient of so many could wrap, or the output is an image of several pixels
   */
  static Workspace forTraining(ModelSpec spec, int batchSize) {
    checkSizes(spec, batchSize);
    checkGradients(spec, batchSize);
    return new Workspace(spec, batchSize, newParameters(spec), true);
  }

  /** Outputs and targets have one order only where there is one pixel. */
  private static void checkOutput(Shape output) {
    if (output.rank() == 3 && output.extent(0) * output.extent(1) > 1) {
      throw new IllegalArgumentException(
          "model output must be flat or of one pixel [1, 1, channels]: " + output);
    }
  }

  /** Parameters are bounded by their layer, activations of one example by their shape. */
  private static void checkSizes(ModelSpec spec, int batchSize) {
    for (int l = 0; l <= spec.layers().size(); l++) {
      long values = (long) spec.shapeAfter(l).size() * batchSize;
      if (values > MAX_VALUES) {
        String name = l == 0 ? "input" : "layer " + (l - 1) + " output";
        throw new IllegalArgumentException(
            name + " size * batchSize must be at most " + MAX_VALUES + ": " + values);
      }
    }
  }

  private static void checkGradients(ModelSpec spec, int batchSize) {
    for (int l = 0; l < spec.layers().size(); l++) {
      long terms = (long) spec.layers().get(l).gradientTerms(spec.shapeAfter(l)) * batchSize;
      if (terms > MAX_GRADIENT_TERMS) {
        throw new IllegalArgumentException(
            "layer "
                + l
                + " output height * width * batchSize must be at most "
                + MAX_GRADIENT_TERMS
                + ", or a sum could wrap: "
                + terms);
      }
    }
  }

  /** For the outputs of one example. */
  static Workspace forInference(ModelSpec spec) {
    return new Workspace(spec, 1, newParameters(spec), false);
  }

  /** The same parameters, for the outputs of one example. */
  Workspace sharedForInference() {
    return new Workspace(spec, 1, parameters, false);
  }

  private static Int8Buffer[][] newParameters(ModelSpec spec) {
    Int8Buffer[][] parameters = new Int8Buffer[spec.layers().size()][];
    for (int l = 0; l < parameters.length; l++) {
      List<Shape> shapes = spec.layers().get(l).parameterShapes();
      parameters[l] = new Int8Buffer[shapes.size()];
      for (int p = 0; p < shapes.size(); p++) {
        parameters[l][p] = new Int8Buffer(shapes.get(p).size());
      }
    }
    return parameters;
  }

  void setParameters(Model model) {
    if (!model.spec().equals(spec)) {
      throw new IllegalArgumentException("model spec must be " + spec + ": " + model.spec());
    }
    int next = 0;
    for (Int8Buffer[] ofLayer : parameters) {
      for (Int8Buffer parameter : ofLayer) {
        parameter.set(model.parameters().get(next++));
      }
    }
  }

  Model toModel() {
    List<Int8Tensor> tensors = new ArrayList<>();
    List<Shape> shapes = spec.parameterShapes();
    for (Int8Buffer[] ofLayer : parameters) {
      for (Int8Buffer parameter : ofLayer) {
        tensors.add(parameter.toTensor(shapes.get(tensors.size())));
      }
    }
    return new Model(spec, tensors);
  }

  int outputSize() {
    return shapes[layers.length].size();
  }

  Int8Buffer output() {
    return activations[layers.length];
  }

  /** Runs all layers on the first activation. */
  void forward(int batch) {
    for (int l = 0; l < layers.length; l++) {
      layers[l].forward(parameters[l], activations[l], shapes[l], batch, acc, activations[l + 1]);
    }
  }
}
