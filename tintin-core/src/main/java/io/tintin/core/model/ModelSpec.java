package io.tintin.core.model;

import io.tintin.core.layer.Layer;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * An architecture: the shape of one example's input and the layers, applied one after the other.
 *
 * @param input shape of one example
 * @param layers at least one; each accepts the output of the one before
 */
public record ModelSpec(Shape input, List<Layer> layers) {
  /** Most layers of a model. */
  public static final int MAX_LAYERS = 256;

  public ModelSpec {
    layers = List.copyOf(layers);
    if (layers.isEmpty() || layers.size() > MAX_LAYERS) {
      throw new IllegalArgumentException(
          "layers must be between 1 and " + MAX_LAYERS + ": " + layers.size());
    }
    Shape shape = input;
    for (int i = 0; i < layers.size(); i++) {
      try {
        shape = layers.get(i).outputShape(shape);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("layer " + i + ": " + e.getMessage(), e);
      }
    }
  }

  /**
   * An architecture of these layers.
   *
   * @throws IllegalArgumentException naming the layer that does not accept its input
   */
  public static ModelSpec of(Shape input, Layer... layers) {
    return new ModelSpec(input, List.of(layers));
  }

  /**
   * Shape of one example after the given number of layers; that of the input for 0.
   *
   * @param layerCount in [0, number of layers]
   */
  public Shape shapeAfter(int layerCount) {
    Shape shape = input;
    for (Layer layer : layers.subList(0, layerCount)) {
      shape = layer.outputShape(shape);
    }
    return shape;
  }

  /** Shape of one example's output. */
  public Shape output() {
    return shapeAfter(layers.size());
  }

  /** Shapes of all parameters, layer by layer. */
  public List<Shape> parameterShapes() {
    List<Shape> shapes = new ArrayList<>();
    for (Layer layer : layers) {
      shapes.addAll(layer.parameterShapes());
    }
    return List.copyOf(shapes);
  }
}
