package io.tintin.core.rescaling;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/** Adds int8 tensors of different scales. */
public final class AlignedSum {
  /** Steps of the sum in one step of the coarsest term: {@code 2^FRACTION_BITS}. */
  public static final int FRACTION_BITS = 8;

  /** Most terms; {@code 127 * 2^8} of each stay far below 2^31. */
  public static final int MAX_TERMS = 256;

  private AlignedSum() {}

  /**
   * {@code acc[i] = sum over terms of term[i] * termScale / accScale}, each rounded to nearest; the
   * scale is {@code 2^-8} of the coarsest term's, the first of equals.
   *
   * @param terms 1 to {@link #MAX_TERMS}
   * @param count values of each
   * @param acc overwritten, with its scale
   */
  public static void of(Int8Buffer[] terms, int count, Int32Buffer acc) {
    Int8Buffer coarsest = coarsest(terms);
    int shift = coarsest.shift - FRACTION_BITS;
    for (int t = 0; t < terms.length; t++) {
      Int8Buffer term = terms[t];
      long ratio =
          Rescale.ratio(term.shift - shift, term.up - coarsest.up, term.down - coarsest.down);
      for (int i = 0; i < count; i++) {
        int aligned = Rescale.apply(ratio, term.values[i], 1 << 15, Rounding.NEAREST, 0);
        acc.values[i] = t == 0 ? aligned : acc.values[i] + aligned;
      }
    }
    acc.setScale(shift, coarsest.up, coarsest.down);
  }

  /**
   * The one with the largest real value of a step, the first of equals.
   *
   * @param terms at least 1
   */
  public static Int8Buffer coarsest(Int8Buffer[] terms) {
    Int8Buffer coarsest = terms[0];
    for (Int8Buffer term : terms) {
      if (isCoarser(term, coarsest)) {
        coarsest = term;
      }
    }
    return coarsest;
  }

  /** Compares the ratios that {@link Rescale} computes, which is exact enough to choose by. */
  public static boolean isCoarser(Int8Buffer a, Int8Buffer b) {
    long ratio = Rescale.ratio(a.shift - b.shift, a.up - b.up, a.down - b.down);
    int multiplier = Rescale.multiplier(ratio);
    int bits = 31 - Integer.numberOfLeadingZeros(multiplier);
    // multiplier * 2^-rightShift > 1
    int rightShift = Rescale.rightShift(ratio);
    return bits > rightShift || (bits == rightShift && multiplier > 1 << bits);
  }
}
