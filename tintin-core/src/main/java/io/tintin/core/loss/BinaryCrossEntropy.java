package io.tintin.core.loss;

import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/**
 * Cross-entropy of yes or no, for each output by itself: several labels may hold at once. An output
 * is a logit, positive for yes; an example has one target an output, 0 or 1.
 *
 * <p>For an output {@code y} with target {@code t}, all integer:
 *
 * <ol>
 *   <li>{@code u = |y| * scale * log2(e) * 16} rounded to nearest and at most 336, {@code v = 2^20
 *       * 2^(-u/16)}, both as in {@link CrossEntropy};
 *   <li>{@code q = floor(v * 2^15 / (2^20 + v))}, the probability of the less likely answer;
 *   <li>{@code p = 2^15 - q} if {@code y > 0}, else {@code q}; then {@code p -= t * 2^15};
 *   <li>{@code gradOutput = p / 2^8}, rounded stochastically, clipped to ±127, with scale {@code
 *       2^-7}; output {@code o} of example {@code e} draws {@code bits(key, e * outputs + o)}.
 * </ol>
 *
 * <p>The gradient is within 1/64 of {@code sigmoid(y) - t}, rounding included; without it, within
 * 1/170.
 *
 * <p>The loss of an output is in sixteenths of a bit: {@code 16 log2(1 + v / 2^20)} rounded down,
 * and {@code u} more if the target is the less likely answer. It is at most 336. Up to 20 bits, it
 * is within 2 below and 1 above the exact one.
 *
 * <p>Source: the form for large logits is that of Goodfellow et al. 2016, "Deep Learning", section
 * 6.2.2.2; powers of two in place of exponentials follow Wang et al. 2022 (NITI), section 3.3,
 * arXiv:2009.13108.
 */
public record BinaryCrossEntropy() implements Loss {
  private static final int PROBABILITY_BITS = 15;
  private static final int GRADIENT_SHIFT = -7;

  @Override
  public void checkTarget(int outputs, int index, int target) {
    if (target != 0 && target != 1) {
      throw new IllegalArgumentException("target " + index + " must be 0 or 1: " + target);
    }
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
    long ratio = Sixteenths.ratio(output);
    long loss = 0;
    for (int b = 0; b < batch; b++) {
      int draw = (firstExample + b) * outputs;
      for (int o = 0; o < outputs; o++) {
        int i = o * batch + b;
        int y = output.values[i];
        int u = Sixteenths.of(ratio, Math.abs(y));
        int v = Sixteenths.power(u);
        boolean isUnlikely = y > 0 == (targets[i] == 0) && y != 0;
        loss += Sixteenths.log2(Sixteenths.ONE + v) - 16 * 20 + (isUnlikely ? u : 0);
        gradOutput.values[i] = gradient(y > 0, v, targets[i], RandomSource.bits(key, draw + o));
      }
    }
    gradOutput.setScale(GRADIENT_SHIFT, 0, 0);
    return loss;
  }

  private static byte gradient(boolean isPositive, int v, int target, int bits) {
    int p = probability(isPositive, v) - (target << PROBABILITY_BITS);
    long rounded = Rounding.STOCHASTIC.shiftRight(p, PROBABILITY_BITS + GRADIENT_SHIFT, bits);
    return (byte) Math.max(-127, Math.min(127, rounded));
  }

  /** The sigmoid in steps of 2^-15, from {@code 2^20 * e^-|y|}. */
  static int probability(boolean isPositive, int v) {
    int q = (int) (((long) v << PROBABILITY_BITS) / (Sixteenths.ONE + v));
    return isPositive ? (1 << PROBABILITY_BITS) - q : q;
  }
}
