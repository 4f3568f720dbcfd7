package io.tintin.sensors.feature;

import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.window.History;
import java.time.Duration;

/**
 * The usual features. All are in steps of their channel, the slope in steps for its time; quotients
 * are rounded to nearest, ties away from zero. Each is absent when its window holds no usable
 * sample.
 */
public final class Features {
  /** Bound of {@link #last}, {@link #mean}, {@link #min} and {@link #max}. */
  public static final int MAX_VALUE = ChannelSpec.MAX_MAGNITUDE;

  /** Bound of {@link #spread} and of the differences: no two samples are further apart. */
  public static final int MAX_DIFFERENCE = 2 * ChannelSpec.MAX_MAGNITUDE;

  /** Most samples whose sum fits a long, far above {@link History#MAX_SAMPLES}. */
  public static final long MAX_SUMMED = Long.MAX_VALUE / ChannelSpec.MAX_MAGNITUDE;

  private Features() {}

  /** The latest sample. */
  public static Feature last() {
    return new Last();
  }

  /** Mean of the samples. */
  public static Feature mean() {
    return new Mean();
  }

  /** Least sample. */
  public static Feature min() {
    return new Extreme(false);
  }

  /** Greatest sample. */
  public static Feature max() {
    return new Extreme(true);
  }

  /** Greatest less least sample. */
  public static Feature spread() {
    return new Spread();
  }

  /** Least-squares slope, in steps per minute; see {@link #slope(Duration)}. */
  public static Feature slopePerMinute() {
    return slope(Duration.ofMinutes(1));
  }

  /** Least-squares slope, in steps per hour; see {@link #slope(Duration)}. */
  public static Feature slopePerHour() {
    return slope(Duration.ofHours(1));
  }

  /**
   * Slope of the least-squares line through the samples, in steps for the given time: the exact
   * quotient for times counted in whole ticks since the first sample, rounded once. A tick is the
   * given time divided by a power of two in [2^-10, 2^16]: the finest with which the window has at
   * most 1,024 ticks; what is later than that counts as the last tick. Of more than 1,024 samples,
   * evenly spaced ones are taken. Absent when all samples fall on one tick. Saturated at the int
   * range.
   *
   * @param per from 1 second to 1 day
   */
  public static Feature slope(Duration per) {
    return new Slope(per.toNanos());
  }

  /**
   * Latest sample less the mean of those in {@code (to - length, to]}: how far it is above its
   * recent level. Shortly after the start, the mean is of what there is.
   *
   * @param length at least 1 ns
   */
  public static Feature aboveTrailingMean(Duration length) {
    return new AboveTrailingMean(length.toNanos(), 0);
  }

  /**
   * Latest sample less the mean of those in {@code (to - delay - length, to - delay]}: how far it
   * is above a level that what began within the delay has not raised. Absent while there is none.
   *
   * @param length at least 1 ns
   * @param delay at least 0
   */
  public static Feature aboveEarlierMean(Duration length, Duration delay) {
    return new AboveTrailingMean(length.toNanos(), delay.toNanos());
  }

  /**
   * Latest sample less the latest one that is older than it by {@code lag} or more. Absent when
   * that one is older by more than twice the lag, or not there.
   *
   * @param lag at least 1 ns
   */
  public static Feature changeSince(Duration lag) {
    return new ChangeSince(lag.toNanos());
  }

  /** A time as a short name: whole hours, minutes, seconds, milliseconds or nanoseconds. */
  static String name(long nanos) {
    long[] units = {3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L};
    String[] symbols = {"h", "m", "s", "ms"};
    for (int i = 0; i < units.length; i++) {
      if (nanos % units[i] == 0) {
        return nanos / units[i] + symbols[i];
      }
    }
    return nanos + "ns";
  }

  static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
  }
}
