package io.tintin.device.time;

/**
 * The only place time comes from. Durations are measured with the monotonic time; the wall time
 * says what happened when, and may jump.
 *
 * <p>All times are in nanoseconds. Safe for use by many threads.
 */
public interface TimeSource {
  /**
   * Nanoseconds since an arbitrary moment; never goes back, not even when the wall clock is set. As
   * with {@link System#nanoTime()}, compare two readings by their difference.
   */
  long monoNanos();

  /** Nanoseconds since 1970-01-01T00:00:00Z by this device's clock: good from 1678 to 2262. */
  long wallNanos();

  /** How far {@link #wallNanos()} can be believed at this moment. */
  ClockTrust trust();

  /**
   * How often the wall clock was seen to jump against the monotonic time, from 0. Wall times read
   * in different epochs must not be compared.
   */
  int epoch();

  /**
   * Waits until {@link #monoNanos()} has reached the deadline. Returns at once when it has.
   *
   * @throws InterruptedException when the thread is interrupted before or while it waits; the
   *     interrupt flag is then cleared
   */
  void sleepUntil(long monoNanos) throws InterruptedException;
}
