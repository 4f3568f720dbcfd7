package io.tintin.sensors.internal;

/** Quotients rounded to nearest, ties away from zero. */
public final class Rounded {
  private Rounded() {}

  /**
   * {@code numerator / denominator}, exact for every numerator but {@link Long#MIN_VALUE}.
   *
   * @param denominator at least 1
   */
  public static long quotient(long numerator, long denominator) {
    long magnitude = Math.abs(numerator);
    long whole = magnitude / denominator;
    long rest = magnitude - whole * denominator;
    long rounded = rest >= denominator - rest ? whole + 1 : whole;
    return numerator < 0 ? -rounded : rounded;
  }
}
