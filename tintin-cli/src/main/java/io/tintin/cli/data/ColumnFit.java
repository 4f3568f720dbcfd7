package io.tintin.cli.data;

import java.math.BigInteger;

/**
 * Mean and standard deviation of columns that are normalised as one, exact but for one rounding.
 */
final class ColumnFit {
  /** Bits of mean and deviation below a fixed-point step. */
  static final int FRACTION_BITS = 8;

  /** Largest magnitude in fixed point: squares stay below 2^58, so 16 of them fit a long. */
  private static final long MAX_VALUE = 1L << 29;

  private static final long FLUSH = 1L << 61;

  private ColumnFit() {}

  /** Of the columns {@code [from, to)} together. */
  static Normalizer.Column of(RawDataset data, int from, int to) {
    int decimals = decimals(data, from, to);
    BigInteger squares = BigInteger.ZERO;
    long someSquares = 0;
    long sum = 0;
    for (int i = 0; i < data.count(); i++) {
      for (int c = from; c < to; c++) {
        long value = data.numbers().at(data.row(i), c, decimals);
        sum += value;
        someSquares += value * value;
        if (someSquares >= FLUSH) {
          squares = squares.add(BigInteger.valueOf(someSquares));
          someSquares = 0;
        }
      }
    }
    BigInteger count = BigInteger.valueOf((long) data.count() * (to - from));
    BigInteger total = BigInteger.valueOf(sum);
    // count^2 times the variance.
    BigInteger spread =
        count
            .multiply(squares.add(BigInteger.valueOf(someSquares)))
            .subtract(total.multiply(total));
    BigInteger deviation = spread.shiftLeft(2 * FRACTION_BITS).divide(count.multiply(count)).sqrt();
    return new Normalizer.Column(decimals, mean(total, count), deviation.longValueExact());
  }

  /** Rounded to nearest, ties away from zero. */
  private static long mean(BigInteger total, BigInteger count) {
    BigInteger magnitude =
        total.abs().shiftLeft(FRACTION_BITS + 1).add(count).divide(count.shiftLeft(1));
    return total.signum() * magnitude.longValueExact();
  }

  /** As many digits as the columns have, or fewer if their largest number has no room for them. */
  private static int decimals(RawDataset data, int from, int to) {
    int most = -Normalizer.Column.MAX_DECIMALS;
    for (int c = from; c < to; c++) {
      most = Math.max(most, data.numbers().decimals(c));
    }
    while (most > -Normalizer.Column.MAX_DECIMALS && !fits(data, from, to, most)) {
      most--;
    }
    return most;
  }

  private static boolean fits(RawDataset data, int from, int to, int decimals) {
    for (int i = 0; i < data.count(); i++) {
      for (int c = from; c < to; c++) {
        if (Math.abs(data.numbers().at(data.row(i), c, decimals)) > MAX_VALUE) {
          return false;
        }
      }
    }
    return true;
  }
}
