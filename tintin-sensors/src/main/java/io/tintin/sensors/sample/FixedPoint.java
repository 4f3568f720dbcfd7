package io.tintin.sensors.sample;

/**
 * Reads decimal text as a whole number of steps of {@code 10^exponent}, without floating point and
 * without allocating. The result is rounded half up on the magnitude, so ties go away from zero, as
 * {@code RoundingMode.HALF_UP} of {@link java.math.BigDecimal} does.
 *
 * <p>A number is {@code [+-] digits [. digits] [e [+-] digits]} in ASCII, with at least one digit
 * before or after the point; spaces and tabs around it are passed over. An empty text, {@code nan},
 * {@code null} and {@code na} in any case stand for a missing number. Anything else, {@code
 * infinity} included, is malformed.
 *
 * <p>Not safe for use by many threads: an instance holds its last result.
 */
public final class FixedPoint {
  /** What became of a text. */
  public enum Status {
    OK,
    /** The text says that there is no number. */
    MISSING,
    /** The text is not a number. */
    MALFORMED,
    /** The magnitude is above {@link Long#MAX_VALUE}; the value is that bound with its sign. */
    OVERFLOW
  }

  /** Exponents are cut off here: beyond, every number is 0 or an overflow in a text that fits. */
  private static final long MAX_EXPONENT = 1L << 40;

  private final int exponent;
  private long value;

  /**
   * A reader for one channel.
   *
   * @param exponent power of ten of one step, in [-18, 18]; -2 reads {@code 1.5} as 150
   */
  public FixedPoint(int exponent) {
    if (Math.abs(exponent) > 18) {
      throw new IllegalArgumentException("exponent must be in [-18, 18]: " + exponent);
    }
    this.exponent = exponent;
  }

  /**
   * Reads one text that must be a number.
   *
   * @throws MalformedNumberException when it is missing, malformed or too large
   */
  public static long parse(CharSequence text, int exponent) throws MalformedNumberException {
    FixedPoint reader = new FixedPoint(exponent);
    return switch (reader.read(text)) {
      case OK -> reader.value;
      case MISSING -> throw new MalformedNumberException("number must be present: " + text);
      case MALFORMED -> throw new MalformedNumberException("number must be decimal: " + text);
      case OVERFLOW ->
          throw new MalformedNumberException(
              "number must fit 64 bits at exponent " + exponent + ": " + text);
    };
  }

  /** Steps of the last text read, 0 unless it was {@code OK} or {@code OVERFLOW}. */
  public long value() {
    return value;
  }

  /** Reads one text; never throws. */
  public Status read(CharSequence text) {
    value = 0;
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    if (isMissing(text, from, to)) {
      return Status.MISSING;
    }
    boolean isNegative = text.charAt(from) == '-';
    int start = isNegative || text.charAt(from) == '+' ? from + 1 : from;
    return readUnsigned(text, start, to, isNegative);
  }

  private Status readUnsigned(CharSequence text, int start, int to, boolean isNegative) {
    int pointAt = -1;
    int at = start;
    while (at < to && (isDigit(text.charAt(at)) || (text.charAt(at) == '.' && pointAt < 0))) {
      if (text.charAt(at) == '.') {
        pointAt = at;
      }
      at++;
    }
    int mantissaEnd = at;
    int digits = mantissaEnd - start - (pointAt < 0 ? 0 : 1);
    long power = at < to ? readPower(text, at, to) : 0;
    if (digits == 0 || power == Long.MIN_VALUE) {
      return Status.MALFORMED;
    }
    int wholeDigits = (pointAt < 0 ? mantissaEnd : pointAt) - start;
    return scale(text, start, mantissaEnd, wholeDigits + power - exponent, isNegative);
  }

  /** Power of ten after the mantissa, or {@link Long#MIN_VALUE} when it is malformed. */
  private static long readPower(CharSequence text, int at, int to) {
    boolean isMarked = text.charAt(at) == 'e' || text.charAt(at) == 'E';
    int next = at + 1;
    boolean isNegative = next < to && text.charAt(next) == '-';
    if (isNegative || (next < to && text.charAt(next) == '+')) {
      next++;
    }
    if (!isMarked || next == to) {
      return Long.MIN_VALUE;
    }
    long power = 0;
    for (; next < to; next++) {
      if (!isDigit(text.charAt(next))) {
        return Long.MIN_VALUE;
      }
      power = Math.min(power * 10 + (text.charAt(next) - '0'), MAX_EXPONENT);
    }
    return isNegative ? -power : power;
  }

  /** Takes the first {@code kept} digits, zeros where there are no more, and rounds by the next. */
  private Status scale(CharSequence text, int start, int end, long kept, boolean isNegative) {
    long magnitude = 0;
    long taken = 0;
    boolean isUp = false;
    boolean isOver = false;
    for (int at = start; at < end && taken <= kept; at++) {
      if (text.charAt(at) == '.') {
        continue;
      }
      int digit = text.charAt(at) - '0';
      if (taken == kept) {
        isUp = digit >= 5;
      } else {
        isOver |= magnitude > (Long.MAX_VALUE - digit) / 10;
        magnitude = isOver ? Long.MAX_VALUE : magnitude * 10 + digit;
      }
      taken++;
    }
    for (; taken < kept && magnitude != 0 && !isOver; taken++) {
      isOver = magnitude > Long.MAX_VALUE / 10;
      magnitude *= 10;
    }
    isOver |= isUp && magnitude == Long.MAX_VALUE;
    magnitude = isOver ? Long.MAX_VALUE : magnitude + (isUp ? 1 : 0);
    value = isNegative ? -magnitude : magnitude;
    return isOver ? Status.OVERFLOW : Status.OK;
  }

  private static boolean isMissing(CharSequence text, int from, int to) {
    return from == to
        || isWord(text, from, to, "nan")
        || isWord(text, from, to, "null")
        || isWord(text, from, to, "na");
  }

  private static boolean isWord(CharSequence text, int from, int to, String word) {
    if (to - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if ((text.charAt(from + i) | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
