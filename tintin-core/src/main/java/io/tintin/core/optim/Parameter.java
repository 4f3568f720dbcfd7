package io.tintin.core.optim;

import io.tintin.core.quant.BinaryFactor;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Buffer;
import java.util.Arrays;

/**
 * A parameter in training: its int8 values with their scale, and what an update rule keeps of it.
 *
 * <p>For one thread; nothing is checked.
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
   * In [-128, 127]: the exact value is {@code 256 * weight + fraction} steps of {@code 2^-8}. Empty
   * if the rule keeps none.
   */
  public final byte[] fraction;

  /** Running means of the rule, each with a value for each weight; their unit is the rule's. */
  public final short[][] moments;

  /** Power of two in the unit of each moment, for a rule whose unit moves. */
  public final int[] momentShifts;

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
    this.fraction = new byte[rule.hasFraction() ? count : 0];
    this.moments = new short[rule.momentCount()][count];
    this.momentShifts = new int[rule.momentCount()];
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
   * @param alignedMoments how many of the first moments are in the same unit and follow
   * @return the largest magnitude of the values
   */
  int scaleDown(int[] values, int alignedMoments) {
    boolean halve = weights.down <= MIN_DOWN;
    BinaryFactor factor = halve ? HALF : Scale.DOWNSCALE;
    int largest = 0;
    for (int i = 0; i < count; i++) {
      values[i] = (int) factor.apply(values[i]);
      largest = Math.max(largest, Math.abs(values[i]));
    }
    multiplyMoments(factor, alignedMoments);
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
   * @param alignedMoments how many of the first moments are in the unit of the weights and follow
   */
  void scaleUp(int alignedMoments) {
    if (keepsScale) {
      return;
    }
    int largest = largestWeight();
    int largestMoment = largestMoment(alignedMoments);
    while (largest > 0 && largest < HALF_RANGE && weights.shift > MIN_SHIFT) {
      largestMoment = 2 * largestMoment;
      if (largestMoment > Short.MAX_VALUE) {
        return;
      }
      multiply(TWICE, alignedMoments);
      weights.shift--;
      largest = largestWeight();
    }
    boolean fits = Scale.UPSCALE.apply(largestMoment) <= Short.MAX_VALUE;
    if (largest >= HALF_RANGE && largest < UPSCALE_BELOW && weights.up > MIN_UP && fits) {
      multiply(Scale.UPSCALE, alignedMoments);
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

  /** The largest magnitude in so many of the first moments. */
  int largestMoment(int momentCount) {
    int largest = 0;
    for (int m = 0; m < momentCount; m++) {
      for (short value : moments[m]) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }

  private void multiply(BinaryFactor factor, int alignedMoments) {
    boolean hasFraction = fraction.length > 0;
    for (int i = 0; i < count; i++) {
      if (hasFraction) {
        MasterWeights.set(this, i, (int) factor.apply(MasterWeights.get(this, i)));
      } else {
        weights.values[i] = (byte) factor.apply(weights.values[i]);
      }
    }
    multiplyMoments(factor, alignedMoments);
  }

  private void multiplyMoments(BinaryFactor factor, int alignedMoments) {
    for (int m = 0; m < alignedMoments; m++) {
      short[] moment = moments[m];
      for (int i = 0; i < count; i++) {
        moment[i] = (short) factor.apply(moment[i]);
      }
    }
  }

  /** Sets all that the rule keeps to 0. */
  public void forget() {
    Arrays.fill(fraction, (byte) 0);
    for (short[] moment : moments) {
      Arrays.fill(moment, (short) 0);
    }
    Arrays.fill(momentShifts, 0);
  }
}
