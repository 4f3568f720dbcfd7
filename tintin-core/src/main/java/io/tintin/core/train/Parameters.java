package io.tintin.core.train;

import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** The parameters of a model as buffers that a step reads and changes. */
final class Parameters {
  final ModelSpec spec;

  /** Those of each node. */
  final Int8Buffer[][] byNode;

  /** Zeros. */
  Parameters(ModelSpec spec) {
    this.spec = spec;
    this.byNode = new Int8Buffer[spec.nodes().size()][];
    for (int n = 0; n < byNode.length; n++) {
      List<Shape> shapes = spec.nodes().get(n).layer().parameterShapes();
      byNode[n] = new Int8Buffer[shapes.size()];
      for (int p = 0; p < shapes.size(); p++) {
        byNode[n][p] = new Int8Buffer(shapes.get(p).size());
      }
    }
  }

  /** Values of the largest parameter; 0 if there are none. */
  int largest() {
    int largest = 0;
    for (Int8Buffer[] ofNode : byNode) {
      for (Int8Buffer parameter : ofNode) {
        largest = Math.max(largest, parameter.values.length);
      }
    }
    return largest;
  }

  /**
   * Takes over the values of a model.
   *
   * @throws IllegalArgumentException if its architecture is another one
   */
  void set(Model model) {
    if (!model.spec().equals(spec)) {
      throw new IllegalArgumentException("model spec must be " + spec + ": " + model.spec());
    }
    int next = 0;
    for (Int8Buffer[] ofNode : byNode) {
      for (Int8Buffer parameter : ofNode) {
        parameter.set(model.parameters().get(next++));
      }
    }
  }

  Model toModel() {
    List<Int8Tensor> tensors = new ArrayList<>();
    List<Shape> shapes = spec.parameterShapes();
    for (Int8Buffer[] ofNode : byNode) {
      for (Int8Buffer parameter : ofNode) {
        tensors.add(parameter.toTensor(shapes.get(tensors.size())));
      }
    }
    return new Model(spec, tensors);
  }
}
