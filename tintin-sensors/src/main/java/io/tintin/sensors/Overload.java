package io.tintin.sensors;

/** What a full queue does with the next sample. */
public enum Overload {
  /** The oldest sample goes and is counted as dropped: fresh data matters most. */
  DROP_OLDEST,
  /** The sample is not taken, so the source has to wait: every sample matters. */
  PAUSE_SOURCE
}
