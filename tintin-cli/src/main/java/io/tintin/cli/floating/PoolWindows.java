package io.tintin.cli.floating;

import io.tintin.core.tensor.Shape;

/** Where the square windows of a pool lie in the rows of an image. */
record PoolWindows(int size, int stride, int height, int outHeight, int outWidth) {
  PoolWindows(int size, int stride, Shape input, Shape output) {
    this(size, stride, input.extent(0), output.extent(0), output.extent(1));
  }

  /** The first of the input's rows that a row of the output sees. */
  int firstRow(int outRow) {
    return outRow / outHeight * height + outRow % outHeight * stride;
  }
}
