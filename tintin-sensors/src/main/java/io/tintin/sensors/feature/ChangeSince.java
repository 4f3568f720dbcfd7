package io.tintin.sensors.feature;

import io.tintin.sensors.window.History;

/** Latest sample of the window less one from a lag before it. */
record ChangeSince(long lagNanos) implements Feature {
  ChangeSince {
    Features.requirePositive("lagNanos", lagNanos);
    if (lagNanos > Long.MAX_VALUE / 4) {
      throw new IllegalArgumentException(
          "lagNanos must be at most " + Long.MAX_VALUE / 4 + ": " + lagNanos);
    }
  }

  @Override
  public String name() {
    return "change-" + Features.name(lagNanos);
  }

  @Override
  public long reachNanos() {
    return 2 * lagNanos;
  }

  @Override
  public boolean compute(History history, long fromNanos, long toNanos, int[] out, int at) {
    int latest = history.size() - 1;
    if (latest < 0 || history.nanos(latest) <= fromNanos) {
      return false;
    }
    long latestNanos = history.nanos(latest);
    int earlier = history.firstAfter(latestNanos - lagNanos) - 1;
    if (earlier < 0 || history.nanos(earlier) < latestNanos - 2 * lagNanos) {
      return false;
    }
    out[at] = history.value(latest) - history.value(earlier);
    return true;
  }
}
