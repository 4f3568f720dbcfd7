package io.tintin.mcu;

import java.util.List;

/**
 * The C of one layer: what it declares, and the calls of a step. The layer of number {@code n}
 * reads the tensor {@code value<n>} and writes {@code value<n + 1>}; on the way back it reads
 * {@code gradient<n + 1>} and writes {@code gradient<n>}.
 */
interface LayerCode {
  /** Files of the library that it needs. */
  List<String> files();

  /** What it is, for a comment. */
  String title();

  /** A definition of constants named {@code layer<n>}; empty if it needs none. */
  String declaration();

  /**
   * The call that computes the output.
   *
   * @param input pointer to the input, an expression
   */
  String forward(String input);

  /** The call that computes the gradient by the input. */
  String backward();

  /** The expression of the gradient of a parameter. */
  default String gradient(int parameter) {
    throw new IllegalStateException("no parameters");
  }

  /** Whether the output is requantised in a place of its own. */
  default boolean placesOutput() {
    return false;
  }

  /** Whether the gradient by the input is. */
  default boolean placesGradient() {
    return false;
  }

  /** Whether the way back to the input reads the input. */
  default boolean backwardReadsInput() {
    return false;
  }

  /** Whether it reads the output. */
  default boolean backwardReadsOutput() {
    return false;
  }

  /** Whether output and input may be the same memory, and so may their gradients. */
  default boolean isInPlace() {
    return false;
  }

  /** Whether nothing has to be done but to name the same memory anew. */
  default boolean isIdentity() {
    return false;
  }
}
