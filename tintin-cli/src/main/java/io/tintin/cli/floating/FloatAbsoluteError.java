package io.tintin.cli.floating;

import io.tintin.cli.real.RealStep;
import io.tintin.core.loss.AbsoluteError;

/**
 * The absolute difference of outputs and targets, in real units. Its gradient is 0 up to half a
 * target step, as in integers: no target is nearer.
 */
final class FloatAbsoluteError implements FloatLoss {
  private final float targetStep;

  FloatAbsoluteError(AbsoluteError loss) {
    this.targetStep = (float) RealStep.of(loss.targetScale());
  }

  @Override
  public double gradient(FloatTensor output, int[] targets, int batch, FloatTensor gradOutput) {
    int outputs = output.shape.size();
    double loss = 0;
    for (int o = 0; o < outputs; o++) {
      for (int b = 0; b < batch; b++) {
        float difference = output.get(o, b, batch) - targets[o * batch + b] * targetStep;
        float distance = Math.abs(difference);
        float sign = distance <= targetStep / 2 ? 0 : Math.signum(difference);
        gradOutput.set(o, b, batch, sign / batch);
        loss += distance;
      }
    }
    return loss;
  }
}
