package io.tintin.cli.chart;

import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * A linear axis with round ticks, from values to pixels.
 *
 * @param low value at the pixel {@code from}
 * @param high value at the pixel {@code to}, above {@code low}
 * @param leastStep between ticks, such as 1 for whole numbers
 */
record Axis(double low, double high, double from, double to, double leastStep) {
  private static final int STEPS = 5;

  double at(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  /** About five steps of 1, 2 or 5 times a power of ten. */
  double tickStep() {
    double rough = (high - low) / STEPS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double lead = rough / power;
    return Math.max(leastStep, power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10));
  }

  DoubleStream ticks() {
    double step = tickStep();
    long first = (long) Math.ceil(low / step - 1e-9);
    long last = (long) Math.floor(high / step + 1e-9);
    return LongStream.rangeClosed(first, last).mapToDouble(tick -> tick * step);
  }

  /** A tick's value with as many digits as the step needs. */
  String label(double value) {
    int digits = (int) Math.max(0, -Math.floor(Math.log10(tickStep()) + 1e-9));
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
