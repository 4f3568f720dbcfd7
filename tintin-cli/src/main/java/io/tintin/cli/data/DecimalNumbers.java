package io.tintin.cli.data;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** Decimal numbers of up to 18 digits, each as an integer and a power of ten. */
final class DecimalNumbers implements Numbers {
  /** Longest text of a number, in characters. */
  static final int MAX_TEXT = 64;

  private static final int MAX_DIGITS = 18;
  private static final MathContext DIGITS = new MathContext(MAX_DIGITS, RoundingMode.HALF_UP);
  private static final BigDecimal TOO_LARGE = BigDecimal.TEN.pow(MAX_DIGITS);
  private static final long[] POWERS = new long[MAX_DIGITS + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i <= MAX_DIGITS; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

  private final int columns;
  private final long[] values;
  private final byte[] decimals;

  private DecimalNumbers(int columns, long[] values, byte[] decimals) {
    this.columns = columns;
    this.values = values;
    this.decimals = decimals;
  }

  /**
   * A number of a file: below 10^18, rounded to 18 digits and to 18 digits after the point.
   *
   * @return empty if the text is no such number
   */
  static Optional<BigDecimal> parse(String text) {
    String stripped = text.strip();
    if (stripped.isEmpty() || stripped.length() > MAX_TEXT) {
      return Optional.empty();
    }
    try {
      BigDecimal number = new BigDecimal(stripped);
      if (number.signum() == 0) {
        return Optional.of(BigDecimal.ZERO);
      }
      long exponent = (long) number.precision() - number.scale();
      if (exponent > MAX_DIGITS) {
        return Optional.empty();
      }
      if (exponent < -MAX_DIGITS) {
        return Optional.of(BigDecimal.ZERO);
      }
      BigDecimal rounded = number.round(DIGITS);
      if (rounded.scale() > MAX_DIGITS) {
        rounded = rounded.setScale(MAX_DIGITS, RoundingMode.HALF_UP);
      }
      boolean fits = rounded.abs().compareTo(TOO_LARGE) < 0;
      return fits ? Optional.of(rounded.stripTrailingZeros()) : Optional.empty();
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
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
    int most = -MAX_DIGITS;
    for (int i = column; i < values.length; i += columns) {
      most = Math.max(most, values[i] == 0 ? -MAX_DIGITS : decimals[i]);
    }
    return most;
  }

  @Override
  public long at(int row, int column, int wanted) {
    int index = row * columns + column;
    return rescale(values[index], wanted - decimals[index]);
  }

  /** {@code value * 10^power}, rounded to nearest, ties away from zero, and clipped. */
  static long rescale(long value, int power) {
    if (value == 0 || power < -MAX_DIGITS) {
      return 0;
    }
    if (power >= 0) {
      long room = power > MAX_DIGITS ? 0 : LIMIT / POWERS[power];
      return Math.abs(value) > room ? Long.signum(value) * LIMIT : value * POWERS[power];
    }
    long divisor = POWERS[-power];
    long magnitude = (Math.abs(value) + divisor / 2) / divisor;
    return Long.signum(value) * Math.min(magnitude, LIMIT);
  }

  @Override
  public void digest(int row, MessageDigest digest) {
    ByteBuffer bytes = ByteBuffer.allocate(columns * (Long.BYTES + 1));
    for (int i = row * columns; i < (row + 1) * columns; i++) {
      bytes.putLong(values[i]).put(decimals[i]);
    }
    digest.update(bytes.array());
  }

  /** Collects numbers row by row. */
  static final class Builder {
    private long[] values = new long[1024];
    private byte[] decimals = new byte[1024];
    private int count;

    void add(BigDecimal number) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
        decimals = Arrays.copyOf(decimals, 2 * count);
      }
      values[count] = number.unscaledValue().longValueExact();
      decimals[count++] = (byte) number.scale();
    }

    int count() {
      return count;
    }

    DecimalNumbers build(int columns) {
      return new DecimalNumbers(
          columns, Arrays.copyOf(values, count), Arrays.copyOf(decimals, count));
    }
  }
}
