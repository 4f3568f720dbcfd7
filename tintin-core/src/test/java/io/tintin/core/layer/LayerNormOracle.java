package io.tintin.core.layer;

import io.tintin.core.tensor.Int8Buffer;

/** Layer normalisation in double precision, over {@code [channels, pixels, batch]}. */
final class LayerNormOracle {
  private final double[] input;
  private final double[] gain;
  private final double[] bias;
  private final double epsilon;
  private final int pixels;
  private final int batch;

  LayerNormOracle(Int8Buffer input, Int8Buffer gain, Int8Buffer bias, int pixels, int batch) {
    this(reals(input), reals(gain), reals(bias), quarterStep(input), pixels, batch);
  }

  private LayerNormOracle(
      double[] input, double[] gain, double[] bias, double epsilon, int pixels, int batch) {
    this.input = input;
    this.gain = gain;
    this.bias = bias;
    this.epsilon = epsilon;
    this.pixels = pixels;
    this.batch = batch;
  }

  private static double quarterStep(Int8Buffer input) {
    return FreshSites.step(input) * FreshSites.step(input) / 4;
  }

  private static double[] reals(Int8Buffer buffer) {
    double[] reals = new double[buffer.values.length];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = buffer.values[i] * FreshSites.step(buffer);
    }
    return reals;
  }

  LayerNormOracle movedBy(int index, double distance) {
    double[] moved = input.clone();
    moved[index] += distance;
    return new LayerNormOracle(moved, gain, bias, epsilon, pixels, batch);
  }

  private double mean(double[] values, int example) {
    double sum = 0;
    for (int i = example; i < values.length; i += batch) {
      sum += values[i];
    }
    return sum * batch / values.length;
  }

  private double deviation(int example) {
    double mean = mean(input, example);
    double[] squares = new double[input.length];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = (input[i] - mean) * (input[i] - mean);
    }
    return Math.sqrt(mean(squares, example) + epsilon);
  }

  private double[] xhat() {
    double[] xhat = new double[input.length];
    for (int i = 0; i < xhat.length; i++) {
      xhat[i] = (input[i] - mean(input, i % batch)) / deviation(i % batch);
    }
    return xhat;
  }

  private int channel(int index) {
    return index / (pixels * batch);
  }

  double[] output() {
    double[] output = xhat();
    for (int i = 0; i < output.length; i++) {
      double clipped = Math.max(-127 / 32.0, Math.min(127 / 32.0, output[i]));
      output[i] = gain[channel(i)] * clipped + bias[channel(i)];
    }
    return output;
  }

  /** {@code sum(gradOutput * output)}, without the clipping. */
  double loss(Int8Buffer gradOutput) {
    double[] xhat = xhat();
    double loss = 0;
    for (int i = 0; i < xhat.length; i++) {
      loss += reals(gradOutput)[i] * (gain[channel(i)] * xhat[i] + bias[channel(i)]);
    }
    return loss;
  }

  double[] gradInput(Int8Buffer gradOutput) {
    double[] xhat = xhat();
    double[] h = reals(gradOutput);
    double[] products = new double[h.length];
    for (int i = 0; i < h.length; i++) {
      h[i] *= gain[channel(i)];
      products[i] = h[i] * xhat[i];
    }
    double[] gradInput = new double[h.length];
    for (int i = 0; i < h.length; i++) {
      int b = i % batch;
      gradInput[i] = (h[i] - mean(h, b) - xhat[i] * mean(products, b)) / deviation(b);
    }
    return gradInput;
  }

  double[] gradGain(Int8Buffer gradOutput) {
    double[] xhat = xhat();
    double[] gradGain = new double[gain.length];
    for (int i = 0; i < xhat.length; i++) {
      double clipped = Math.max(-127 / 32.0, Math.min(127 / 32.0, xhat[i]));
      gradGain[channel(i)] += reals(gradOutput)[i] * clipped;
    }
    return gradGain;
  }
}
