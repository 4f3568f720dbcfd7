package io.tintin.cli.floating;

import io.tintin.cli.real.RealStep;
import io.tintin.core.loss.AbsoluteError;
import io.tintin.core.loss.BinaryCrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.SquaredError;

/** Losses in double, written down from their formulas. */
final class NaiveLosses {
  private NaiveLosses() {}

  static double loss(Loss loss, double[] output, int[] targets) {
    if (loss instanceof SquaredError squared) {
      double step = RealStep.of(squared.targetScale());
      return squared(output, targets, step, squared.maxDifference() * step);
    } else if (loss instanceof AbsoluteError absolute) {
      return absolute(output, targets, RealStep.of(absolute.targetScale()));
    } else if (loss instanceof BinaryCrossEntropy) {
      return binary(output, targets);
    }
    double sum = 0;
    for (double value : output) {
      sum += Math.exp(value);
    }
    return Math.log(sum) - output[targets[0]];
  }

  private static double squared(double[] output, int[] targets, double step, double limit) {
    double sum = 0;
    for (int o = 0; o < output.length; o++) {
      double d = Math.abs(output[o] - targets[o] * step);
      sum += d <= limit ? d * d / 2 : limit * (d - limit / 2);
    }
    return sum;
  }

  private static double absolute(double[] output, int[] targets, double step) {
    double sum = 0;
    for (int o = 0; o < output.length; o++) {
      sum += Math.abs(output[o] - targets[o] * step);
    }
    return sum;
  }

  private static double binary(double[] output, int[] targets) {
    double sum = 0;
    for (int o = 0; o < output.length; o++) {
      double probability = 1 / (1 + Math.exp(-output[o]));
      sum -= Math.log(targets[o] == 1 ? probability : 1 - probability);
    }
    return sum;
  }
}
