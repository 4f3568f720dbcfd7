package io.tintin.core.optim;

import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/**
 * From the gradient of one parameter to its new values.
 *
 * <p>Runs inside a step: allocates nothing and checks nothing.
 */
public sealed interface UpdateRule permits AlignedSgd, NitiSgd {
  /**
   * Changes the parameter in place, and its scale where the rule tracks one.
   *
   * @param parameter int8, with its scale
   * @param count number of values of the parameter and the gradient
   * @param gradient int32, summed over the batch, with its scale; overwritten
   * @param batchSize of the trainer, at least 1
   * @param key of the random bits of this step and parameter
   */
  void update(Int8Buffer parameter, int count, Int32Buffer gradient, int batchSize, long key);
}
