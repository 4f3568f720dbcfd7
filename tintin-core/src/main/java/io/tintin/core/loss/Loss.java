package io.tintin.core.loss;

import io.tintin.core.quant.Scale;
import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/**
 * From outputs and targets to the derivative of the loss by the outputs.
 *
 * <p>Runs inside a step: allocates nothing and checks nothing.
 */
public sealed interface Loss
    permits AbsoluteError, BinaryCrossEntropy, CrossEntropy, NitiCrossEntropy, SquaredError {
  /**
   * How many target integers an example has, for a model with this many outputs; at least 1. One an
   * output, unless said.
   */
  default int targetSize(int outputs) {
    return outputs;
  }

  /**
   * Checks that the loss takes this many outputs. Any number will do, unless said.
   *
   * @throws IllegalArgumentException if it does not
   */
  default void checkOutputs(int outputs) {}

  /**
   * Checks one target of an example.
   *
   * @param index of the target in the example
   * @throws IllegalArgumentException naming the rule and the target
   */
  void checkTarget(int outputs, int index, int target);

  /**
   * Whether targets are integers of this scale, so that an example's own features of this scale can
   * be its targets.
   */
  default boolean takesTargetsOf(Scale scale) {
    return false;
  }

  /**
   * Computes the gradient of each example and its scale.
   *
   * @param output int8 {@code [outputs, batch]}
   * @param targets {@code [targetSize, batch]}, each accepted by {@link #checkTarget}
   * @param batch examples of this pass
   * @param firstExample place of the first of them in the batch of the step
   * @param key of the random bits of this step; output {@code o} of example {@code e} of the step
   *     draws number {@code e * outputs + o}
   * @param acc scratch, int32 {@code [outputs, batch]}, overwritten
   * @param requantizer makes the gradient, where its scale depends on its range
   * @param gradOutput int8 {@code [outputs, batch]}, overwritten
   * @return the loss summed over the batch, in the unit that the implementation names
   */
  long gradient(
      Int8Buffer output,
      int[] targets,
      int outputs,
      int batch,
      int firstExample,
      long key,
      Int32Buffer acc,
      Requantizer requantizer,
      Int8Buffer gradOutput);
}
