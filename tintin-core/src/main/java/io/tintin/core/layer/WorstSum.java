package io.tintin.core.layer;

/**
 * An int32 sum of a layer, at the largest magnitude that any inputs, weights and gradients can give
 * it.
 *
 * @param name what is summed
 * @param largest magnitude
 */
public record WorstSum(String name, long largest) {
  /** Largest product of two int8 values. */
  static final long PRODUCT = 127 * 127;

  /** The output: products and, if there is one, a bias. */
  static WorstSum output(long products, boolean hasBias) {
    return new WorstSum("output", products * PRODUCT + (hasBias ? Accumulation.MAX_BIAS : 0));
  }

  /** The gradient by the input, from so many products. */
  static WorstSum inputGradient(long products) {
    return new WorstSum("gradient by the input", products * PRODUCT);
  }

  /** The gradient by a weight over a batch, from so many products of each example. */
  static WorstSum weightGradient(long products, int batch) {
    return new WorstSum("gradient by a weight", products * PRODUCT * batch);
  }
}
