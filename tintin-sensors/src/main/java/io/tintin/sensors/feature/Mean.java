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
    out[at] = of(history, first, history.size() - 1);
    return true;
  }

  /**
   * Mean of the samples from one index to another, both included, of which there is at least one.
   */
  static int of(History history, int first, int last) {
    long sum = 0;
    for (int i = first; i <= last; i++) {
      sum += history.value(i);
    }
    return (int) Rounded.quotient(sum, last - first + 1);
  }
}
