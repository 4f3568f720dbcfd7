package io.tintin.core.model;

import io.tintin.core.layer.Layer;
import java.util.List;

/**
 * One layer in a graph, and which values it takes.
 *
 * @param inputs values by number: 0 is the input of the model, {@code k} the output of node {@code
 *     k - 1}
 */
public record Node(Layer layer, List<Integer> inputs) {
  /** Most inputs of one layer. */
  public static final int MAX_INPUTS = 16;

  public Node {
    inputs = List.copyOf(inputs);
    if (inputs.isEmpty() || inputs.size() > MAX_INPUTS) {
      throw new IllegalArgumentException(
          "node inputs must be between 1 and " + MAX_INPUTS + ": " + inputs.size());
    }
  }
}
