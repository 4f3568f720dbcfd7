package io.tintin.core.rescaling;

import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/**
 * One place in a step where int32 accumulators become int8.
 *
 * <p>Allocates nothing and checks nothing.
 */
public sealed interface Requantizer
    permits CompoundRequantizer,
        DynamicRequantizer,
        FrozenRequantizer,
        NitiRequantizer,
        TrackedRequantizer {
  /**
   * Rounds to nearest, ties away from zero unless said otherwise, clips to ±127 and sets the scale.
   *
   * @param acc {@code [features, batch]}, with its scale; may be overwritten
   * @param count values of it
   * @param batch examples of it
   * @param firstExample place of its first example in the batch of the step
   * @param output overwritten, with its scale
   */
  void requantize(Int32Buffer acc, int count, int batch, int firstExample, Int8Buffer output);
}
