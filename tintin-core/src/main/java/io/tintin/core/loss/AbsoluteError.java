package io.tintin.core.loss;

import io.tintin.core.quant.Scale;
import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/**
 * Absolute difference of outputs and targets, which outliers among the targets do not disturb; an
 * example has one target an output.
 *
 * <p>A target is an integer in [-127, 127] of the target scale. The difference {@code d} is that of
 * {@link SquaredError}, in 1/256 of a target step. The gradient is its sign, as ±127 of scale
 * {@code 2^-7}: odd, so that {@link io.tintin.core.quant.Rounding#PSEUDO_STOCHASTIC} finds random
 * low bits in its products. Up to half a target step, {@code |d| <= 128}, it is 0: no target is
 * nearer.
 *
 * <p>The loss is {@code sum |d|}, in 1/256 of a target step.
 *
 * <p>Source: Laplace 1774, the law of errors whose likelihood this is; the dead zone is this
 * project's.
 *
 * @param targetScale of the target integers
 */
public record AbsoluteError(Scale targetScale) implements Loss {
  private static final int DEAD_ZONE = 1 << (TargetSteps.FRACTION_BITS - 1);
  private static final byte SIGN = 127;
  private static final int GRADIENT_SHIFT = -7;

  @Override
  public void checkTarget(int outputs, int index, int target) {
    TargetSteps.check(index, target);
  }

  @Override
  public boolean takesTargetsOf(Scale scale) {
    return targetScale.equals(scale);
  }

  @Override
  public long gradient(
      Int8Buffer output,
      int[] targets,
      int outputs,
      int batch,
      int firstExample,
      long key,
      Int32Buffer acc,
      Requantizer requantizer,
      Int8Buffer gradOutput) {
    long ratio = TargetSteps.ratio(output, targetScale);
    int count = outputs * batch;
    long loss = 0;
    for (int i = 0; i < count; i++) {
      int d = TargetSteps.difference(ratio, output.values[i], targets[i]);
      loss += Math.abs(d);
      gradOutput.values[i] = sign(d);
    }
    gradOutput.setScale(GRADIENT_SHIFT, 0, 0);
    return loss;
  }

  private static byte sign(int d) {
    if (Math.abs(d) <= DEAD_ZONE) {
      return 0;
    }
    return d > 0 ? SIGN : -SIGN;
  }
}
