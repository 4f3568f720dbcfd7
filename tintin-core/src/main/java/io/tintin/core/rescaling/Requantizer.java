package io.tintin.core.rescaling;

import io.tintin.core.internal.kernel.Kernels;
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
  /** Instead of a shift, where it depends on the sums. */
  int UNKNOWN = Kernels.UNSCALED;

  /**
   * How far accumulators of this scale will be shifted right, whatever their values; {@link
   * #UNKNOWN} if that depends on them. Where it is known, whoever computes the accumulators may
   * scale them at once and call {@link #scaled}; otherwise all are computed first, then {@link
   * #requantize} is called.
   */
  default int rightShift(Int32Buffer acc) {
    return UNKNOWN;
  }

  /** Whether ties go to the even neighbour, where the shift is known; else away from zero. */
  default boolean tiesToEven() {
    return false;
  }

  /**
   * Sets the scale of values that were shifted by {@link #rightShift}, rounded to nearest and
   * clipped to ±127.
   *
   * @param bits bit length of the largest magnitude of the accumulators
   */
  default void scaled(Int32Buffer acc, int bits, Int8Buffer output) {
    throw new IllegalStateException("shift is not known before the sums");
  }

  /**
   * Rounds to nearest, ties away from zero unless said otherwise, clips to ±127 and sets the scale.
   *
   * @param acc {@code [features, batch]}, with its scale; may be overwritten
   * @param bits bit length of the largest magnitude of them
   * @param count values of it
   * @param batch examples of it
   * @param output overwritten, with its scale
   */
  void requantize(Int32Buffer acc, int bits, int count, int batch, Int8Buffer output);
}
