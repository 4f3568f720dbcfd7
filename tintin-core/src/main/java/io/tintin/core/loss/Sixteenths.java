package io.tintin.core.loss;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.tensor.Int8Buffer;

/**
 * Powers of two and logarithms in sixteenths of a bit, which losses compute with in place of
 * exponentials.
 */
final class Sixteenths {
  /** {@link #power} of it, and of more, is 0. */
  static final int MAX = 16 * 21;

  /** {@link #power} of 0. */
  static final int ONE = 1 << 20;

  private static final int LOG2_E = 47_274; // of 2^15

  /** {@code round(2^20 * 2^(-j/16))}. */
  private static final int[] EXP2 = {
    1_048_576, 1_004_120, 961_548, 920_782, 881_744, 844_361, 808_563, 774_282, //
    741_455, 710_020, 679_917, 651_091, 623_487, 597_053, 571_740, 547_500
  };

  private Sixteenths() {}

  /** For {@link #of}: from {@code 2^-15} steps of this buffer to sixteenths. */
  static long ratio(Int8Buffer output) {
    return Rescale.ratio(output.shift - 15 + 4, output.up, output.down);
  }

  /**
   * {@code steps * scale * log2(e) * 16}, rounded to nearest and at most {@link #MAX}.
   *
   * @param ratio of the buffer with this scale
   * @param steps at least 0
   */
  static int of(long ratio, int steps) {
    return Rescale.apply(ratio, (long) steps * LOG2_E, MAX, Rounding.NEAREST, 0);
  }

  /** {@code 2^20 * 2^(-u/16)}, for {@code u} in [0, {@link #MAX}]. */
  static int power(int u) {
    return EXP2[u & 15] >> (u >> 4);
  }

  /** {@code 16 log2(value)} rounded down, for a positive value. */
  static int log2(int value) {
    int whole = 31 - Integer.numberOfLeadingZeros(value);
    long normalized = (long) value << 31 >> (whole + 11); // in [2^20, 2^21)
    int part = 0;
    while (part < 15 && normalized >= 2L * EXP2[15 - part]) {
      part++;
    }
    return 16 * whole + part;
  }
}
