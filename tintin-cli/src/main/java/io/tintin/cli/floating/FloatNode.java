package io.tintin.cli.floating;

import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * A layer in its place.
 *
 * @param inputs what the layer takes: 0 is the input of the net, {@code n + 1} the output of node
 *     {@code n}, which comes before this one
 * @param output shape of one example
 */
record FloatNode(FloatLayer layer, List<Integer> inputs, Shape output) {
  FloatNode {
    inputs = List.copyOf(inputs);
  }
}
