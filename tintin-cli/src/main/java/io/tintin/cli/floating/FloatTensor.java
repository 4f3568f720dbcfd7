package io.tintin.cli.floating;

import io.tintin.core.tensor.Shape;

/**
 * Float32 activations of a batch, or their gradients, batch innermost.
 *
 * <p>An image {@code [height, width, channels]} has a row for each channel and line, {@code
 * rows[channel * height + y]}, with the elements {@code [width, batch]}; a sequence {@code [length,
 * channels]} has one for each channel, {@code [length, batch]}. Any other shape has a single row
 * {@code [features, batch]}. Rows are as long as the largest batch needs; a smaller one uses their
 * start.
 */
final class FloatTensor {
  final Shape shape;

  /** Features of one example in a row. */
  final int columns;

  final float[][] rows;

  FloatTensor(Shape shape, int maxBatch) {
    this.shape = shape;
    boolean hasChannels = shape.rank() == 2 || shape.rank() == 3;
    this.columns = hasChannels ? shape.extent(shape.rank() - 2) : shape.size();
    this.rows = Rows.allocate(shape.size() / columns, columns * maxBatch);
  }

  /** Elements of each row that a batch of this size uses. */
  int length(int batch) {
    return columns * batch;
  }

  /** One value of one example, in the order of the rows. */
  float get(int feature, int example, int batch) {
    return rows[feature / columns][feature % columns * batch + example];
  }

  void set(int feature, int example, int batch, float value) {
    rows[feature / columns][feature % columns * batch + example] = value;
  }

  void clear(int batch) {
    for (float[] row : rows) {
      Rows.fill(row, 0, length(batch));
    }
  }

  /** Adds all elements of a tensor of the same shape. */
  void add(FloatTensor other, int batch) {
    for (int r = 0; r < rows.length; r++) {
      Rows.add(rows[r], other.rows[r], length(batch));
    }
  }

  /** Takes over all elements of a tensor of the same shape. */
  void copy(FloatTensor other, int batch) {
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(other.rows[r], 0, rows[r], 0, length(batch));
    }
  }

  void scale(float factor, int batch) {
    for (float[] row : rows) {
      Rows.scale(row, factor, length(batch));
    }
  }
}
