package io.tintin.cli.onnx;

/** What a float32 holds without error. */
final class Float32 {
  /** Largest magnitude up to which every integer is a float32. */
  static final int MAX_INTEGER = 1 << 24;

  /** Least power of two that is a normal float32. */
  static final int MIN_EXPONENT = -126;

  /** Largest power of two of which {@code 2 * MAX_INTEGER} times is finite. */
  static final int MAX_EXPONENT = 102;

  private Float32() {}

  /** Whether integers up to {@link #MAX_INTEGER} in steps of {@code 2^shift} are normal. */
  static boolean isExact(int shift) {
    return shift >= MIN_EXPONENT && shift <= MAX_EXPONENT;
  }

  static float powerOfTwo(int shift) {
    return Math.scalb(1f, shift);
  }
}
