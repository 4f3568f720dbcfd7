package io.tintin.sensors.feature;

import io.tintin.sensors.internal.Rounded;
import io.tintin.sensors.window.History;

/** Mean of the window. */
record Mean() implements Feature {
  @Override
  public String name() {
    return "mean";
  }

  @Override
  public boolean compute(History history, long fromNanos, long toNanos, int[] out, int at) {
    int first = history.firstAfter(fromNanos);
    if (first == history.size()) {
      return false;
    }
    out[at] = meanFrom(history, first);
    return true;
  }

  /** Mean of the samples from an index on, of which there is at least one. */
  static int meanFrom(History history, int first) {
    long sum = 0;
    int size = history.size();
    for (int i = first; i < size; i++) {
      sum += history.value(i);
    }
    return (int) Rounded.quotient(sum, size - first);
  }
}
