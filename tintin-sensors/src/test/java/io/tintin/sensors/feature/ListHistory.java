package io.tintin.sensors.feature;

import io.tintin.sensors.window.History;

/** A history of two given arrays. */
record ListHistory(long[] times, int[] values) implements History {
  @Override
  public int size() {
    return times.length;
  }

  @Override
  public long nanos(int index) {
    return times[index];
  }

  @Override
  public int value(int index) {
    return values[index];
  }
}
