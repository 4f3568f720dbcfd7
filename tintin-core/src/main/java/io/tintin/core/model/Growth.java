package io.tintin.core.model;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Layer;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Adds an output to a model; see {@link Model#withExtraOutput}. */
final class Growth {
  private Growth() {}

  static Model withExtraOutput(Model model) {
    ModelSpec spec = grown(model.spec());
    List<Shape> shapes = spec.parameterShapes();
    List<Int8Tensor> parameters = new ArrayList<>();
    for (Int8Tensor old : model.parameters()) {
      Shape shape = shapes.get(parameters.size());
      // The new output's row comes last, so the old values keep their places.
      byte[] values = Arrays.copyOf(old.toArray(), shape.size());
      parameters.add(Int8Tensor.of(shape, old.scale(), values));
    }
    return new Model(spec, parameters);
  }

  private static ModelSpec grown(ModelSpec spec) {
    int last = spec.nodes().size() - 1;
    Node node = spec.nodes().get(last);
    List<Node> nodes = new ArrayList<>(spec.nodes());
    nodes.set(last, new Node(grown(node.layer()), node.inputs()));
    return new ModelSpec(spec.input(), nodes);
  }

  private static Layer grown(Layer layer) {
    if (layer instanceof Dense dense) {
      return new Dense(dense.inputs(), dense.outputs() + 1, dense.hasBias());
    }
    throw new IllegalArgumentException("last layer must be dense to get an output more: " + layer);
  }
}
