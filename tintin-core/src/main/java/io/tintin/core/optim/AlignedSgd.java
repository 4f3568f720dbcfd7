package io.tintin.core.optim;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/**
 * Gradient-aligned stochastic gradient descent: the gradient is brought to the scale of the
 * weights.
 *
 * <p>With the learning rate {@code 2^-rateShift} and {@code j = ceil(log2(batchSize))}, so that the
 * sum over a batch of a power of two becomes its mean:
 *
 * <ol>
 *   <li>{@code w[i] -= gradient[i] * (gradientScale / weightScale) * 2^-(rateShift + j)}, the
 *       product rounded as told and clipped to ±127;
 *   <li>while some {@code |w[i]|} is above 127, the whole tensor is scaled down: {@code w[i] = w[i]
 *       * 13 / 16}, rounded to nearest, and the exponent {@code down} of its scale falls by 1. Once
 *       {@code down} is {@value Parameter#MIN_DOWN}, it is halved instead and {@code shift} grows
 *       by 1. Where {@link Parameter#keepsScale}, and where {@code shift} is {@value
 *       Parameter#MAX_SHIFT} too, weights are clipped to ±127 instead.
 * </ol>
 *
 * <p>Otherwise, nothing saturates and the real value of the weights is kept. A zero gradient
 * changes nothing.
 *
 * <p>Source: Hu et al. 2025 (Tin-Tin), arXiv:2504.09405, "gradient-aligned weight updates". The
 * paper's text leaves the formula open; this is the reading that its exponents suggest.
 *
 * @param rateShift in [-32, 32]
 * @param rounding stochastic for most uses: with nearest, steps below half a weight step are lost
 */
public record AlignedSgd(int rateShift, Rounding rounding) implements PartwiseRule {
  public AlignedSgd {
    if (rateShift < -32 || rateShift > 32) {
      throw new IllegalArgumentException("rateShift must be in [-32, 32]: " + rateShift);
    }
  }

  /**
   * Learning rate {@code 2^-rateShift} with stochastic rounding.
   *
   * @param rateShift in [-32, 32]
   */
  public AlignedSgd(int rateShift) {
    this(rateShift, Rounding.STOCHASTIC);
  }

  @Override
  public boolean keepsState() {
    return false;
  }

  @Override
  public void scaleUp(Parameter parameter) {
    parameter.scaleUp(false);
  }

  @Override
  public boolean updatePart(
      Parameter parameter,
      Int32Buffer gradient,
      int from,
      int to,
      int batchSize,
      int rateFactor,
      long key,
      UpdateScratch scratch) {
    Int8Buffer weights = parameter.weights;
    int batchShift = 32 - Integer.numberOfLeadingZeros(batchSize - 1);
    long ratio =
        Rescale.times(
            Rescale.ratio(
                gradient.shift - weights.shift - rateShift - batchShift,
                gradient.up - weights.up,
                gradient.down - weights.down),
            rateFactor,
            FULL_RATE);
    int[] candidates = gradient.values;
    int largest = 0;
    for (int i = from; i < to; i++) {
      int bits = rounding == Rounding.STOCHASTIC ? RandomSource.bits(key, i) : 0;
      candidates[i] = weights.values[i] - Rescale.apply(ratio, candidates[i], 127, rounding, bits);
      largest = Math.max(largest, Math.abs(candidates[i]));
    }
    if (largest > 127) {
      return true;
    }
    for (int i = from; i < to; i++) {
      weights.values[i] = (byte) candidates[i];
    }
    return false;
  }

  @Override
  public void settle(Parameter parameter, Int32Buffer gradient) {
    int[] candidates = gradient.values;
    int largest = Integer.MAX_VALUE;
    while (largest > 127 && parameter.canScaleDown()) {
      largest = parameter.scaleDown(candidates, false);
    }
    for (int i = 0; i < parameter.count; i++) {
      parameter.weights.values[i] = (byte) Math.max(-127, Math.min(127, candidates[i]));
    }
  }
}
