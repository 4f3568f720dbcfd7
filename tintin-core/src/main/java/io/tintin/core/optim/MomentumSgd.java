package io.tintin.core.optim;

import static io.tintin.core.internal.kernel.KernelChoice.KERNELS;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/**
 * Gradient-aligned descent with momentum: int8 weights with 8 more bits, int16 velocities.
 *
 * <p>Weights are kept as integers of 2^-8 of their step (see {@link Parameter#state}); layers
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
    implements PartwiseRule {
  /** The largest rate: 16. */
  public static final int MAX_RATE = 1 << 20;

  /** The largest decay: 1/16. */
  public static final int MAX_DECAY = 1 << 16;

  /**
   * Bits of two parts of a change; the third, of the velocity, is below 2^15 * 2^8 * 2^7 = 2^30. So
   * their sum is below 2^31.
   */
  private static final int SMALL_BITS = 29;

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
  public boolean keepsState() {
    return true;
  }

  @Override
  public void scaleUp(Parameter parameter) {
    parameter.scaleUp(true);
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
    int fine = Parameter.FRACTION_BITS + MasterWeights.CHANGE_BITS - MasterWeights.RATE_BITS;
    long aligned =
        Rescale.ratio(
            gradient.shift - weights.shift + fine,
            gradient.up - weights.up,
            gradient.down - weights.down);
    long scheduled = Rescale.times(aligned, rateFactor, FULL_RATE);
    long ratio = Rescale.times(scheduled, rate, batchSize);
    long shrink = MasterWeights.decayRatio(parameter, rate, decay, rateFactor);
    int gradientBits = KERNELS.magnitudeBits(gradient.values, from, to);
    boolean hasKernel =
        rounding == Rounding.STOCHASTIC
            && isSmall(ratio, gradientBits)
            && isSmall(shrink, MasterWeights.BITS);
    int[] masters = gradient.values;
    return hasKernel
        ? byKernel(parameter, masters, from, to, ratio, shrink, key, scratch)
        : oneByOne(parameter, masters, from, to, ratio, shrink, key);
  }

  @Override
  public void settle(Parameter parameter, Int32Buffer gradient) {
    MasterWeights.set(parameter, gradient.values, Integer.MAX_VALUE, true);
  }

  /** Whether the product of the ratio and a value of so many bits is at most 2^29. */
  private static boolean isSmall(long ratio, int bits) {
    int rightShift = Rescale.rightShift(ratio);
    int multiplierBits = 32 - Integer.numberOfLeadingZeros(Rescale.multiplier(ratio));
    return bits + multiplierBits - rightShift <= SMALL_BITS;
  }

  private boolean byKernel(
      Parameter parameter,
      int[] masters,
      int from,
      int to,
      long ratio,
      long shrink,
      long key,
      UpdateScratch scratch) {
    return KERNELS.momentum(
        masters,
        from,
        to,
        Rescale.multiplier(ratio),
        Math.min(Rescale.rightShift(ratio), Rounding.MAX_SHIFT),
        Rescale.multiplier(shrink),
        Math.min(Rescale.rightShift(shrink), Rounding.MAX_SHIFT),
        momentum,
        key,
        scratch.kernels,
        parameter.state,
        parameter.weights.values);
  }

  /** Whatever the rounding and the size of the changes. */
  private boolean oneByOne(
      Parameter parameter, int[] masters, int from, int to, long ratio, long shrink, long key) {
    int largest = 0;
    for (int i = from; i < to; i++) {
      int master = parameter.master(i);
      long change = Rescale.apply(ratio, masters[i], MasterWeights.MAX_CHANGE, Rounding.NEAREST, 0);
      if (shrink != 0) {
        change += Rescale.apply(shrink, master, MasterWeights.MAX_CHANGE, Rounding.NEAREST, 0);
      }
      int bits = rounding == Rounding.STOCHASTIC ? RandomSource.bits(key, i) : 0;
      long kept = ((long) parameter.moment(i) * momentum) << (MasterWeights.CHANGE_BITS - 8);
      long rounded = rounding.shiftRight(kept + change, MasterWeights.CHANGE_BITS, bits);
      int velocity = (int) Math.max(-Short.MAX_VALUE, Math.min(Short.MAX_VALUE, rounded));
      parameter.setMoment(i, velocity);
      masters[i] = master - velocity;
      largest = Math.max(largest, Math.abs(masters[i]));
    }
    if (largest > MasterWeights.MAX) {
      return true;
    }
    for (int i = from; i < to; i++) {
      parameter.set(i, masters[i], parameter.moment(i));
    }
    return false;
  }
}
