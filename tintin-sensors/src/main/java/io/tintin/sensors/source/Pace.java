package io.tintin.sensors.source;

import io.tintin.device.time.TimeSource;

/** Waits until a row is due. */
final class Pace {
  private final TimeSource time;
  private final int speed;
  private final long maxPauseNanos;
  private boolean hasStarted;
  private long lastEventNanos;
  private long dueMono;

  Pace(TimeSource time, int speed, long maxPauseNanos) {
    this.time = time;
    this.speed = speed;
    this.maxPauseNanos = maxPauseNanos;
  }

  /** Waits for the row of an event time; when interrupted, the next call waits for it again. */
  void await(long eventNanos) throws InterruptedException {
    if (!hasStarted) {
      hasStarted = true;
      dueMono = time.monoNanos();
      lastEventNanos = eventNanos;
    }
    long pause = eventNanos - lastEventNanos;
    if (pause > 0 && pause <= maxPauseNanos) {
      dueMono += pause / speed;
    }
    lastEventNanos = eventNanos;
    time.sleepUntil(dueMono);
  }
}
