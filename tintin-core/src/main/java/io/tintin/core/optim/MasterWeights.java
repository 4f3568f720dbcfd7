package io.tintin.core.optim;

import io.tintin.core.quant.Rounding;
import io.tintin.core.tensor.Int8Buffer;

/**
 * Weights with 8 more bits: {@code 256 * weight + fraction}, an integer of magnitude at most {@link
 * #MAX}. Layers see the weight alone, which is the master rounded to nearest, ties upwards.
 */
final class MasterWeights {
  /** The largest master that rounds to a weight of 127. */
  static final int MAX = 127 * 256 + 127;

  /** Lowest exponent {@code down} that scaling down gives a tensor. */
  static final int MIN_DOWN = AlignedSgd.MIN_DOWN;

  private MasterWeights() {}

  static int get(Parameter parameter, int i) {
    return (parameter.weights.values[i] << Parameter.FRACTION_BITS) + parameter.fraction[i];
  }

  /**
   * Stores masters. While one is beyond {@link #MAX}, all of them and the moments in their unit are
   * multiplied by 13/16, rounded to nearest, and {@code down} of the scale falls by 1; once it is
   * {@value AlignedSgd#MIN_DOWN} they are halved and {@code shift} grows. Where the parameter
   * {@linkplain Parameter#keepsScale keeps its scale}, or {@code shift} is {@value
   * AlignedSgd#MAX_SHIFT} too, masters are clipped to {@link #MAX} instead.
   *
   * @param masters overwritten
   * @param largest magnitude of them
   * @param alignedMoments how many of the first moments are in steps of the master
   */
  static void set(Parameter parameter, int[] masters, int largest, int alignedMoments) {
    int beyond = largest;
    while (beyond > MAX && parameter.canScaleDown()) {
      beyond = scaleDown(parameter, masters, alignedMoments);
    }
    byte[] weights = parameter.weights.values;
    for (int i = 0; i < parameter.count; i++) {
      int master = Math.max(-MAX, Math.min(MAX, masters[i]));
      int weight = (master + 128) >> Parameter.FRACTION_BITS;
      weights[i] = (byte) weight;
      parameter.fraction[i] = (byte) (master - (weight << Parameter.FRACTION_BITS));
    }
  }

  private static int scaleDown(Parameter parameter, int[] masters, int alignedMoments) {
    Int8Buffer weights = parameter.weights;
    boolean halve = weights.down <= MIN_DOWN;
    int factor = halve ? 8 : 13;
    int largest = 0;
    for (int i = 0; i < parameter.count; i++) {
      masters[i] = (int) Rounding.NEAREST.shiftRight((long) factor * masters[i], 4, 0);
      largest = Math.max(largest, Math.abs(masters[i]));
    }
    for (int m = 0; m < alignedMoments; m++) {
      short[] moment = parameter.moments[m];
      for (int i = 0; i < parameter.count; i++) {
        moment[i] = (short) Rounding.NEAREST.shiftRight((long) factor * moment[i], 4, 0);
      }
    }
    if (halve) {
      weights.shift++;
    } else {
      weights.down--;
    }
    return largest;
  }
}
