package io.tintin.core.optim;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/**
 * A rule of signs: every weight moves by the learning rate, in the direction that momentum and
 * gradient agree on. The size of gradients does not matter, which suits tensors whose gradients
 * differ by orders of magnitude.
 *
 * <p>Weights have 8 more bits, as with {@link MomentumSgd}. The mean gradient is kept as an int16
 * moment {@code m}, whose unit is a power of two that follows the range. With {@code g} the
 * gradient's mean over the batch in that unit and {@code r = rate / 2^16} times the factor of the
 * schedule:
 *
 * <ol>
 *   <li>{@code c = momentum / 256 * m + (1 - momentum / 256) * g}, of which the sign counts;
 *   <li>{@code master -= r * (sign(c) + decay / 2^20 * weight)}, rounded stochastically;
 *   <li>{@code m = memory / 256 * m + (1 - memory / 256) * g}, rounded stochastically.
 * </ol>
 *
 * <p>The unit: while all {@code m} are 0, it is {@code 2^(shift + bits - 14 - ceil(log2(batch)))}
 * with the shift of the gradient's scale and the bit length of its largest magnitude; before the
 * step it is doubled, and {@code m} halved, while the largest {@code g} is beyond 2^14; after it,
 * it is halved and {@code m} doubled once if the largest {@code m} is below 2^11 and not 0. A
 * gradient that is all 0 does not halve it, so that {@code m} fades to 0 and the unit stays near
 * the gradients.
 *
 * <p>Source: Chen et al. 2023, "Symbolic discovery of optimization algorithms", arXiv:2302.06675;
 * the integer form is this project's.
 *
 * @param rate learning rate in steps of 2^-16, in [1, {@link MomentumSgd#MAX_RATE}]
 * @param momentum in steps of 2^-8, in [0, 255]
 * @param memory in steps of 2^-8, in [0, 255]
 * @param decay of weights in steps of 2^-20, in [0, {@link MomentumSgd#MAX_DECAY}]
 */
public record Lion(int rate, int momentum, int memory, int decay) implements UpdateRule {
  private static final int GRADIENT_BITS = 14;
  private static final int MAX_GRADIENT = 1 << GRADIENT_BITS;
  private static final int MIN_MOMENT = 1 << 11;

  public Lion {
    MomentumSgd.check("rate", 1, MomentumSgd.MAX_RATE, rate);
    MomentumSgd.check("momentum", 0, 255, momentum);
    MomentumSgd.check("memory", 0, 255, memory);
    MomentumSgd.check("decay", 0, MomentumSgd.MAX_DECAY, decay);
  }

  /** The paper's momentum and memory, 0.9 and 0.99, without decay. */
  public Lion(int rate) {
    this(rate, 230, 253, 0);
  }

  @Override
  public boolean keepsState() {
    return true;
  }

  @Override
  public void scaleUp(Parameter parameter) {
    parameter.scaleUp(false);
  }

  @Override
  public void update(
      Parameter parameter,
      Int32Buffer gradient,
      int batchSize,
      int rateFactor,
      long key,
      UpdateScratch scratch) {
    boolean hasGradient = alignGradient(parameter, gradient, batchSize);
    Int8Buffer weights = parameter.weights;
    int fine = Parameter.FRACTION_BITS + MasterWeights.CHANGE_BITS - MasterWeights.RATE_BITS;
    long step = Rescale.ratio(fine - weights.shift, -weights.up, -weights.down);
    long scheduled = Rescale.times(step, rateFactor, FULL_RATE);
    int change =
        Rescale.apply(
            Rescale.times(scheduled, rate, 1), 1, MasterWeights.MAX_CHANGE, Rounding.NEAREST, 0);
    long shrink = MasterWeights.decayRatio(parameter, rate, decay, rateFactor);
    int largest = 0;
    int[] masters = gradient.values;
    for (int i = 0; i < parameter.count; i++) {
      int bits = RandomSource.bits(key, i);
      int direction = learn(parameter, i, gradient.values[i], bits);
      int master = parameter.master(i);
      long moved = (long) direction * change;
      if (shrink != 0) {
        moved += Rescale.apply(shrink, master, MasterWeights.MAX_CHANGE, Rounding.NEAREST, 0);
      }
      masters[i] =
          master - (int) Rounding.STOCHASTIC.shiftRight(moved, MasterWeights.CHANGE_BITS, bits);
      largest = Math.max(largest, Math.abs(masters[i]));
    }
    MasterWeights.set(parameter, masters, largest, false);
    if (hasGradient) {
      useRange(parameter);
    }
  }

  /** Updates one moment and returns the sign of the step against it. */
  private int learn(Parameter parameter, int i, int gradient, int bits) {
    int m = parameter.moment(i);
    int direction = Integer.signum(momentum * m + (256 - momentum) * gradient);
    long kept = (long) memory * m + (long) (256 - memory) * gradient;
    // The upper bits decide on the weight, lower ones here: rotated, so that they differ.
    int drawn = Integer.rotateLeft(bits, 16);
    parameter.setMoment(i, (int) Rounding.STOCHASTIC.shiftRight(kept, 8, drawn));
    return direction;
  }

  /**
   * Brings the mean gradient to the unit of the moment, which moves if it has to.
   *
   * @return whether the gradient is not all 0
   */
  private static boolean alignGradient(Parameter parameter, Int32Buffer gradient, int batchSize) {
    int largest = 0;
    for (int i = 0; i < parameter.count; i++) {
      largest = Math.max(largest, Math.abs(gradient.values[i]));
    }
    if (largest > 0 && parameter.largestMoment() == 0) {
      int bits = 32 - Integer.numberOfLeadingZeros(largest);
      int batchBits = 32 - Integer.numberOfLeadingZeros(batchSize - 1);
      parameter.momentShift = gradient.shift + bits - batchBits - GRADIENT_BITS;
    }
    long ratio = ratio(parameter, gradient, batchSize);
    while (Rescale.apply(ratio, largest, MasterWeights.MAX_CHANGE, Rounding.NEAREST, 0)
        > MAX_GRADIENT) {
      for (int i = 0; i < parameter.count; i++) {
        parameter.setMoment(i, (int) Rounding.NEAREST.shiftRight(parameter.moment(i), 1, 0));
      }
      parameter.momentShift++;
      ratio = ratio(parameter, gradient, batchSize);
    }
    for (int i = 0; i < parameter.count; i++) {
      gradient.values[i] =
          Rescale.apply(ratio, gradient.values[i], MasterWeights.MAX_CHANGE, Rounding.NEAREST, 0);
    }
    return largest > 0;
  }

  private static long ratio(Parameter parameter, Int32Buffer gradient, int batchSize) {
    int shift = gradient.shift - parameter.momentShift;
    return Rescale.times(Rescale.ratio(shift, gradient.up, gradient.down), 1, batchSize);
  }

  private static void useRange(Parameter parameter) {
    int largest = parameter.largestMoment();
    if (largest > 0 && largest < MIN_MOMENT) {
      for (int i = 0; i < parameter.count; i++) {
        parameter.setMoment(i, 2 * parameter.moment(i));
      }
      parameter.momentShift--;
    }
  }
}
