package io.tintin.core.optim;

import io.tintin.core.quant.Rounding;
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
    boolean isAtEnd = weights.down <= AlignedSgd.MIN_DOWN && weights.shift >= AlignedSgd.MAX_SHIFT;
    return !keepsScale && !isAtEnd;
  }

  /**
   * Makes the scale coarser by one step: multiplies by 13/16, rounded to nearest, and lowers {@code
   * down} by 1; once that is {@value AlignedSgd#MIN_DOWN}, halves and raises {@code shift} by 1.
   *
   * @param values in the unit of the weights, or a fraction of it; overwritten
   * @param alignedMoments how many of the first moments are in the same unit and follow
   * @return the largest magnitude of the values
   */
  int scaleDown(int[] values, int alignedMoments) {
    boolean halve = weights.down <= AlignedSgd.MIN_DOWN;
    int factor = halve ? 8 : 13;
    int largest = 0;
    for (int i = 0; i < count; i++) {
      values[i] = (int) Rounding.NEAREST.shiftRight((long) factor * values[i], 4, 0);
      largest = Math.max(largest, Math.abs(values[i]));
    }
    for (int m = 0; m < alignedMoments; m++) {
      short[] moment = moments[m];
      for (int i = 0; i < count; i++) {
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

  /** Sets all that the rule keeps to 0. */
  public void forget() {
    Arrays.fill(fraction, (byte) 0);
    for (short[] moment : moments) {
      Arrays.fill(moment, (short) 0);
    }
    Arrays.fill(momentShifts, 0);
  }
}
