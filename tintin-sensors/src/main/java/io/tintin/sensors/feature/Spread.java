package io.tintin.sensors.feature;

import io.tintin.sensors.window.History;

/** Greatest less least sample of the window. */
record Spread() implements Feature {
  @Override
  public String name() {
    return "spread";
  }

  @Override
  public boolean compute(History history, long fromNanos, long toNanos, int[] out, int at) {
    int first = history.firstAfter(fromNanos);
    int size = history.size();
    if (first == size) {
      return false;
    }
    int min = history.value(first);
    int max = min;
    for (int i = first + 1; i < size; i++) {
      int value = history.value(i);
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    out[at] = max - min;
    return true;
  }
}
