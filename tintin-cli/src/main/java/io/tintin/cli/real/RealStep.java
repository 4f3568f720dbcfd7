package io.tintin.cli.real;

import io.tintin.core.quant.Scale;

/** The real value of one integer step. */
public final class RealStep {
  private RealStep() {}

  /** The nearest double, but for errors of double arithmetic; the same on every machine. */
  public static double of(Scale scale) {
    double ups = StrictMath.pow(1.25, scale.up());
    double downs = StrictMath.pow(0.8125, scale.down());
    return Math.scalb(ups * downs, scale.shift());
  }
}
