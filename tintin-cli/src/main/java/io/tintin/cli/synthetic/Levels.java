package io.tintin.cli.synthetic;

/** Powers on a logarithmic scale, as int8 features. */
final class Levels {
  /** Steps of a doubling. */
  static final int PER_OCTAVE = 8;

  private static final int MOST = 127;

  private Levels() {}

  /** log2 in eighths, straight between the powers of two; of 0 as of 1. */
  static int log2(long power) {
    if (power <= 1) {
      return 0;
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(power);
    long rest = exponent >= 3 ? power >>> (exponent - 3) : power << (3 - exponent);
    return PER_OCTAVE * exponent + (int) (rest & 7);
  }

  /**
   * Levels against their mean, so that no amplifier shows in them.
   *
   * @param features where they go, from {@code at} on
   */
  static void relative(long[] powers, byte[] features, int at) {
    int sum = 0;
    for (long power : powers) {
      sum += log2(power);
    }
    int mean = Math.floorDiv(sum, powers.length);
    for (int i = 0; i < powers.length; i++) {
      features[at + i] = (byte) Math.max(-MOST, Math.min(MOST, log2(powers[i]) - mean));
    }
  }
}
