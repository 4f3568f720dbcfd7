package io.tintin.core.layer;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;

/** What layers have in common. */
final class Accumulation {
  /** Largest magnitude that a bias adds to an accumulator. */
  static final int MAX_BIAS = (1 << 30) - 1;

  private Accumulation() {}

  /**
   * The one input of a layer that takes one.
   *
   * @throws IllegalArgumentException if there are more, or none
   */
  static Shape only(String layer, Shape... inputs) {
    if (inputs.length != 1) {
      throw new IllegalArgumentException(layer + " inputs must be 1: " + inputs.length);
    }
    return inputs[0];
  }

  /**
   * Checks that a layer takes this many inputs.
   *
   * @throws IllegalArgumentException if there are fewer than 2 or more than {@code most}
   */
  static void checkSeveral(String layer, int most, Shape... inputs) {
    if (inputs.length < 2 || inputs.length > most) {
      throw new IllegalArgumentException(
          layer + " inputs must be in [2, " + most + "]: " + inputs.length);
    }
  }

  /** Brings a bias to the scale of the accumulator. */
  static void align(Int8Buffer bias, int outputs, Int32Buffer acc, int[] aligned) {
    long ratio = Rescale.ratio(bias.shift - acc.shift, bias.up - acc.up, bias.down - acc.down);
    for (int o = 0; o < outputs; o++) {
      aligned[o] = Rescale.apply(ratio, bias.values[o], MAX_BIAS, Rounding.NEAREST, 0);
    }
  }

  /** The scale of the product of two tensors: their exponents add. */
  static void setProductScale(Int8Buffer left, Int8Buffer right, Int32Buffer acc) {
    acc.setScale(left.shift + right.shift, left.up + right.up, left.down + right.down);
  }
}
