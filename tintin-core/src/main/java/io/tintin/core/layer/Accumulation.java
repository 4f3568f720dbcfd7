package io.tintin.core.layer;

import io.tintin.core.internal.kernel.ScalarKernels;
import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/** What all layers with sums do with an int32 accumulator. */
final class Accumulation {
  /** Largest magnitude that a bias adds to an accumulator. */
  static final int MAX_BIAS = (1 << 30) - 1;

  private Accumulation() {}

  /**
   * Adds {@code bias[o]}, brought to the scale of the accumulator, to each of its {@code [outputs,
   * columns]}.
   */
  static void addBias(Int8Buffer bias, int outputs, int columns, Int32Buffer acc) {
    long ratio = Rescale.ratio(bias.shift - acc.shift, bias.up - acc.up, bias.down - acc.down);
    for (int o = 0; o < outputs; o++) {
      int added = Rescale.apply(ratio, bias.values[o], MAX_BIAS, Rounding.NEAREST, 0);
      int from = o * columns;
      for (int j = 0; j < columns; j++) {
        acc.values[from + j] += added;
      }
    }
  }

  /**
   * Brings an accumulator to 7 bits by its range: with {@code bits} the bit length of its largest
   * magnitude, shifted right by {@code max(bits - 7, 0)}, rounded to nearest, clipped to ±127.
   */
  static void requantize(Int32Buffer acc, int count, Int8Buffer output) {
    int bits = ScalarKernels.magnitudeBits(acc.values, count);
    int rightShift = Math.max(bits - 7, 0);
    ScalarKernels.requantize(acc.values, count, rightShift, Rounding.NEAREST, 0, output.values);
    output.setScale(acc.shift + rightShift, acc.up, acc.down);
  }
}
