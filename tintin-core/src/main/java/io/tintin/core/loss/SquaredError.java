package io.tintin.core.loss;

import io.tintin.core.internal.kernel.KernelChoice;
import io.tintin.core.quant.Scale;
import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/**
 * Squared difference of outputs and targets, or Huber's loss, which is less steep beyond a largest
 * difference; an example has one target an output.
 *
 * <p>A target is an integer in [-127, 127] of the target scale. The difference is taken in 1/256 of
 * a target step, {@code d[o] = output[o] * scale / (targetScale / 256) - 256 * target[o]}, the
 * output rounded to nearest and clipped to ±2^16. Its gradient is {@code d}, clipped to ±L with
 * {@code L = 256 * maxDifference}, and requantised by the policy of the trainer, so small
 * differences still teach.
 *
 * <p>The loss is in squared target steps, {@code sum(f(d) / 2^16)}, each term rounded down, with
 * {@code f(d) = d^2} up to L and Huber's {@code L * (2 |d| - L)} beyond. The gradient is the
 * derivative of half of it, as is the custom.
 *
 * <p>Source of Huber's loss: Huber 1964, "Robust estimation of a location parameter".
 *
 * @param targetScale of the target integers
 * @param maxDifference where the gradient stops to grow, in target steps, in [1, 512]; at {@value
 *     #UNBOUNDED} it never does, below it is Huber's loss, robust to outliers
 */
public record SquaredError(Scale targetScale, int maxDifference) implements Loss {
  /** No difference is larger than this many target steps. */
  public static final int UNBOUNDED = 512;

  public SquaredError {
    if (maxDifference < 1 || maxDifference > UNBOUNDED) {
      throw new IllegalArgumentException(
          "maxDifference must be in [1, " + UNBOUNDED + "]: " + maxDifference);
    }
  }

  /** Squared error at every distance: {@code maxDifference} is {@link #UNBOUNDED}. */
  public SquaredError(Scale targetScale) {
    this(targetScale, UNBOUNDED);
  }

  /** Huber's loss: squared error up to so many target steps, absolute error beyond. */
  public static SquaredError huber(Scale targetScale, int maxDifference) {
    return new SquaredError(targetScale, maxDifference);
  }

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
    int limit = maxDifference << TargetSteps.FRACTION_BITS;
    long loss = 0;
    for (int i = 0; i < count; i++) {
      int d = TargetSteps.difference(ratio, output.values[i], targets[i]);
      loss += doubled(Math.abs(d), limit) >> (2 * TargetSteps.FRACTION_BITS);
      acc.values[i] = Math.max(-limit, Math.min(limit, d));
    }
    int shift = targetScale.shift() - TargetSteps.FRACTION_BITS;
    acc.setScale(shift, targetScale.up(), targetScale.down());
    int bits = KernelChoice.KERNELS.magnitudeBits(acc.values, 0, count);
    requantizer.requantize(acc, bits, count, batch, gradOutput);
    return loss;
  }

  /** Twice Huber's loss of one difference. */
  private static long doubled(long distance, long limit) {
    return distance <= limit ? distance * distance : limit * (2 * distance - limit);
  }
}
