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
   * Copies one example to its place in a batch. Where the last extent counts channels, these come
   * first: an image {@code [height, width, channels]} becomes {@code [channels, height, width]}.
   * Any other shape keeps its order.
   *
   * @param from index of the example's first feature
   * @param example index in the batch
   * @param batch examples of the batch, innermost in the destination
   */
  static void transpose(
      Shape shape, byte[] features, int from, byte[] destination, int example, int batch) {
    int channels = shape.channels();
    int pixels = shape.size() / channels;
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        destination[(c * pixels + p) * batch + example] = features[from + p * channels + c];
      }
    }
  }

  /** As {@link #transpose}, of a single example, to int32 values from an index on. */
  static void transposeTo(Shape shape, byte[] features, int[] destination, int to) {
    int channels = shape.channels();
    int pixels = shape.size() / channels;
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        destination[to + c * pixels + p] = features[p * channels + c];
      }
    }
  }
}
