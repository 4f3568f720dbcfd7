package io.tintin.cli.floating;

import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.tensor.Shape;

/**
 * Where the windows of a pool lie in the rows of its input; a sequence is an image of one line.
 *
 * @param height lines of the input
 */
record PoolWindows(
    int windowHeight,
    int windowWidth,
    int stride,
    int channels,
    int height,
    int outHeight,
    int outWidth) {
  static PoolWindows of(MaxPool1d pool, Shape input) {
    return ofSequence(pool.size(), pool.stride(), input, pool.outputShape(input));
  }

  static PoolWindows of(AveragePool1d pool, Shape input) {
    return ofSequence(pool.size(), pool.stride(), input, pool.outputShape(input));
  }

  static PoolWindows of(MaxPool2d pool, Shape input) {
    return ofImage(pool.size(), pool.stride(), input, pool.outputShape(input));
  }

  static PoolWindows of(AveragePool2d pool, Shape input) {
    return ofImage(pool.size(), pool.stride(), input, pool.outputShape(input));
  }

  private static PoolWindows ofSequence(int size, int stride, Shape input, Shape output) {
    return new PoolWindows(1, size, stride, input.channels(), 1, 1, output.extent(0));
  }

  private static PoolWindows ofImage(int size, int stride, Shape input, Shape output) {
    return new PoolWindows(
        size, size, stride, input.channels(), input.extent(0), output.extent(0), output.extent(1));
  }

  /** Values of a window. */
  int size() {
    return windowHeight * windowWidth;
  }

  /** Rows of the output, of all channels. */
  int outRows() {
    return channels * outHeight;
  }

  /** The first of the input's rows that a row of the output sees. */
  int firstRow(int outRow) {
    return outRow / outHeight * height + outRow % outHeight * stride;
  }
}
