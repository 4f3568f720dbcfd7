package io.tintin.core.loss;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Buffer;

/** Targets that are integers of a scale, and how far outputs are from them. */
final class TargetSteps {
  /** A difference is in {@code 2^-FRACTION_BITS} of a target step. */
  static final int FRACTION_BITS = 8;

  private static final int MAX_OUTPUT = 1 << 16;

  private TargetSteps() {}

  static void check(int index, int target) {
    if (target < -127 || target > 127) {
      throw new IllegalArgumentException("target " + index + " must be in [-127, 127]: " + target);
    }
  }

  /** For {@link #difference}: from steps of this buffer to 1/256 of a target step. */
  static long ratio(Int8Buffer output, Scale targetScale) {
    return Rescale.ratio(
        output.shift - targetScale.shift() + FRACTION_BITS,
        output.up - targetScale.up(),
        output.down - targetScale.down());
  }

  /**
   * {@code output * scale / (targetScale / 256) - 256 * target}, the output rounded to nearest and
   * clipped to ±2^16; so it is within ±98,048.
   */
  static int difference(long ratio, byte output, int target) {
    int inSteps = Rescale.apply(ratio, output, MAX_OUTPUT, Rounding.NEAREST, 0);
    return inSteps - (target << FRACTION_BITS);
  }
}
