package io.tintin.core.rescaling;

import io.tintin.core.internal.kernel.KernelChoice;
import io.tintin.core.internal.kernel.ScalarKernels;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/**
 * {@link Rescaling#TRACKED}: the exponent {@code shift} of the output is kept from step to step.
 *
 * <p>A step shifts right by {@code max(shift - accShift, 0)} and clips what is beyond ±127. It also
 * notes the shift that {@link Rescaling#DYNAMIC} would have needed, the largest of all its passes.
 * After the step, if more was needed, the exponent rises to it at once; if less was needed in
 * {@value #CALM_STEPS} steps running, it falls by 1.
 *
 * <p>The first exponent of all is what the first example of the first step needs.
 */
public final class TrackedRequantizer implements Requantizer {
  /** Steps that needed less, one after the other, until the exponent falls. */
  public static final int CALM_STEPS = 16;

  private static final int UNSET = Integer.MIN_VALUE;

  private int shift = UNSET;
  private int calmSteps;
  private int needed = UNSET;

  TrackedRequantizer() {}

  @Override
  public int rightShift(Int32Buffer acc) {
    return isSet() ? Math.max(shift - acc.shift, 0) : UNKNOWN;
  }

  @Override
  public void scaled(Int32Buffer acc, int bits, Int8Buffer output) {
    needed = Math.max(needed, acc.shift + excessBits(bits));
    output.setScale(acc.shift + rightShift(acc), acc.up, acc.down);
  }

  @Override
  public void requantize(Int32Buffer acc, int bits, int count, int batch, Int8Buffer output) {
    if (!isSet()) {
      shift = acc.shift + excessBits(ScalarKernels.magnitudeBitsOfFirst(acc.values, count, batch));
    }
    KernelChoice.KERNELS.requantize(acc.values, count, rightShift(acc), false, output.values);
    scaled(acc, bits, output);
  }

  private static int excessBits(int bits) {
    return Math.max(bits - 7, 0);
  }

  /** Takes over the exponent and the count of another one before a step. */
  public void copyFrom(TrackedRequantizer other) {
    shift = other.shift;
    calmSteps = other.calmSteps;
  }

  /** Notes what another one needed in the same step. */
  public void observe(TrackedRequantizer other) {
    needed = Math.max(needed, other.needed);
  }

  /** Forgets what a lane needed in the step before, or one that did not come to its end. */
  public void beginStep() {
    needed = UNSET;
  }

  /** Chooses the exponent of the next step from what this one needed. */
  public void endStep() {
    if (needed == UNSET) {
      return; // was not reached in this step
    }
    if (needed > shift) {
      shift = needed;
      calmSteps = 0;
    } else if (needed == shift) {
      calmSteps = 0;
    } else if (++calmSteps == CALM_STEPS) {
      shift--;
      calmSteps = 0;
    }
    needed = UNSET;
  }

  /** Whether a step has set the exponent. */
  public boolean isSet() {
    return shift != UNSET;
  }

  /** The exponent of the next step; meaningless until it {@link #isSet}. */
  public int shift() {
    return shift;
  }

  /** Steps running that needed less, in [0, {@link #CALM_STEPS}). */
  public int calmSteps() {
    return calmSteps;
  }

  /** Forgets everything. */
  public void clear() {
    shift = UNSET;
    calmSteps = 0;
    needed = UNSET;
  }

  /** Goes on from a saved state. */
  public void restore(int savedShift, int savedCalmSteps) {
    shift = savedShift;
    calmSteps = savedCalmSteps;
    needed = UNSET;
  }
}
