package io.tintin.mcu;

import java.util.List;

/**
 * The C of one layer: what it declares, and the calls of a step. It reads the tensors {@code
 * value<v>} of its inputs and writes that of its output; on the way back it reads the tensor {@code
 * gradient<v>} of its output and writes those of its inputs.
 */
interface LayerCode {
  /** Files of the library that it needs. */
  List<String> files();

  /** What it is, for a comment. */
  String title();

  /** A definition of constants named {@code layer<n>}; empty if it needs none. */
  String declaration();

  /** The statement that computes the output. */
  String forward();

  /** The call that computes the gradient by one input. */
  String backward(int input);

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

  /** Whether the output and an input may be the same memory, and so may their gradients. */
  default boolean isInPlace() {
    return false;
  }

  /** Whether nothing has to be done but to name the same memory anew. */
  default boolean isIdentity() {
    return false;
  }

  /** Whether the gradient by each input is that by the output. */
  default boolean passesGradient() {
    return isIdentity();
  }
}
