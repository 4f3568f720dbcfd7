package io.tintin.sensors.feature;

import io.tintin.sensors.window.History;

/** The latest sample of the window. */
record Last() implements Feature {
  @Override
  public String name() {
    return "last";
  }

  @Override
  public boolean compute(History history, long fromNanos, long toNanos, int[] out, int at) {
    int latest = history.size() - 1;
    if (latest < 0 || history.nanos(latest) <= fromNanos) {
      return false;
    }
    out[at] = history.value(latest);
    return true;
  }
}
