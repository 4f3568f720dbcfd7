package io.tintin.device.sim;

import io.tintin.device.time.ClockTrust;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Monotonic time from 0 that a whole simulated fleet shares; each device sees it through a {@link
 * VirtualClock} of its own.
 *
 * <p>There are two kinds. With {@link #manual()}, a sleeping thread waits until another one has
 * advanced the time. With {@link #skipping()}, a thread that sleeps moves the time to its deadline
 * itself: for one thread that wants to run a month in seconds. Safe for use by many threads.
 */
public final class VirtualTime {
  private final boolean isSkipping;
  private final TreeMap<Long, Integer> sleepersByDeadline = new TreeMap<>();
  private long nanos;

  private VirtualTime(boolean isSkipping) {
    this.isSkipping = isSkipping;
  }

  /** Time that moves by {@link #advance} and {@link #advanceTo} alone. */
  public static VirtualTime manual() {
    return new VirtualTime(false);
  }

  /** Time that also moves when a thread sleeps. */
  public static VirtualTime skipping() {
    return new VirtualTime(true);
  }

  /** Nanoseconds since the time began. */
  public synchronized long nanos() {
    return nanos;
  }

  /** Moves the time on and wakes whoever is due. */
  public synchronized void advance(long byNanos) {
    if (byNanos < 0) {
      throw new IllegalArgumentException("byNanos must be at least 0: " + byNanos);
    }
    nanos = Math.addExact(nanos, byNanos);
    notifyAll();
  }

  /** Moves the time on to a moment and wakes whoever is due; does nothing when it has passed. */
  public synchronized void advanceTo(long toNanos) {
    if (toNanos > nanos) {
      nanos = toNanos;
      notifyAll();
    }
  }

  /** How many threads sleep. */
  public synchronized int sleepers() {
    return sleepersByDeadline.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Earliest deadline of a sleeping thread: where to advance to next. */
  public synchronized OptionalLong nextDeadline() {
    return sleepersByDeadline.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(sleepersByDeadline.firstKey());
  }

  /**
   * A device's view of this time.
   *
   * @param wallNanosAtStart what the device's wall clock says when this time is 0
   */
  public VirtualClock clock(long wallNanosAtStart, ClockTrust trust) {
    return new VirtualClock(this, wallNanosAtStart, trust);
  }

  synchronized void sleepUntil(long deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("sleep was interrupted before it began");
    }
    if (isSkipping) {
      advanceTo(deadline);
      return;
    }
    sleepersByDeadline.merge(deadline, 1, Integer::sum);
    try {
      while (nanos < deadline) {
        wait();
      }
    } finally {
      sleepersByDeadline.computeIfPresent(deadline, (at, count) -> count == 1 ? null : count - 1);
    }
  }
}
