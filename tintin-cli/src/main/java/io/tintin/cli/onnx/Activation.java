package io.tintin.cli.onnx;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Scale;
import io.tintin.core.rescaling.AlignedSum;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;

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

  /** The one with the largest real value of a step, the first of equals, as a layer chooses it. */
  static Activation coarsest(List<Activation> activations) {
    Int8Buffer[] buffers = activations.stream().map(Activation::buffer).toArray(Int8Buffer[]::new);
    return activations.get(List.of(buffers).indexOf(AlignedSum.coarsest(buffers)));
  }

  private Int8Buffer buffer() {
    Int8Buffer buffer = new Int8Buffer(0);
    buffer.setScale(shift, up, down);
    return buffer;
  }

  /** A step of this over a step of the other, as {@link Rescale} has it. */
  long ratioTo(Activation other) {
    return Rescale.ratio(shift - other.shift, up - other.up, down - other.down);
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
