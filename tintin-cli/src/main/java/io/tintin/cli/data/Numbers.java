package io.tintin.cli.data;

import java.security.MessageDigest;

/** The numbers of examples as a file holds them: rows of equally many columns. Immutable. */
sealed interface Numbers permits PixelNumbers, DecimalNumbers {
  /** Largest magnitude that {@link #at} gives. */
  long LIMIT = 1L << 40;

  int rows();

  int columns();

  /** Most digits after the point in the column; below 0 when all end in zeros. */
  int decimals(int column);

  /**
   * A number in steps of {@code 10^-decimals}, rounded to nearest, ties away from zero, and clipped
   * to ±{@link #LIMIT}.
   */
  long at(int row, int column, int decimals);

  /** Adds a row to a hash of the content. */
  void digest(int row, MessageDigest digest);
}
