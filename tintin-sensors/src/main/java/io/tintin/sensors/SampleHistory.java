package io.tintin.sensors;

import io.tintin.sensors.window.History;

/** A ring of the latest usable samples of a channel. */
final class SampleHistory implements History {
  private final long[] nanos;
  private final int[] values;
  private final int indexMask;
  private int start;
  private int size;

  /** Holds at least that many samples, at most twice as many. */
  SampleHistory(int leastCapacity) {
    int capacity = Math.max(2, Integer.highestOneBit(leastCapacity - 1) << 1);
    this.nanos = new long[capacity];
    this.values = new int[capacity];
    this.indexMask = capacity - 1;
  }

  /** Adds the newest sample. Returns the time of the one that had to go, or of the oldest. */
  long add(long time, int value) {
    int at = (start + size) & indexMask;
    long gone = Long.MIN_VALUE;
    if (size > indexMask) {
      gone = nanos[at];
      start = (start + 1) & indexMask;
    } else {
      size++;
    }
    nanos[at] = time;
    values[at] = value;
    return gone;
  }

  void clear() {
    size = 0;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public long nanos(int index) {
    return nanos[(start + index) & indexMask];
  }

  @Override
  public int value(int index) {
    return values[(start + index) & indexMask];
  }
}
