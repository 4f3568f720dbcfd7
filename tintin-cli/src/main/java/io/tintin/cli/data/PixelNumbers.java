package io.tintin.cli.data;

import java.security.MessageDigest;

/** Unsigned bytes. */
final class PixelNumbers implements Numbers {
  private final byte[] values;
  private final int columns;

  /** Takes the array over. */
  PixelNumbers(byte[] values, int columns) {
    this.values = values;
    this.columns = columns;
  }

  @Override
  public int rows() {
    return values.length / columns;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public int decimals(int column) {
    return 0;
  }

  int pixel(int row, int column) {
    return values[row * columns + column] & 0xFF;
  }

  @Override
  public long at(int row, int column, int decimals) {
    int pixel = pixel(row, column);
    return decimals == 0 ? pixel : DecimalNumbers.rescale(pixel, decimals);
  }

  @Override
  public void digest(int row, MessageDigest digest) {
    digest.update(values, row * columns, columns);
  }
}
