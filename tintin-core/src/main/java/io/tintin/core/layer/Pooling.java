package io.tintin.core.layer;

import io.tintin.core.tensor.Shape;

/** What all pools by windows share: their bounds and shapes. */
final class Pooling {
  private Pooling() {}

  static void check(String name, int maxSize, int size, int stride) {
    if (size < 1 || size > maxSize) {
      throw new IllegalArgumentException(name + " size must be in [1, " + maxSize + "]: " + size);
    }
    if (stride < 1) {
      throw new IllegalArgumentException(name + " stride must be at least 1: " + stride);
    }
  }

  /** The output of windows of a sequence. */
  static Shape ofSequence(String name, int size, int stride, Shape... inputs) {
    Shape input = Accumulation.only(name, inputs);
    if (input.rank() != 2) {
      throw new IllegalArgumentException(
          name + " input must be a sequence [length, channels]: " + input);
    }
    if (input.extent(0) < size) {
      throw new IllegalArgumentException(
          name + " input length must be at least " + size + ": " + input);
    }
    return Shape.of((input.extent(0) - size) / stride + 1, input.extent(1));
  }

  /** The output of square windows of an image. */
  static Shape ofImage(String name, int size, int stride, Shape... inputs) {
    Shape input = Accumulation.only(name, inputs);
    if (input.rank() != 3) {
      throw new IllegalArgumentException(
          name + " input must be an image [height, width, channels]: " + input);
    }
    if (Math.min(input.extent(0), input.extent(1)) < size) {
      throw new IllegalArgumentException(
          name + " input height and width must be at least " + size + ": " + input);
    }
    return Shape.of(
        (input.extent(0) - size) / stride + 1,
        (input.extent(1) - size) / stride + 1,
        input.extent(2));
  }
}
