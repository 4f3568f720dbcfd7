package io.tintin.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** Several measurements of one thing. */
record Spread(double median, double least, double most) {
  /** Of at least one value. */
  static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("values must be at least 1: 0");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
  }

  /** As {@code 1.52 (1.41-1.60)}. */
  String asRatio() {
    return String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", median, least, most);
  }
}
