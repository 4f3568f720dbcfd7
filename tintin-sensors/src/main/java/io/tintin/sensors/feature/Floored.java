package io.tintin.sensors.feature;

import io.tintin.sensors.window.History;

/** A feature with a floor of the user's choice. */
record Floored(Feature feature, int floor) implements Feature {
  Floored {
    if (floor < 1) {
      throw new IllegalArgumentException("floor must be at least 1: " + floor);
    }
  }

  @Override
  public String name() {
    return feature.name();
  }

  @Override
  public long reachNanos() {
    return feature.reachNanos();
  }

  @Override
  public boolean compute(History history, long fromNanos, long toNanos, int[] out, int at) {
    return feature.compute(history, fromNanos, toNanos, out, at);
  }

  @Override
  public Feature withFloor(int other) {
    return new Floored(feature, other);
  }
}
