package io.tintin.benchmarks.floats;

import java.util.List;

/** A layer with memory of its own; activations are {@code [features, batch]}, batch innermost. */
interface FloatLayer {
  /** Overwritten by {@link #forward}. */
  float[] output();

  void forward(float[] input);

  /**
   * Fills in the gradients of the parameters, and of the input unless nobody needs it.
   *
   * @param gradOutput may be changed
   * @param gradInput overwritten; empty for the first layer of a net
   */
  void backward(float[] input, float[] gradOutput, float[] gradInput);

  default List<Parameters> parameters() {
    return List.of();
  }
}
