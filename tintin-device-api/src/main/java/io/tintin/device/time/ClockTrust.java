package io.tintin.device.time;

/** How far the wall clock can be believed, from the least to the most. */
public enum ClockTrust {
  /** Never set since power-on: it counts from some arbitrary time. */
  UNSYNCED,
  /** Set from a battery-backed clock that may have drifted for months. */
  RTC,
  /** Follows a time server. */
  NTP,
  /** Follows satellites. */
  GNSS
}
