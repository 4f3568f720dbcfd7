package io.tintin.core.optim;

/**
 * How the learning rate changes from step to step: a factor in steps of 2^-15, from 0 to {@link
 * UpdateRule#FULL_RATE}.
 *
 * <p>Allocates nothing.
 *
 * <p>A warm-up of {@code warmUpSteps} begins at {@code FULL_RATE / (warmUpSteps + 1)} and grows
 * linearly; the decay counts from the first step all the same.
 *
 * @param decay what comes after the warm-up
 * @param totalSteps length of the decay, at least 1; after it the factor stays at its last value
 * @param warmUpSteps in [0, totalSteps]
 */
public record Schedule(Decay decay, long totalSteps, long warmUpSteps) {
  /** The full rate in every step. */
  public static final Schedule CONSTANT = new Schedule(Decay.NONE, 1, 0);

  /** Most steps: a product of steps and factor stays below 2^62. */
  public static final long MAX_STEPS = 1L << 40;

  /** How a rate falls. */
  public enum Decay {
    /** Not at all. */
    NONE,
    /** {@code (totalSteps - step) / totalSteps}. */
    LINEAR,
    /** {@code ((totalSteps - step) / totalSteps)^2}: slower at the end. */
    QUADRATIC,
    /** Halved after each quarter of the steps. */
    HALVING
  }

  public Schedule {
    if (totalSteps < 1 || totalSteps > MAX_STEPS) {
      throw new IllegalArgumentException(
          "schedule totalSteps must be in [1, " + MAX_STEPS + "]: " + totalSteps);
    }
    if (warmUpSteps < 0 || warmUpSteps > totalSteps) {
      throw new IllegalArgumentException(
          "schedule warmUpSteps must be in [0, " + totalSteps + "]: " + warmUpSteps);
    }
  }

  /** Falls to 0 in a straight line. */
  public static Schedule linear(long totalSteps) {
    return new Schedule(Decay.LINEAR, totalSteps, 0);
  }

  /** This schedule with a warm-up. */
  public Schedule withWarmUp(long newWarmUpSteps) {
    return new Schedule(decay, totalSteps, newWarmUpSteps);
  }

  /**
   * The factor of a step, rounded down.
   *
   * @param step counted from 0; one below counts as 0
   */
  public int factor(long step) {
    long full = UpdateRule.FULL_RATE;
    long made = Math.max(0, Math.min(step, totalSteps));
    long left = totalSteps - made;
    long factor =
        switch (decay) {
          case NONE -> full;
          case LINEAR -> full * left / totalSteps;
          case QUADRATIC -> full * left / totalSteps * left / totalSteps;
          case HALVING -> full >> Math.min(4 * made / totalSteps, 3);
        };
    if (made < warmUpSteps) {
      factor = factor * (made + 1) / (warmUpSteps + 1);
    }
    return (int) factor;
  }
}
