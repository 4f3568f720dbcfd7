package io.tintin.core.optim;

import io.tintin.core.tensor.Int32Buffer;

/**
 * A rule by which values depend on one another through their scale alone: so several threads may
 * each update a part of a parameter, with the same bits.
 *
 * <p>The parts of a parameter cover it once. If any of them tells so, {@link #settle} follows after
 * all of them.
 */
public sealed interface PartwiseRule extends UpdateRule permits AlignedSgd, MomentumSgd {
  /**
   * Updates the values in {@code [from, to)}.
   *
   * @param gradient as of {@link #update}; keeps what {@link #settle} needs
   * @param key of this step and the whole parameter
   * @return whether a value does not fit the scale; then all of them wait for {@link #settle}
   */
  boolean updatePart(
      Parameter parameter,
      Int32Buffer gradient,
      int from,
      int to,
      int batchSize,
      int rateFactor,
      long key,
      UpdateScratch scratch);

  /**
   * Makes the scale of a parameter coarser, or clips where it is kept, until all values fit.
   *
   * @param gradient that its parts were updated by
   */
  void settle(Parameter parameter, Int32Buffer gradient);

  @Override
  default void update(
      Parameter parameter,
      Int32Buffer gradient,
      int batchSize,
      int rateFactor,
      long key,
      UpdateScratch scratch) {
    int count = parameter.count;
    if (updatePart(parameter, gradient, 0, count, batchSize, rateFactor, key, scratch)) {
      settle(parameter, gradient);
    }
  }
}
