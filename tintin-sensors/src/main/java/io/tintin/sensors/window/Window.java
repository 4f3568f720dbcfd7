package io.tintin.sensors.window;

import java.time.Duration;

/**
 * Which samples make a frame: those with {@code to - length < time <= to}, for every {@code to}
 * that is a multiple of {@code every} since 1970. With a reading every five seconds on the full
 * five seconds, {@code sliding(30 s, 5 s)} gives one frame for each reading, whose {@code to} is
 * the time of that reading.
 *
 * @param lengthNanos at least {@code everyNanos}
 * @param everyNanos at least 1
 */
public record Window(long lengthNanos, long everyNanos) {
  /** Checks the ranges above; {@link IllegalArgumentException} when one is left. */
  public Window {
    if (everyNanos < 1) {
      throw new IllegalArgumentException("everyNanos must be at least 1: " + everyNanos);
    }
    if (lengthNanos < everyNanos) {
      throw new IllegalArgumentException(
          "lengthNanos must be at least everyNanos " + everyNanos + ": " + lengthNanos);
    }
  }

  /** Windows side by side: each sample is in one. */
  public static Window tumbling(Duration length) {
    return new Window(length.toNanos(), length.toNanos());
  }

  /** Windows of a length, one after every step: each sample is in several. */
  public static Window sliding(Duration length, Duration every) {
    return new Window(length.toNanos(), every.toNanos());
  }

  /** The first end of a window at or after a time. */
  public long firstEndAtOrAfter(long nanos) {
    long past = Math.floorMod(nanos, everyNanos);
    return past == 0 ? nanos : nanos - past + everyNanos;
  }
}
