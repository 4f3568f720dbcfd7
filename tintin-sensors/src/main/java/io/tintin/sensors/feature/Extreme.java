package io.tintin.sensors.feature;

import io.tintin.sensors.window.History;

/** Least or greatest sample of the window. */
record Extreme(boolean isMax) implements Feature {
  @Override
  public String name() {
    return isMax ? "max" : "min";
  }

  @Override
  public boolean compute(History history, long fromNanos, long toNanos, int[] out, int at) {
    int first = history.firstAfter(fromNanos);
    int size = history.size();
    if (first == size) {
      return false;
    }
    int extreme = history.value(first);
    for (int i = first + 1; i < size; i++) {
      int value = history.value(i);
      extreme = isMax ? Math.max(extreme, value) : Math.min(extreme, value);
    }
    out[at] = extreme;
    return true;
  }
}
