package io.tintin.cli.floating;

import io.tintin.core.tensor.Shape;

/** The int8 features that wait for the next batch. */
final class FloatExamples {
  private final Shape shape;
  private final int capacity;
  private final float step;
  private final byte[] features;
  private int count;

  /**
   * Room for so many examples, of no more values than an array holds.
   *
   * @param step real value of one step of the features
   */
  FloatExamples(Shape shape, int capacity, float step) {
    this.shape = shape;
    this.capacity = capacity;
    this.step = step;
    this.features = new byte[shape.size() * capacity];
  }

  int count() {
    return count;
  }

  boolean isFull() {
    return count == capacity;
  }

  void add(byte[] example) {
    if (isFull()) {
      throw new IllegalStateException("examples of a batch must be at most " + capacity);
    }
    if (example.length != shape.size()) {
      throw new IllegalArgumentException(
          "feature count must be " + shape.size() + ": " + example.length);
    }
    System.arraycopy(example, 0, features, count * example.length, example.length);
    count++;
  }

  /** Moves all examples out: images and sequences, whose channels are last here, by channel. */
  void moveTo(FloatTensor input) {
    int channels = shape.channels();
    int lines = input.rows.length / channels;
    for (int r = 0; r < input.rows.length; r++) {
      int first = r % lines * input.columns * channels + r / lines;
      for (int x = 0; x < input.columns; x++) {
        gather(first + x * channels, input.rows[r], x * count);
      }
    }
    count = 0;
  }

  private void gather(int from, float[] row, int to) {
    for (int b = 0; b < count; b++) {
      row[to + b] = features[b * shape.size() + from] * step;
    }
  }
}
