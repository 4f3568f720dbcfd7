package io.tintin.core.train;

/** The check of features at the border. */
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
}
