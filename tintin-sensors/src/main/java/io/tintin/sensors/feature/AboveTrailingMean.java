package io.tintin.sensors.feature;

import io.tintin.sensors.window.History;

/** Latest sample of the window less the mean of a trailing time. */
record AboveTrailingMean(long lengthNanos) implements Feature {
  AboveTrailingMean {
    Features.requirePositive("lengthNanos", lengthNanos);
  }

  @Override
  public String name() {
    return "above-mean-" + Features.name(lengthNanos);
  }

  @Override
  public long reachNanos() {
    return lengthNanos;
  }

  @Override
  public boolean compute(History history, long fromNanos, long toNanos, int[] out, int at) {
    int latest = history.size() - 1;
    int first = history.firstAfter(toNanos - lengthNanos);
    if (latest < first || history.nanos(latest) <= fromNanos) {
      return false;
    }
    out[at] = history.value(latest) - Mean.meanFrom(history, first);
    return true;
  }
}
