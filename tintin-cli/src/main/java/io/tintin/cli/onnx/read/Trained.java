package io.tintin.cli.onnx.read;

import io.tintin.core.layer.Layer;
import io.tintin.core.tensor.Int8Tensor;
import java.util.List;

/** A layer with its parameters. */
record Trained(Layer layer, List<Int8Tensor> parameters) {
  /** A layer that has none. */
  static Trained of(Layer layer) {
    return new Trained(layer, List.of());
  }
}
