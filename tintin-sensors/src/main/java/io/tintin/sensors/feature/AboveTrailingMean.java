package io.tintin.sensors.feature;

import io.tintin.sensors.window.History;

/** Latest sample of the window less the mean of a trailing time that ended some time ago. */
record AboveTrailingMean(long lengthNanos, long delayNanos) implements Feature {
  AboveTrailingMean {
    Features.requirePositive("lengthNanos", lengthNanos);
    if (delayNanos < 0) {
      throw new IllegalArgumentException("delayNanos must be at least 0: " + delayNanos);
    }
  }

  @Override
  public String name() {
    String since = delayNanos == 0 ? "" : "-" + Features.name(delayNanos) + "-ago";
    return "above-mean-" + Features.name(lengthNanos) + since;
  }

  @Override
  public long reachNanos() {
    return Math.addExact(lengthNanos, delayNanos);
  }

  @Override
  public boolean compute(History history, long fromNanos, long toNanos, int[] out, int at) {
    int latest = history.size() - 1;
    long end = toNanos - delayNanos;
    int first = history.firstAfter(end - lengthNanos);
    int last = delayNanos == 0 ? latest : history.firstAfter(end) - 1;
    if (last < first || latest < 0 || history.nanos(latest) <= fromNanos) {
      return false;
    }
    out[at] = history.value(latest) - Mean.of(history, first, last);
    return true;
  }
}
