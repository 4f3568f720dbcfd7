package io.tintin.sensors.feature;

import io.tintin.sensors.window.History;

/**
 * One integer that says something of a channel at the end of a window. It keeps no state: equal
 * histories give equal results. {@link Features} has the usual ones.
 */
public interface Feature {
  /** Short name, unique among the features of a channel, such as {@code slope-1m}. */
  String name();

  /** How far back from the end of the window it looks, when that is further than the window. */
  default long reachNanos() {
    return 0;
  }

  /**
   * Least mean absolute deviation that the normaliser assumes, in units of the feature: a flat
   * stretch must not blow up the noise of the sensor. At least 1.
   */
  default int floor() {
    return 1;
  }

  /**
   * Computes the feature of the window {@code (from, to]}. Allocates nothing.
   *
   * @param history of one channel, with no sample after {@code to}
   * @param out gets the result at the index {@code at}, within the bound that the feature states
   * @return false when the history can't tell; {@code out} is then not written
   */
  boolean compute(History history, long fromNanos, long toNanos, int[] out, int at);

  /** The same feature with another {@link #floor()}. */
  default Feature withFloor(int floor) {
    return new Floored(this, floor);
  }
}
