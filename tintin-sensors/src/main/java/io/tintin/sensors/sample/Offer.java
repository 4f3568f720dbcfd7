package io.tintin.sensors.sample;

/** What became of a sample that was offered. */
public enum Offer {
  /** It is in the queue. */
  ACCEPTED,
  /** It is in the queue, and the oldest sample there had to go for it. */
  DROPPED_OLDEST,
  /** Its time is too far ahead of the others to be believed; it is counted as dropped. */
  DROPPED_FUTURE,
  /**
   * Its time has passed: its windows are closed, or a full queue has let a greater value of the
   * same channel and time go already.
   */
  LATE,
  /**
   * The same value of the same channel and time waits in the queue, or was the last to leave it.
   */
  DUPLICATE,
  /** The queue is full: not taken and not counted as offered; drain, then offer it again. */
  PAUSED
}
