package io.tintin.samples.report;

import java.util.List;

/**
 * A named line or a named set of bars.
 *
 * @param color as CSS says it
 * @param points of a line; bars take the {@code y} of each in order
 */
public record Series(String name, String color, List<Point> points) {
  public Series {
    points = List.copyOf(points);
  }

  /** Where a line passes. */
  public record Point(double x, double y) {}
}
