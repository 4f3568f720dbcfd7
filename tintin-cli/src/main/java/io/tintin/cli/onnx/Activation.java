package io.tintin.cli.onnx;

import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Shape;

/**
 * An int8 tensor of the graph and what it means.
 *
 * @param name of the int8 tensor, {@code [N, channels, …]}
 * @param shape of one example as Tin-Tin sees it, channels last
 * @param shift power of two of its scale, the only one that the graph knows
 * @param up power of 5/4
 * @param down power of 13/16
 */
record Activation(String name, Shape shape, int shift, int up, int down) {
  /** Another tensor of the same scale. */
  Activation withTensor(String newName, Shape newShape) {
    return new Activation(newName, newShape, shift, up, down);
  }

  /**
   * The scale that {@code Predictor} tells.
   *
   * @throws IllegalArgumentException if an exponent is not in [-128, 127]
   */
  Scale scale() {
    return Scale.of(shift, up, down);
  }
}
