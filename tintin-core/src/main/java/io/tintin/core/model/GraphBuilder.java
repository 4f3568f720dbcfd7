package io.tintin.core.model;

import io.tintin.core.layer.Layer;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds an architecture with branches.
 *
 * <pre>{@code
 * GraphBuilder graph = new GraphBuilder(Shape.of(8));
 * int trunk = graph.add(new Dense(8, 8));
 * graph.add(new Relu());
 * int branch = graph.add(new Dense(8, 8));
 * graph.add(new Add(), trunk, branch);
 * ModelSpec spec = graph.build();
 * }</pre>
 */
public final class GraphBuilder {
  /** Number of the value that is the model's input. */
  public static final int INPUT = 0;

  private final Shape input;
  private final List<Node> nodes = new ArrayList<>();

  /** An architecture without layers yet, for examples of this shape. */
  public GraphBuilder(Shape input) {
    this.input = input;
  }

  /**
   * Adds a layer.
   *
   * @param inputs numbers of the values that it takes; the value added last if none are given
   * @return number of its output
   */
  public int add(Layer layer, int... inputs) {
    List<Integer> taken =
        inputs.length == 0 ? List.of(nodes.size()) : Arrays.stream(inputs).boxed().toList();
    nodes.add(new Node(layer, taken));
    return nodes.size();
  }

  /**
   * The architecture; the layer added last gives its output.
   *
   * @throws IllegalArgumentException naming the layer that does not accept its inputs, or the value
   *     that no layer takes
   */
  public ModelSpec build() {
    return new ModelSpec(input, nodes);
  }
}
