package io.tintin.core.optim;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/**
 * Gradient-aligned descent with momentum: int8 weights with 8 more bits, int16 velocities.
 *
 * <p>Weights are kept as integers of 2^-8 of their step (see {@link Parameter#fraction}); layers
 * compute with the upper 8 bits alone. A velocity is in the same unit, in [-32767, 32767], with the
 * learning rate inside. With the gradient's mean over the batch and {@code r = rate / 2^16} times
 * the factor of the schedule:
 *
 * <ol>
 *   <li>{@code v = momentum / 256 * v + r * (mean + decay / 2^20 * weight)}, computed with 15
 *       fraction bits, rounded once, as told, and clipped;
 *   <li>{@code master -= v};
 *   <li>while a master is beyond 127 steps, the tensor and its velocities are scaled by 13/16 and
 *       the scale tells: no weight saturates.
 * </ol>
 *
 * <p>Source: Polyak 1964 for momentum; Hu et al. 2025 (Tin-Tin), arXiv:2504.09405, for aligning the
 * gradient to the weights by compound exponents; Wang et al. 2022 (NITI), arXiv:2009.13108, for
 * fractional bits. The combination is this project's.
 *
 * @param rate learning rate in steps of 2^-16, in [1, {@link #MAX_RATE}]
 * @param momentum in steps of 2^-8, in [0, 255]
 * @param decay of weights in steps of 2^-20, in [0, {@link #MAX_DECAY}]; vectors, such as biases,
 *     have none
 * @param rounding of the velocity; stochastic keeps what is below one step
 */
public record MomentumSgd(int rate, int momentum, int decay, Rounding rounding)
    implements UpdateRule {
  /** The largest rate: 16. */
  public static final int MAX_RATE = 1 << 20;

  /** The largest decay: 1/16. */
  public static final int MAX_DECAY = 1 << 16;

  public MomentumSgd {
    check("rate", 1, MAX_RATE, rate);
    check("momentum", 0, 255, momentum);
    check("decay", 0, MAX_DECAY, decay);
  }

  /** No decay, stochastic rounding. */
  public MomentumSgd(int rate, int momentum) {
    this(rate, momentum, 0, Rounding.STOCHASTIC);
  }

  static void check(String name, int least, int most, int value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be in [" + least + ", " + most + "]: " + value);
    }
  }

  @Override
  public boolean hasFraction() {
    return true;
  }

  @Override
  public int momentCount() {
    return 1;
  }

  @Override
  public void scaleUp(Parameter parameter) {
    parameter.scaleUp(1);
  }

  @Override
  public void update(
      Parameter parameter, Int32Buffer gradient, int batchSize, int rateFactor, long key) {
    Int8Buffer weights = parameter.weights;
    short[] velocities = parameter.moments[0];
    int fine = Parameter.FRACTION_BITS + MasterWeights.CHANGE_BITS - MasterWeights.RATE_BITS;
    long aligned =
        Rescale.ratio(
            gradient.shift - weights.shift + fine,
            gradient.up - weights.up,
            gradient.down - weights.down);
    long scheduled = Rescale.times(aligned, rateFactor, FULL_RATE);
    long ratio = Rescale.times(scheduled, rate, batchSize);
    long shrink = MasterWeights.decayRatio(parameter, rate, decay, rateFactor);
    int[] masters = gradient.values;
    int largest = 0;
    for (int i = 0; i < parameter.count; i++) {
      int master = MasterWeights.get(parameter, i);
      long change = Rescale.apply(ratio, masters[i], MasterWeights.MAX_CHANGE, Rounding.NEAREST, 0);
      if (shrink != 0) {
        change += Rescale.apply(shrink, master, MasterWeights.MAX_CHANGE, Rounding.NEAREST, 0);
      }
      int bits = rounding == Rounding.STOCHASTIC ? RandomSource.bits(key, i) : 0;
      long kept = ((long) velocities[i] * momentum) << (MasterWeights.CHANGE_BITS - 8);
      long velocity = rounding.shiftRight(kept + change, MasterWeights.CHANGE_BITS, bits);
      velocities[i] = (short) Math.max(-Short.MAX_VALUE, Math.min(Short.MAX_VALUE, velocity));
      masters[i] = master - velocities[i];
      largest = Math.max(largest, Math.abs(masters[i]));
    }
    MasterWeights.set(parameter, masters, largest, 1);
  }
}
