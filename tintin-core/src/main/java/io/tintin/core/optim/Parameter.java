package io.tintin.core.optim;

import io.tintin.core.quant.BinaryFactor;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Buffer;

/**
 * A parameter in training: its int8 values with their scale, and what an update rule keeps of it.
 *
 * <p>Several threads may update parts that do not overlap; nothing is checked.
 */
public final class Parameter {
  /** Steps of the fraction in one step of the values: {@code 2^FRACTION_BITS}. */
  public static final int FRACTION_BITS = 8;

  /** Highest exponent {@code shift} that scaling down gives a tensor; then values are clipped. */
  public static final int MAX_SHIFT = 100;

  /** Lowest exponent {@code shift} that scaling up gives a tensor. */
  public static final int MIN_SHIFT = -100;

  /** Lowest exponent {@code up} that scaling up gives a tensor. */
  public static final int MIN_UP = -100;

  /** Lowest exponent {@code down} that scaling down gives a tensor. */
  public static final int MIN_DOWN = -100;

  private static final BinaryFactor HALF = new BinaryFactor(1, 1);
  private static final BinaryFactor TWICE = new BinaryFactor(1, -1);

  /** A weight below it may be doubled: its master then is at most {@code 2 * (63 * 256 + 127)}. */
  private static final int HALF_RANGE = 64;

  /** A weight below it may be upscaled; one that was just scaled down is not below it. */
  private static final int UPSCALE_BELOW = 80;

  /** What the layers compute with. */
  public final Int8Buffer weights;

  /** Number of values. */
  public final int count;

  /**
   * For a rule that keeps more than the weights, else empty: for each of them its master in the
   * lower and its moment in the upper 16 bits, both signed. A master is the weight with {@link
   * #FRACTION_BITS} more bits, at most {@value MasterWeights#MAX} in magnitude; the weight is the
   * master rounded to nearest, ties upwards. A moment is a running mean; its unit is the rule's.
   */
  public final int[] state;

  /** Power of two in the unit of the moments, for a rule whose unit moves. */
  public int momentShift;

  /** Whether weight decay shrinks it: weights, but no vector such as a bias. */
  public final boolean decays;

  /**
   * Whether the scale has to stay, as some of the values have to: then what is beyond the largest
   * value is clipped to it. A rule that scales a parameter down asks this first.
   */
  public boolean keepsScale;

  /** A parameter with zeros for all that the rule keeps. */
  public Parameter(Int8Buffer weights, int count, boolean decays, UpdateRule rule) {
    this.weights = weights;
    this.decays = decays;
    this.count = count;
    this.state = new int[rule.keepsState() ? count : 0];
    forget();
  }

  /** The exact value of a weight, in steps of {@code 2^-FRACTION_BITS}. */
  public int master(int i) {
    return (short) state[i];
  }

  /** The moment of a weight. */
  public int moment(int i) {
    return state[i] >> 16;
  }

  /** Sets what is kept of a weight, and the weight to the master rounded. */
  void set(int i, int master, int moment) {
    state[i] = (moment << 16) | (master & 0xFFFF);
    weights.values[i] = (byte) ((master + (1 << (FRACTION_BITS - 1))) >> FRACTION_BITS);
  }

  /** Sets the moment of a weight. */
  void setMoment(int i, int moment) {
    state[i] = (moment << 16) | (state[i] & 0xFFFF);
  }

  /** Whether its scale may get coarser: it is free, and not at the end of its exponents. */
  boolean canScaleDown() {
    boolean isAtEnd = weights.down <= MIN_DOWN && weights.shift >= MAX_SHIFT;
    return !keepsScale && !isAtEnd;
  }

  /**
   * Makes the scale coarser by one step: multiplies by {@link Scale#DOWNSCALE}, rounded to nearest,
   * and lowers {@code down} by 1; once that is {@value #MIN_DOWN}, halves and raises {@code shift}
   * by 1.
   *
   * @param values in the unit of the weights, or a fraction of it; overwritten
   * @param alignsMoments whether moments are in the same unit and follow
   * @return the largest magnitude of the values
   */
  int scaleDown(int[] values, boolean alignsMoments) {
    boolean halve = weights.down <= MIN_DOWN;
    BinaryFactor factor = halve ? HALF : Scale.DOWNSCALE;
    int largest = 0;
    for (int i = 0; i < count; i++) {
      values[i] = (int) factor.apply(values[i]);
      largest = Math.max(largest, Math.abs(values[i]));
    }
    if (alignsMoments) {
      for (int i = 0; i < count; i++) {
        setMoment(i, (int) factor.apply(moment(i)));
      }
    }
    if (halve) {
      weights.shift++;
    } else {
      weights.down--;
    }
    return largest;
  }

  /**
   * Makes the scale finer where the values leave room for it, so that they fill the int8 range
   * again: while the largest weight is not 0 and below {@value #HALF_RANGE}, doubles and lowers
   * {@code shift} by 1; then, if it is below {@value #UPSCALE_BELOW}, multiplies by {@link
   * Scale#UPSCALE}, rounded to nearest, and lowers {@code up} by 1. Nothing where the scale is
   * kept, an exponent is at its end, or a moment would not fit.
   *
   * @param alignsMoments whether moments are in the unit of the weights and follow
   */
  void scaleUp(boolean alignsMoments) {
    if (keepsScale) {
      return;
    }
    int largest = largestWeight();
    int largestMoment = alignsMoments ? largestMoment() : 0;
    while (largest > 0 && largest < HALF_RANGE && weights.shift > MIN_SHIFT) {
      largestMoment = 2 * largestMoment;
      if (largestMoment > Short.MAX_VALUE) {
        return;
      }
      multiply(TWICE, alignsMoments);
      weights.shift--;
      largest = largestWeight();
    }
    boolean fits = Scale.UPSCALE.apply(largestMoment) <= Short.MAX_VALUE;
    if (largest >= HALF_RANGE && largest < UPSCALE_BELOW && weights.up > MIN_UP && fits) {
      multiply(Scale.UPSCALE, alignsMoments);
      weights.up--;
    }
  }

  private int largestWeight() {
    int largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs(weights.values[i]));
    }
    return largest;
  }

  /** The largest magnitude of the moments. */
  int largestMoment() {
    int largest = 0;
    for (int i = 0; i < state.length; i++) {
      largest = Math.max(largest, Math.abs(moment(i)));
    }
    return largest;
  }

  private void multiply(BinaryFactor factor, boolean alignsMoments) {
    for (int i = 0; i < count; i++) {
      if (state.length > 0) {
        int moment = alignsMoments ? (int) factor.apply(moment(i)) : moment(i);
        set(i, (int) factor.apply(master(i)), moment);
      } else {
        weights.values[i] = (byte) factor.apply(weights.values[i]);
      }
    }
  }

  /** Takes the weights as they are now for exact, and sets the moments to 0. */
  public void forget() {
    for (int i = 0; i < state.length; i++) {
      state[i] = (weights.values[i] << FRACTION_BITS) & 0xFFFF;
    }
    momentShift = 0;
  }

  /** Sets all that is kept of a weight that already has its value. */
  public void restore(int i, int fraction, int moment) {
    int master = (weights.values[i] << FRACTION_BITS) + fraction;
    state[i] = (moment << 16) | (master & 0xFFFF);
  }

  /** By how much the exact value is above the weight, in [-128, 127]. */
  public int fraction(int i) {
    return master(i) - (weights.values[i] << FRACTION_BITS);
  }
}
