package io.tintin.core.optim;

import io.tintin.core.quant.Rounding;
import io.tintin.core.tensor.Int32Buffer;

/**
 * NITI's update: the gradient's bit width is the learning rate and scales are ignored.
 *
 * <p>With {@code b = 0} for a largest magnitude of at most 1, else {@code b = ceil(log2(largest))},
 * and {@code n = b - mu}: {@code w[i] -= gradient[i] / 2^n}, rounded pseudo-stochastically (as it
 * is if {@code n < 1}), then clipped to ±127. If {@code b = 0} nothing changes. The scale never
 * changes. Each halving of a schedule's rate factor lowers {@code mu} by 1.
 *
 * <p>Source: Wang et al. 2022 (NITI), section 3.4, arXiv:2009.13108, and its published code.
 *
 * @param mu in [-1, 7]: the largest step of a tensor is in {@code (2^(mu-1), 2^mu]} weight steps
 */
public record NitiSgd(int mu) implements UpdateRule {
  public NitiSgd {
    if (mu < -1 || mu > 7) {
      throw new IllegalArgumentException("mu must be in [-1, 7]: " + mu);
    }
  }

  @Override
  public boolean keepsState() {
    return false;
  }

  /** Does nothing: scales stay. */
  @Override
  public void scaleUp(Parameter parameter) {}

  @Override
  public void update(
      Parameter parameter,
      Int32Buffer gradient,
      int batchSize,
      int rateFactor,
      long key,
      UpdateScratch scratch) {
    if (rateFactor == 0) {
      return;
    }
    int largest = 0;
    for (int i = 0; i < parameter.count; i++) {
      largest = Math.max(largest, Math.abs(gradient.values[i]));
    }
    if (largest <= 1) {
      return;
    }
    int range = 32 - Integer.numberOfLeadingZeros(largest - 1);
    int halvings = Integer.numberOfLeadingZeros(rateFactor) - 16;
    int rightShift = Math.min(Math.max(range - mu + halvings, 0), Rounding.MAX_SHIFT);
    byte[] weights = parameter.weights.values;
    for (int i = 0; i < parameter.count; i++) {
      long step = Rounding.PSEUDO_STOCHASTIC.shiftRight(gradient.values[i], rightShift, 0);
      long changed = weights[i] - step;
      weights[i] = (byte) Math.max(-127, Math.min(127, changed));
    }
  }
}
