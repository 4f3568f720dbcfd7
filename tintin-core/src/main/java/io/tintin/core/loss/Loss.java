package io.tintin.core.loss;

import io.tintin.core.tensor.Int8Buffer;

/**
 * From outputs and targets to the derivative of the loss by the outputs.
 *
 * <p>Runs inside a step: allocates nothing and checks nothing.
 */
public sealed interface Loss permits CrossEntropy, SquaredError {
  /** How many target integers an example has, for a model with this many outputs; at least 1. */
  int targetSize(int outputs);

  /**
   * Checks that the loss takes this many outputs.
   *
   * @throws IllegalArgumentException if it does not
   */
  void checkOutputs(int outputs);

  /**
   * Checks one target of an example.
   *
   * @param index of the target in the example
   * @throws IllegalArgumentException naming the rule and the target
   */
  void checkTarget(int outputs, int index, int target);

  /**
   * Computes the gradient of each example and its scale.
   *
   * @param output int8 {@code [outputs, batch]}
   * @param targets {@code [targetSize, batch]}, each accepted by {@link #checkTarget}
   * @param batch examples of this step, which may be fewer than the configured batch size
   * @param key of the random bits of this step
   * @param acc scratch, int32 {@code [outputs, batch]}, overwritten
   * @param gradOutput int8 {@code [outputs, batch]}, overwritten
   * @return the loss summed over the batch, in the unit that the implementation names
   */
  long gradient(
      Int8Buffer output,
      int[] targets,
      int outputs,
      int batch,
      long key,
      int[] acc,
      Int8Buffer gradOutput);
}
