package io.tintin.core.loss;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Buffer;

/**
 * Softmax cross-entropy over class labels; the target of an example is its class.
 *
 * <p>With {@code z[o] = max(output) - output[o]}, all integer:
 *
 * <ol>
 *   <li>{@code u[o] = z[o] * scale * log2(e) * 16} rounded to nearest and at most {@value
 *       #MAX_SIXTEENTHS}, with {@code log2(e) = 47274 / 2^15};
 *   <li>{@code v[o] = EXP2[u[o] % 16] >> (u[o] / 16)}, which is {@code 2^20 * 2^(-u/16)};
 *   <li>{@code p[o] = floor(v[o] * 2^11 / sum(v))}, then {@code p[target] -= sum(p)}, so that the
 *       gradients of an example add to 0;
 *   <li>{@code gradOutput[o] = p[o] / 2^4}, rounded stochastically, clipped to ±127, with scale
 *       {@code 2^-7}; element {@code i} of the batch draws {@code bits(key, i)}.
 * </ol>
 *
 * <p>The loss is in sixteenths of a bit: {@code u[target] + 16 log2(sum(v) / 2^20)}, rounded down.
 *
 * <p>Source: Wang et al. 2022 (NITI), section 3.3, arXiv:2009.13108, which keeps whole powers of
 * two where this keeps sixteenths.
 */
public record CrossEntropy() implements Loss {
  /** Most classes: the sum of the powers stays below 2^31. */
  public static final int MAX_CLASSES = 2047;

  /** {@code v} is 0 from here on. */
  static final int MAX_SIXTEENTHS = 16 * 21;

  private static final int LOG2_E = 47_274; // of 2^15
  private static final int GRADIENT_SHIFT = -7;

  /** {@code round(2^20 * 2^(-j/16))}. */
  private static final int[] EXP2 = {
    1_048_576, 1_004_120, 961_548, 920_782, 881_744, 844_361, 808_563, 774_282, //
    741_455, 710_020, 679_917, 651_091, 623_487, 597_053, 571_740, 547_500
  };

  @Override
  public int targetSize(int outputs) {
    return 1;
  }

  @Override
  public void checkOutputs(int outputs) {
    if (outputs > MAX_CLASSES) {
      throw new IllegalArgumentException("classes must be at most " + MAX_CLASSES + ": " + outputs);
    }
  }

  @Override
  public void checkTarget(int outputs, int index, int target) {
    if (target < 0 || target >= outputs) {
      throw new IllegalArgumentException("label must be in [0, " + (outputs - 1) + "]: " + target);
    }
  }

  @Override
  public long gradient(
      Int8Buffer output, int[] targets, int outputs, int batch, long key, Int8Buffer gradOutput) {
    long ratio = Rescale.ratio(output.shift - 15 + 4, output.up, output.down);
    long lossSixteenths = 0;
    for (int b = 0; b < batch; b++) {
      int max = -127;
      for (int o = 0; o < outputs; o++) {
        max = Math.max(max, output.values[o * batch + b]);
      }
      int sum = 0;
      for (int o = 0; o < outputs; o++) {
        sum += power(sixteenths(ratio, max - output.values[o * batch + b]));
      }
      int rest = 0;
      for (int o = 0; o < outputs; o++) {
        rest += probability(ratio, max - output.values[o * batch + b], sum);
      }
      int target = targets[b];
      for (int o = 0; o < outputs; o++) {
        int i = o * batch + b;
        int p = probability(ratio, max - output.values[i], sum);
        int error = o == target ? p - rest : p;
        long rounded = Rounding.STOCHASTIC.shiftRight(error, 4, RandomSource.bits(key, i));
        gradOutput.values[i] = (byte) Math.max(-127, Math.min(127, rounded));
      }
      int targetGap = max - output.values[target * batch + b];
      lossSixteenths += sixteenths(ratio, targetGap) + log2Sixteenths(sum) - 16 * 20;
    }
    gradOutput.setScale(GRADIENT_SHIFT, 0, 0);
    return lossSixteenths;
  }

  private static int sixteenths(long ratio, int gap) {
    return Rescale.apply(ratio, (long) gap * LOG2_E, MAX_SIXTEENTHS, Rounding.NEAREST, 0);
  }

  private static int power(int sixteenths) {
    return EXP2[sixteenths & 15] >> (sixteenths >> 4);
  }

  private static int probability(long ratio, int gap, int sum) {
    return (int) (((long) power(sixteenths(ratio, gap)) << 11) / sum);
  }

  /** {@code 16 log2(value)} rounded down, for a positive value. */
  static int log2Sixteenths(int value) {
    int whole = 31 - Integer.numberOfLeadingZeros(value);
    long normalized = (long) value << 31 >> (whole + 11); // in [2^20, 2^21)
    int part = 0;
    while (part < 15 && normalized >= 2L * EXP2[15 - part]) {
      part++;
    }
    return 16 * whole + part;
  }
}
