package io.tintin.sensors.feature;

import io.tintin.sensors.internal.Rounded;
import io.tintin.sensors.window.History;

/**
 * Least-squares slope of the window.
 *
 * <p>With {@code n} samples, {@code u} the whole ticks since the first one and {@code v} the value
 * less the first one's, the slope for one tick is {@code (n sum(uv) - sum(u) sum(v)) / (n sum(uu) -
 * sum(u)^2)}. With {@code n <= 2^10}, {@code u <= 2^10} and {@code |v| < 2^31}, each product stays
 * below 2^61 and their difference below 2^62. A time {@code per} has {@code 2^shift} ticks, shift
 * in [-10, 16], and the denominator stays below 2^40, so the remainder of the quotient shifted by
 * 16 stays below 2^56.
 */
record Slope(long perNanos) implements Feature {
  /** Most samples that a slope is taken of. */
  static final int MAX_SAMPLES = 1 << 10;

  /** Most ticks of a window. */
  static final int MAX_TICKS = 1 << 10;

  private static final int MIN_SHIFT = -10;
  private static final int MAX_SHIFT = 16;
  private static final long MIN_PER = 1_000_000_000L;
  private static final long MAX_PER = 86_400 * 1_000_000_000L;

  Slope {
    if (perNanos < MIN_PER || perNanos > MAX_PER) {
      throw new IllegalArgumentException(
          "perNanos must be in [" + MIN_PER + ", " + MAX_PER + "]: " + perNanos);
    }
  }

  @Override
  public String name() {
    return "slope-" + Features.name(perNanos);
  }

  @Override
  public boolean compute(History history, long fromNanos, long toNanos, int[] out, int at) {
    int first = history.firstAfter(fromNanos);
    int count = history.size() - first;
    if (count < 2) {
      return false;
    }
    int shift = shift(toNanos - fromNanos);
    long tickNanos = tickNanos(shift);
    int stride = (count + MAX_SAMPLES - 1) / MAX_SAMPLES;
    long startNanos = history.nanos(first);
    int startValue = history.value(first);
    long n = 0;
    long sumU = 0;
    long sumV = 0;
    long sumUu = 0;
    long sumUv = 0;
    for (int i = first; i < first + count; i += stride) {
      long u = Math.min((history.nanos(i) - startNanos) / tickNanos, MAX_TICKS);
      long v = (long) history.value(i) - startValue;
      n++;
      sumU += u;
      sumV += v;
      sumUu += u * u;
      sumUv += u * v;
    }
    long denominator = n * sumUu - sumU * sumU;
    if (denominator == 0) {
      return false;
    }
    out[at] = shifted(n * sumUv - sumU * sumV, denominator, shift);
    return true;
  }

  /** The greatest shift in range with which the window has at most {@link #MAX_TICKS}. */
  private int shift(long windowNanos) {
    int shift = MAX_SHIFT;
    while (shift > MIN_SHIFT && windowNanos / tickNanos(shift) >= MAX_TICKS) {
      shift--;
    }
    return shift;
  }

  private long tickNanos(int shift) {
    return shift >= 0 ? perNanos >> shift : perNanos << -shift;
  }

  /** {@code numerator * 2^shift / denominator}, rounded, saturated at the int range. */
  private static int shifted(long numerator, long denominator, int shift) {
    if (shift < 0) {
      return saturated(Rounded.quotient(numerator, denominator << -shift));
    }
    long whole = numerator / denominator;
    long rest = numerator % denominator;
    if (Math.abs(whole) > 1L << 32) {
      return whole > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE;
    }
    return saturated((whole << shift) + Rounded.quotient(rest << shift, denominator));
  }

  private static int saturated(long value) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }
}
