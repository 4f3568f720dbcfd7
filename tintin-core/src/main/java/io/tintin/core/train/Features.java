package io.tintin.core.train;

import io.tintin.core.tensor.Shape;

/** Features at the border: the check, and the order that layers want. */
final class Features {
  private Features() {}

  static void check(int size, byte[] features) {
    if (features.length != size) {
      throw new IllegalArgumentException("feature count must be " + size + ": " + features.length);
    }
    for (byte feature : features) {
      if (feature == Byte.MIN_VALUE) {
        throw new IllegalArgumentException("feature must be in [-127, 127]: " + feature);
      }
    }
  }

  /**
   * Copies one example to its place in a batch. An image {@code [height, width, channels]} becomes
   * {@code [channels, height, width]}; any other shape keeps its order.
   *
   * @param from index of the example's first feature
   * @param example index in the batch
   * @param batch examples of the batch, innermost in the destination
   */
  static void transpose(
      Shape shape, byte[] features, int from, byte[] destination, int example, int batch) {
    int channels = shape.rank() == 3 ? shape.extent(2) : 1;
    int pixels = shape.size() / channels;
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        destination[(c * pixels + p) * batch + example] = features[from + p * channels + c];
      }
    }
  }
}
