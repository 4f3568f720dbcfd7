package io.tintin.sensors.quality;

import io.tintin.sensors.sample.ChannelSpec;

/**
 * Flags the samples of one channel, which come in the order of their time. Adds flags and takes
 * none away; allocates nothing.
 */
public final class QualityChecker {
  private final ChannelSpec spec;
  private final long maxGapNanos;
  private boolean hasLast;
  private long lastNanos;
  private int lastValue;
  private int equalInARow;

  /** A checker that has seen nothing. */
  public QualityChecker(ChannelSpec spec) {
    this.spec = spec;
    this.maxGapNanos = spec.maxPauseNanos();
  }

  /**
   * Flags of the next sample: those the source gave, {@code RANGE} outside the channel's range, and
   * for a usable value {@code GAP} and {@code STUCK}. Gaps and runs are counted between usable
   * values, so a row of missing ones is a gap too.
   */
  public int check(long eventNanos, int value, int sourceFlags) {
    int flags = sourceFlags;
    boolean hasValue = (flags & (Quality.MISSING | Quality.MALFORMED)) == 0;
    if (hasValue && (value < spec.min() || value > spec.max())) {
      flags |= Quality.RANGE;
    }
    if (!Quality.isUsable(flags)) {
      return flags;
    }
    if (hasLast && eventNanos - lastNanos > maxGapNanos) {
      flags |= Quality.GAP;
    }
    boolean isEqual = hasLast && value == lastValue;
    equalInARow = isEqual ? Math.min(equalInARow, Integer.MAX_VALUE - 2) + 1 : 1;
    if (equalInARow >= spec.stuckAfter()) {
      flags |= Quality.STUCK;
    }
    hasLast = true;
    lastNanos = eventNanos;
    lastValue = value;
    return flags;
  }

  /** Forgets all samples, because those to come have another clock. */
  public void reset() {
    hasLast = false;
    equalInARow = 0;
  }
}
