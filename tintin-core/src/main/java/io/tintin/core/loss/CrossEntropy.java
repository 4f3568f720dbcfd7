package io.tintin.core.loss;

import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/**
 * Softmax cross-entropy over class labels; the target of an example is its class.
 *
 * <p>With {@code z[o] = max(output) - output[o]}, all integer:
 *
 * <ol>
 *   <li>{@code u[o] = z[o] * scale * log2(e) * 16} rounded to nearest and at most 336, with {@code
 *       log2(e) = 47274 / 2^15};
 *   <li>{@code v[o] = EXP2[u[o] % 16] >> (u[o] / 16)}, which is {@code 2^20 * 2^(-u/16)};
 *   <li>{@code p[o] = floor(v[o] * 2^11 / sum(v))}, then {@code p[target] -= sum(p)}, so that the
 *       gradients of an example add to 0;
 *   <li>{@code gradOutput[o] = p[o] / 2^4}, rounded stochastically, clipped to ±127, with scale
 *       {@code 2^-7}; output {@code o} of example {@code e} draws {@code bits(key, e * outputs +
 *       o)}.
 * </ol>
 *
 * <p>The loss is in sixteenths of a bit: {@code u[target] + 16 log2(sum(v) / 2^20)}, rounded down;
 * an example has at most 512 of them.
 *
 * <p>Source: Wang et al. 2022 (NITI), section 3.3, arXiv:2009.13108, which keeps whole powers of
 * two where this keeps sixteenths.
 */
public record CrossEntropy() implements Loss {
  /** Most classes: the sum of the powers stays below 2^31. At least 2 are needed. */
  public static final int MAX_CLASSES = 2047;

  /** Exponent of the gradient. */
  static final int GRADIENT_SHIFT = -7;

  @Override
  public int targetSize(int outputs) {
    return 1;
  }

  @Override
  public void checkOutputs(int outputs) {
    if (outputs < 2 || outputs > MAX_CLASSES) {
      throw new IllegalArgumentException(
          "cross-entropy classes must be in [2, " + MAX_CLASSES + "]: " + outputs);
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
    int[] p = acc.values;
    long lossSixteenths = 0;
    for (int b = 0; b < batch; b++) {
      lossSixteenths += sixteenths(output.values, outputs, batch, b, ratio, targets[b], p);
      probabilities(outputs, targets[b], p);
      round(p, outputs, batch, b, key, (firstExample + b) * outputs, gradOutput.values);
    }
    gradOutput.setScale(GRADIENT_SHIFT, 0, 0);
    return lossSixteenths;
  }

  /**
   * From {@code p} of example {@code b} to its gradient.
   *
   * @param draw number of the random bits of its first output
   */
  static void round(int[] p, int outputs, int batch, int b, long key, int draw, byte[] gradOutput) {
    for (int o = 0; o < outputs; o++) {
      long rounded = Rounding.STOCHASTIC.shiftRight(p[o], 4, RandomSource.bits(key, draw + o));
      gradOutput[o * batch + b] = (byte) Math.max(-127, Math.min(127, rounded));
    }
  }

  /** Writes {@code v} of example {@code b} and returns its loss. */
  static int sixteenths(
      byte[] output, int outputs, int batch, int b, long ratio, int target, int[] v) {
    int max = -127;
    for (int o = 0; o < outputs; o++) {
      max = Math.max(max, output[o * batch + b]);
    }
    int sum = 0;
    int ofTarget = 0;
    for (int o = 0; o < outputs; o++) {
      int u = Sixteenths.of(ratio, max - output[o * batch + b]);
      v[o] = Sixteenths.power(u);
      sum += v[o];
      ofTarget = o == target ? u : ofTarget;
    }
    return ofTarget + Sixteenths.log2(sum) - 16 * 20;
  }

  /** Turns {@code v} into {@code p}, that of the target less the sum of all. */
  private static void probabilities(int outputs, int target, int[] v) {
    int sum = 0;
    for (int o = 0; o < outputs; o++) {
      sum += v[o];
    }
    int rest = 0;
    for (int o = 0; o < outputs; o++) {
      v[o] = (int) (((long) v[o] << 11) / sum);
      rest += v[o];
    }
    v[target] -= rest;
  }
}
