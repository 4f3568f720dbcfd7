package io.tintin.sensors.quality;

import java.util.StringJoiner;

/**
 * A set of flags in an int. A sample carries its own; a frame carries those of all samples in its
 * window. The numbers are part of saved formats and never change.
 */
public final class Quality {
  /** Nothing to remark. */
  public static final int GOOD = 0;

  /** Outside the plausible range of its channel. */
  public static final int RANGE = 1;

  /** The first after a pause that is too long. */
  public static final int GAP = 1 << 1;

  /** Equal to too many before it. */
  public static final int STUCK = 1 << 2;

  /** The source had no value for this time. */
  public static final int MISSING = 1 << 3;

  /** The source had something that is not a number. */
  public static final int MALFORMED = 1 << 4;

  /** Of a frame alone: the normaliser has not seen enough to be believed. */
  public static final int WARMUP = 1 << 5;

  /** Flags that keep a sample's value out of every feature: there is none, or it is wrong. */
  public static final int UNUSABLE = RANGE | MISSING | MALFORMED;

  /** How many flags there are. */
  static final int COUNT = 6;

  private static final String[] NAMES = {"RANGE", "GAP", "STUCK", "MISSING", "MALFORMED", "WARMUP"};

  private Quality() {}

  /** True when features may use the value. */
  public static boolean isUsable(int flags) {
    return (flags & UNUSABLE) == 0;
  }

  /** Names of the flags joined by {@code |}, or {@code GOOD}. */
  public static String describe(int flags) {
    if (flags == GOOD) {
      return "GOOD";
    }
    StringJoiner joiner = new StringJoiner("|");
    for (int bit = 0; bit < COUNT; bit++) {
      if ((flags & 1 << bit) != 0) {
        joiner.add(NAMES[bit]);
      }
    }
    return joiner.toString();
  }
}
