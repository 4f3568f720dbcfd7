package io.tintin.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import java.util.Arrays;

/** Compares a layer with a forward pass in double precision, and with the slopes of that. */
final class CentralDifferences {
  private static final double DISTANCE = 1e-5;

  private CentralDifferences() {}

  /** A forward pass over real values. */
  interface Real {
    double[] outputs(double[] input, double[]... parameters);
  }

  /**
   * Runs the site both ways; output and gradients must be within a share of the length of what is
   * expected.
   *
   * @param site with one input, parameters and {@code gradOutput}
   */
  static void check(LayerSite site, Real oracle, double tolerance) {
    double[] input = reals(site.input());
    double[][] parameters =
        Arrays.stream(site.parameters).map(p -> reals(p)).toArray(double[][]::new);
    site.layer.forward(site);
    assertClose("output", oracle.outputs(input, parameters), reals(site.output), tolerance);
    double[] weights = reals(site.gradOutput);
    site.layer.backward(site);
    double[] slopes = slopes(input, weights, () -> oracle.outputs(input, parameters));
    assertClose("gradient by the input", slopes, reals(site.gradInputs[0]), tolerance);
    for (int p = 0; p < parameters.length; p++) {
      Int32Buffer gradient = new Int32Buffer(parameters[p].length);
      site.layer.gradient(site, p, gradient);
      double step = FreshSites.step(gradient.shift, gradient.up, gradient.down);
      double[] got = Arrays.stream(gradient.values).mapToDouble(v -> v * step).toArray();
      slopes = slopes(parameters[p], weights, () -> oracle.outputs(input, parameters));
      assertClose("gradient by parameter " + p, slopes, got, tolerance);
    }
  }

  private interface Outputs {
    double[] now();
  }

  /** Of {@code sum(weights * outputs)}, by each of these values. */
  private static double[] slopes(double[] values, double[] weights, Outputs outputs) {
    double[] slopes = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double before = values[i];
      values[i] = before + DISTANCE;
      double[] above = outputs.now();
      values[i] = before - DISTANCE;
      double[] below = outputs.now();
      values[i] = before;
      for (int o = 0; o < weights.length; o++) {
        slopes[i] += weights[o] * (above[o] - below[o]) / (2 * DISTANCE);
      }
    }
    return slopes;
  }

  private static double[] reals(Int8Buffer buffer) {
    double step = FreshSites.step(buffer);
    double[] reals = new double[buffer.values.length];
    Arrays.setAll(reals, i -> buffer.values[i] * step);
    return reals;
  }

  private static void assertClose(String name, double[] expected, double[] got, double tolerance) {
    double error = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(got[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    assertThat(Math.sqrt(error / norm)).as("relative error of the %s", name).isLessThan(tolerance);
  }
}
