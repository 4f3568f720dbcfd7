package io.tintin.core.optim;

import io.tintin.core.tensor.Int32Buffer;

/**
 * From the gradient of one parameter to its new values.
 *
 * <p>Runs inside a step: allocates nothing and checks nothing.
 */
public sealed interface UpdateRule permits PartwiseRule, Lion, NitiSgd {
  /** The learning rate as it is; see {@link #update}. */
  int FULL_RATE = 1 << 15;

  /** A trainer scales its parameters up after each so many steps. */
  int SCALE_UP_STEPS = 64;

  /** Whether the rule keeps a {@link Parameter#state}. */
  boolean keepsState();

  /**
   * Changes the parameter in place, its scale where the rule tracks one, and what the rule keeps.
   *
   * @param gradient int32, summed over the batch, with its scale; overwritten
   * @param batchSize of the trainer, at least 1
   * @param rateFactor of a schedule: what the learning rate is multiplied by, in steps of 2^-15, in
   *     [0, {@link #FULL_RATE}]
   * @param key of the random bits of this step and parameter
   */
  void update(
      Parameter parameter,
      Int32Buffer gradient,
      int batchSize,
      int rateFactor,
      long key,
      UpdateScratch scratch);

  /**
   * Makes the scale finer where the values have come to leave room for it, for a rule that tracks
   * scales. The real values stay, but for rounding.
   */
  void scaleUp(Parameter parameter);
}
