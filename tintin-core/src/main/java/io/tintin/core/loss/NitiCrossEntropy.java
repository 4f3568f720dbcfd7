package io.tintin.core.loss;

import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/**
 * NITI's own gradient of the softmax cross-entropy, as a reference to compare with. {@link
 * CrossEntropy} is closer to the softmax.
 *
 * <p>With {@code e} the shift of the outputs' scale, whose other exponents are ignored as NITI has
 * none, and divisions that truncate:
 *
 * <ol>
 *   <li>{@code e > -7}: {@code s = output * 47274 / 2^15 * 2^e}, moved so that the largest is 10
 *       and clamped below at 0; {@code v = 2^s - 1}. Else {@code v = 2^(1 - 2e) + output * 2^(1 -
 *       e) + output^2}, a second-order power series; below {@value #MIN_SHIFT}, {@code e} is that
 *       and the outputs are divided accordingly;
 *   <li>{@code p = v * 2^11 / sum(v)}, then {@code p[label] -= sum(p)};
 *   <li>{@code gradOutput = p / 2^4}, rounded stochastically, clipped to ±127, with scale 2^-7;
 *       output {@code o} of example {@code e} draws {@code bits(key, e * outputs + o)}.
 * </ol>
 *
 * <p>The loss that is returned is that of {@link CrossEntropy}.
 *
 * <p>Source: Wang et al. 2022 (NITI), section 3.3, arXiv:2009.13108, and its first published code.
 */
public record NitiCrossEntropy() implements Loss {
  static final int MIN_SHIFT = -18;

  private static final int SERIES_FROM = -7;
  private static final int MAX_SHIFT = 32;
  private static final int LOG2_E = 47_274; // of 2^15
  private static final int LARGEST_POWER = 10;
  private static final CrossEntropy EXACT = new CrossEntropy();

  @Override
  public int targetSize(int outputs) {
    return 1;
  }

  @Override
  public void checkOutputs(int outputs) {
    EXACT.checkOutputs(outputs);
  }

  @Override
  public void checkTarget(int outputs, int index, int target) {
    EXACT.checkTarget(outputs, index, target);
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
    int shift = Math.min(output.shift, MAX_SHIFT);
    int[] p = acc.values;
    long loss = 0;
    for (int b = 0; b < batch; b++) {
      loss += CrossEntropy.sixteenths(output.values, outputs, batch, b, ratio, targets[b], p);
      probabilities(output.values, shift, outputs, batch, b, targets[b], p);
      int draw = (firstExample + b) * outputs;
      CrossEntropy.round(p, outputs, batch, b, key, draw, gradOutput.values);
    }
    gradOutput.setScale(CrossEntropy.GRADIENT_SHIFT, 0, 0);
    return loss;
  }

  private static void probabilities(
      byte[] output, int shift, int outputs, int batch, int b, int target, int[] p) {
    long largest = Long.MIN_VALUE;
    for (int o = 0; o < outputs; o++) {
      largest = Math.max(largest, exponent(output[o * batch + b], shift));
    }
    long sum = 0;
    for (int o = 0; o < outputs; o++) {
      sum += power(output[o * batch + b], shift, largest);
    }
    int rest = 0;
    for (int o = 0; o < outputs; o++) {
      p[o] = (int) ((power(output[o * batch + b], shift, largest) << 11) / sum);
      rest += p[o];
    }
    p[target] -= rest;
  }

  /** {@code s}, before it is moved. */
  private static long exponent(int output, int shift) {
    long scaled = (long) output * LOG2_E / (1 << 15);
    return shift >= 0 ? scaled << shift : scaled / (1L << Math.min(-shift, MAX_SHIFT));
  }

  /** {@code v}: below 2^38, so that 2047 of them times 2^11 fit an int64. */
  private static long power(int output, int shift, long largest) {
    if (shift > SERIES_FROM) {
      long s = exponent(output, shift) - largest + LARGEST_POWER;
      return (1L << Math.max(s, 0)) - 1;
    }
    int e = Math.max(shift, MIN_SHIFT);
    long s = output / (1 << Math.min(e - shift, 16));
    return (1L << (1 - 2 * e)) + (s << (1 - e)) + s * s;
  }
}
