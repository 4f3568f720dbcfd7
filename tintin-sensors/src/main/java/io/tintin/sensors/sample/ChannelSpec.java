package io.tintin.sensors.sample;

import java.time.Duration;

/**
 * What is known of a channel before its first sample. A sample is an int in units of {@code
 * 10^exponent} of the quantity's unit: with exponent -2, 21.57 degC is 2157.
 *
 * <pre>{@code
 * ChannelSpec temperature =
 *     ChannelSpec.of("temperature", Quantity.TEMPERATURE, -2, Duration.ofSeconds(5))
 *         .withRange(-4_000, 8_500);
 * }</pre>
 *
 * @param name not blank, unique in its pipeline
 * @param exponent power of ten of one step, in [-9, 9]
 * @param min least plausible sample, at least -{@link #MAX_MAGNITUDE}
 * @param max greatest plausible sample, at most {@link #MAX_MAGNITUDE}
 * @param periodNanos expected time between samples, at least 1
 * @param maxGapPeriods a longer pause than this many periods flags the sample after it; at least 1
 * @param stuckAfter this many equal samples in a row flag the last of them and those that follow;
 *     at least 2, or {@link #NEVER_STUCK}
 */
public record ChannelSpec(
    String name,
    Quantity quantity,
    int exponent,
    int min,
    int max,
    long periodNanos,
    int maxGapPeriods,
    int stuckAfter) {

  /** Bound of a plausible sample, so that the difference of any two fits an int. */
  public static final int MAX_MAGNITUDE = (1 << 30) - 1;

  /** For a channel that may be flat for ever. */
  public static final int NEVER_STUCK = Integer.MAX_VALUE;

  /** Checks the ranges above; {@link IllegalArgumentException} when one is left. */
  public ChannelSpec {
    check(!name.isBlank(), "name must be not blank: ", name);
    check(Math.abs(exponent) <= 9, "exponent must be in [-9, 9]: ", exponent);
    check(min >= -MAX_MAGNITUDE, "min must be at least " + -MAX_MAGNITUDE + ": ", min);
    check(max <= MAX_MAGNITUDE, "max must be at most " + MAX_MAGNITUDE + ": ", max);
    check(min <= max, "min must be at most max " + max + ": ", min);
    check(periodNanos >= 1, "periodNanos must be at least 1: ", periodNanos);
    check(maxGapPeriods >= 1, "maxGapPeriods must be at least 1: ", maxGapPeriods);
    check(stuckAfter >= 2, "stuckAfter must be at least 2: ", stuckAfter);
  }

  /**
   * A channel of any plausible value, with gaps above 3 periods, that is never stuck.
   *
   * @param period expected time between samples
   */
  public static ChannelSpec of(String name, Quantity quantity, int exponent, Duration period) {
    return new ChannelSpec(
        name, quantity, exponent, -MAX_MAGNITUDE, MAX_MAGNITUDE, period.toNanos(), 3, NEVER_STUCK);
  }

  /** With the least and the greatest plausible sample, both in steps of the channel. */
  public ChannelSpec withRange(int least, int greatest) {
    return new ChannelSpec(
        name, quantity, exponent, least, greatest, periodNanos, maxGapPeriods, stuckAfter);
  }

  /** As above, one sample a second unless {@link #withPeriod} says otherwise. */
  public static ChannelSpec of(String name, Quantity quantity, int exponent) {
    return of(name, quantity, exponent, Duration.ofSeconds(1));
  }

  /** Longest pause between two samples that is no gap, at most 2^60 ns. */
  public long maxPauseNanos() {
    long most = 1L << 60;
    return Math.min(maxGapPeriods, most / periodNanos) * periodNanos;
  }

  public ChannelSpec withPeriod(Duration period) {
    return new ChannelSpec(
        name, quantity, exponent, min, max, period.toNanos(), maxGapPeriods, stuckAfter);
  }

  public ChannelSpec withMaxGapPeriods(int periods) {
    return new ChannelSpec(name, quantity, exponent, min, max, periodNanos, periods, stuckAfter);
  }

  public ChannelSpec withStuckAfter(int samples) {
    return new ChannelSpec(name, quantity, exponent, min, max, periodNanos, maxGapPeriods, samples);
  }

  private static void check(boolean isKept, String rule, Object value) {
    if (!isKept) {
      throw new IllegalArgumentException(rule + value);
    }
  }
}
