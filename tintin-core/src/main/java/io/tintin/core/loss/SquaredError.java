package io.tintin.core.loss;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Buffer;

/**
 * Half the squared difference of outputs and targets; an example has one target an output.
 *
 * <p>A target is an integer in [-127, 127] of the target scale. The difference is taken in 1/256 of
 * a target step, {@code d[o] = output[o] * scale / (targetScale / 256) - 256 * target[o]}, the
 * output rounded to nearest and clipped to ±2^16. Its gradient is {@code d}, clipped to ±{@code 256
 * * maxDifference} and requantised by its largest magnitude over outputs and batch to 7 bits,
 * rounded to nearest, so small differences still teach.
 *
 * <p>The loss is {@code sum(d^2 / 2^16)}, each term rounded down: squared target steps.
 *
 * <p>Source of the clipped form: Huber 1964, the derivative of his loss.
 *
 * @param targetScale of the target integers
 * @param maxDifference where the gradient stops to grow, in target steps, in [1, 512]; at {@value
 *     #UNBOUNDED} it never does, below it is robust to outliers
 */
public record SquaredError(Scale targetScale, int maxDifference) implements Loss {
  /** No difference is larger than this many target steps. */
  public static final int UNBOUNDED = 512;

  private static final int FRACTION_BITS = 8;
  private static final int MAX_OUTPUT = 1 << 16;

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

  @Override
  public int targetSize(int outputs) {
    return outputs;
  }

  @Override
  public void checkOutputs(int outputs) {
    // Any number will do.
  }

  @Override
  public void checkTarget(int outputs, int index, int target) {
    if (target < -127 || target > 127) {
      throw new IllegalArgumentException("target " + index + " must be in [-127, 127]: " + target);
    }
  }

  @Override
  public long gradient(
      Int8Buffer output,
      int[] targets,
      int outputs,
      int batch,
      long key,
      int[] acc,
      Int8Buffer gradOutput) {
    long ratio =
        Rescale.ratio(
            output.shift - targetScale.shift() + FRACTION_BITS,
            output.up - targetScale.up(),
            output.down - targetScale.down());
    int count = outputs * batch;
    int limit = maxDifference << FRACTION_BITS;
    int or = 0;
    long loss = 0;
    for (int i = 0; i < count; i++) {
      int y = Rescale.apply(ratio, output.values[i], MAX_OUTPUT, Rounding.NEAREST, 0);
      int d = y - (targets[i] << FRACTION_BITS);
      loss += ((long) d * d) >> (2 * FRACTION_BITS);
      acc[i] = Math.max(-limit, Math.min(limit, d));
      or |= Math.abs(acc[i]);
    }
    int bits = 32 - Integer.numberOfLeadingZeros(or);
    int rightShift = Math.max(bits - 7, 0);
    for (int i = 0; i < count; i++) {
      long rounded = Rounding.NEAREST.shiftRight(acc[i], rightShift, 0);
      gradOutput.values[i] = (byte) Math.max(-127, Math.min(127, rounded));
    }
    gradOutput.setScale(
        targetScale.shift() - FRACTION_BITS + rightShift, targetScale.up(), targetScale.down());
    return loss;
  }
}
