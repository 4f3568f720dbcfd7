package io.tintin.core.model;

import io.tintin.core.layer.Layer;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * An architecture with its parameters. Immutable.
 *
 * <pre>{@code
 * ModelSpec spec = ModelSpec.of(Shape.of(4), new Dense(4, 16), new Relu(), new Dense(16, 3));
 * Model model = Model.initial(spec, new RandomSource(seed));
 * }</pre>
 *
 * @param parameters one of each shape in {@link ModelSpec#parameterShapes}
 */
public record Model(ModelSpec spec, List<Int8Tensor> parameters) {
  public Model {
    parameters = List.copyOf(parameters);
    List<Shape> shapes = spec.parameterShapes();
    if (parameters.size() != shapes.size()) {
      throw new IllegalArgumentException(
          "parameter count must be " + shapes.size() + ": " + parameters.size());
    }
    for (int i = 0; i < shapes.size(); i++) {
      if (!parameters.get(i).shape().equals(shapes.get(i))) {
        throw new IllegalArgumentException(
            "parameter "
                + i
                + " shape must be "
                + shapes.get(i)
                + ": "
                + parameters.get(i).shape());
      }
    }
  }

  /**
   * A model with random weights, zero biases and gains of 1, the same for the same random source.
   *
   * <p>A weight is uniform in {@code ±sqrt(6 / (fanIn + fanOut))}; see {@link Layer#fans}.
   *
   * <p>Source: Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward
   * neural networks".
   */
  public static Model initial(ModelSpec spec, RandomSource random) {
    List<Int8Tensor> parameters = new ArrayList<>();
    for (Layer layer : spec.layers()) {
      List<Shape> shapes = layer.parameterShapes();
      for (int p = 0; p < shapes.size(); p++) {
        RandomSource stream = random.stream(parameters.size());
        parameters.add(
            Initialization.draw(shapes.get(p), layer.parameterKind(p), layer.fans(), stream));
      }
    }
    return new Model(spec, parameters);
  }

  /**
   * This architecture with other parameters.
   *
   * @throws IllegalArgumentException if they are not of its shapes
   */
  public Model withParameters(List<Int8Tensor> newParameters) {
    return new Model(spec, newParameters);
  }

  /**
   * This model with one output more, for a class that was not known before. Its weights and bias
   * are zeros, in the scales of their tensors; all other values keep their bits. So do the old
   * outputs, whatever the rescaling, and the new one is 0 until it is trained: the model predicts
   * it only where all others are negative.
   *
   * <p>A new trainer of it begins with no memory, at step 0; {@code Checkpoint.withExtraOutput}
   * takes along what the old one kept.
   *
   * @throws IllegalArgumentException if the last layer is not a dense one, or as large as it gets
   */
  public Model withExtraOutput() {
    return Growth.withExtraOutput(this);
  }

  /** The SHA-256 of the saved form; computed anew at each call. */
  public ModelId id() {
    return ModelId.of(ModelCodec.encode(this));
  }
}
