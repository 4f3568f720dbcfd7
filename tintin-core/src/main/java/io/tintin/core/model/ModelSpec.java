package io.tintin.core.model;

import io.tintin.core.layer.Layer;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An architecture: the shape of one example's input, and layers that form a graph without cycles.
 *
 * <pre>{@code
 * ModelSpec chain = ModelSpec.of(Shape.of(4), new Dense(4, 16), new Relu(), new Dense(16, 3));
 * }</pre>
 *
 * <p>Branches are built with a {@link GraphBuilder}. Values have numbers: 0 is the input, {@code k}
 * the output of node {@code k - 1}; the last one is the output of the model.
 *
 * @param input shape of one example
 * @param nodes at least one; each takes values of lower numbers, and all but the last are taken
 */
public record ModelSpec(Shape input, List<Node> nodes) {
  /** Most layers of a model. */
  public static final int MAX_LAYERS = 256;

  public ModelSpec {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty() || nodes.size() > MAX_LAYERS) {
      throw new IllegalArgumentException(
          "layers must be between 1 and " + MAX_LAYERS + ": " + nodes.size());
    }
    shapes(input, nodes);
    checkAllTaken(nodes);
  }

  /**
   * Layers that follow one another.
   *
   * @throws IllegalArgumentException naming the layer that does not accept its input
   */
  public static ModelSpec of(Shape input, Layer... layers) {
    List<Node> chain = new ArrayList<>();
    for (Layer layer : layers) {
      chain.add(new Node(layer, List.of(chain.size())));
    }
    return new ModelSpec(input, chain);
  }

  /** Shapes of all values, by their numbers. */
  public List<Shape> shapes() {
    return shapes(input, nodes);
  }

  private static List<Shape> shapes(Shape input, List<Node> nodes) {
    List<Shape> shapes = new ArrayList<>(List.of(input));
    for (int n = 0; n < nodes.size(); n++) {
      try {
        shapes.add(outputShape(nodes.get(n), shapes));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("layer " + n + ": " + e.getMessage(), e);
      }
    }
    return List.copyOf(shapes);
  }

  private static Shape outputShape(Node node, List<Shape> shapes) {
    Shape[] inputs = new Shape[node.inputs().size()];
    for (int i = 0; i < inputs.length; i++) {
      int value = node.inputs().get(i);
      if (value < 0 || value >= shapes.size()) {
        throw new IllegalArgumentException(
            "input must be a value in [0, " + (shapes.size() - 1) + "]: " + value);
      }
      inputs[i] = shapes.get(value);
    }
    return node.layer().outputShape(inputs);
  }

  private static void checkAllTaken(List<Node> nodes) {
    boolean[] isTaken = new boolean[nodes.size()];
    for (Node node : nodes) {
      for (int value : node.inputs()) {
        isTaken[value] = true;
      }
    }
    for (int value = 0; value < isTaken.length; value++) {
      if (!isTaken[value]) {
        String name = value == 0 ? "model input" : "output of layer " + (value - 1);
        throw new IllegalArgumentException(name + " must be the input of a layer");
      }
    }
  }

  /** The layers, node by node. */
  public List<Layer> layers() {
    List<Layer> layers = new ArrayList<>();
    for (Node node : nodes) {
      layers.add(node.layer());
    }
    return Collections.unmodifiableList(layers);
  }

  /** Shape of one example's output. */
  public Shape output() {
    return shapes().get(nodes.size());
  }

  /** Shapes of all parameters, layer by layer. */
  public List<Shape> parameterShapes() {
    List<Shape> shapes = new ArrayList<>();
    for (Node node : nodes) {
      shapes.addAll(node.layer().parameterShapes());
    }
    return List.copyOf(shapes);
  }

  /** Quick for the same object, as nearly all are; a record's own way would take its time once. */
  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof ModelSpec spec && input.equals(spec.input) && nodes.equals(spec.nodes);
  }

  @Override
  public int hashCode() {
    return 31 * input.hashCode() + nodes.hashCode();
  }
}
