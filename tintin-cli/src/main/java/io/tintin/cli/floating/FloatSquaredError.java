package io.tintin.cli.floating;

import io.tintin.cli.real.RealStep;
import io.tintin.core.loss.SquaredError;

/**
 * Half the squared difference of outputs and targets, in real units; beyond the largest difference
 * it grows linearly, so that the gradient stays.
 */
final class FloatSquaredError implements FloatLoss {
  private final float targetStep;
  private final float limit;

  FloatSquaredError(SquaredError loss) {
    this.targetStep = (float) RealStep.of(loss.targetScale());
    boolean isBounded = loss.maxDifference() < SquaredError.UNBOUNDED;
    this.limit = isBounded ? loss.maxDifference() * targetStep : Float.POSITIVE_INFINITY;
  }

  @Override
  public double gradient(FloatTensor output, int[] targets, int batch, FloatTensor gradOutput) {
    int outputs = output.shape.size();
    double loss = 0;
    for (int o = 0; o < outputs; o++) {
      for (int b = 0; b < batch; b++) {
        float difference = output.get(o, b, batch) - targets[o * batch + b] * targetStep;
        float clipped = Math.max(-limit, Math.min(limit, difference));
        gradOutput.set(o, b, batch, clipped / batch);
        loss += clipped * (difference - 0.5 * clipped);
      }
    }
    return loss;
  }
}
