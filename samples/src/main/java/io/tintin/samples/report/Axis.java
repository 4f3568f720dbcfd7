package io.tintin.samples.report;

import java.util.Locale;

/** A linear axis with round ticks, from values to pixels. */
final class Axis {
  private final double low;
  private final double high;
  private final double from;
  private final double to;

  /** Maps {@code low} to the pixel {@code from} and {@code high} to {@code to}. */
  Axis(double low, double high, double from, double to) {
    this.low = low;
    this.high = high > low ? high : low + 1;
    this.from = from;
    this.to = to;
  }

  double at(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  /** About five steps of 1, 2 or 5 times a power of ten. */
  double tickStep() {
    double rough = (high - low) / 5;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double lead = rough / power;
    return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
  }

  double firstTick() {
    return Math.ceil(low / tickStep() - 1e-9) * tickStep();
  }

  double high() {
    return high;
  }

  /** A tick's value with as many digits as the step needs. */
  String label(double value) {
    int digits = (int) Math.max(0, -Math.floor(Math.log10(tickStep()) + 1e-9));
    double positiveZero = Math.abs(value) < tickStep() / 2 ? 0 : value;
    return String.format(Locale.ROOT, "%." + digits + "f", positiveZero);
  }
}
