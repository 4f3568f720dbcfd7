package io.tintin.core.optim;

import io.tintin.core.quant.Rescale;

/**
 * Weights with 8 more bits: {@code 256 * weight + fraction}, an integer of magnitude at most {@link
 * #MAX}. Layers see the weight alone, which is the master rounded to nearest, ties upwards.
 */
final class MasterWeights {
  /** The largest master that rounds to a weight of 127. */
  static final int MAX = 127 * 256 + 127;

  /** Bits of a magnitude of at most {@link #MAX}. */
  static final int BITS = 15;

  /** Fraction bits of a rate. */
  static final int RATE_BITS = 16;

  /** Fraction bits of a change before it is rounded to a step of the master. */
  static final int CHANGE_BITS = 15;

  /** Bound of each part of a change. */
  static final int MAX_CHANGE = 1 << 30;

  private static final int DECAY_BITS = 20;

  private MasterWeights() {}

  /**
   * Stores masters. While one is beyond {@link #MAX}, all of them and the moments in their unit are
   * multiplied by 13/16, rounded to nearest, and {@code down} of the scale falls by 1; once it is
   * {@value Parameter#MIN_DOWN} they are halved and {@code shift} grows. Where the parameter
   * {@linkplain Parameter#keepsScale keeps its scale}, or {@code shift} is {@value
   * Parameter#MAX_SHIFT} too, masters are clipped to {@link #MAX} instead.
   *
   * @param masters overwritten
   * @param largest magnitude of them; any value beyond {@link #MAX} will do if that is beyond it
   * @param alignsMoments whether moments are in steps of the master
   */
  static void set(Parameter parameter, int[] masters, int largest, boolean alignsMoments) {
    int beyond = largest;
    while (beyond > MAX && parameter.canScaleDown()) {
      beyond = parameter.scaleDown(masters, alignsMoments);
    }
    for (int i = 0; i < parameter.count; i++) {
      parameter.set(i, Math.max(-MAX, Math.min(MAX, masters[i])), parameter.moment(i));
    }
  }

  /** From a master to what decay adds to its change; 0 where nothing decays. */
  static long decayRatio(Parameter parameter, int rate, int decay, int rateFactor) {
    if (decay == 0 || !parameter.decays) {
      return 0;
    }
    long one = Rescale.ratio(CHANGE_BITS - RATE_BITS - DECAY_BITS, 0, 0);
    long scheduled = Rescale.times(one, rateFactor, UpdateRule.FULL_RATE);
    return Rescale.times(Rescale.times(scheduled, rate, 1), decay, 1);
  }
}
