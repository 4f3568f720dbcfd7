package io.tintin.core.model;

import io.tintin.core.layer.ParameterKind;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;

/**
 * First values of parameters.
 *
 * <p>Weights are uniform over the integers in [-127, 127], which fills the int8 range. Their scale
 * makes the largest of them {@code sqrt(6 / (fanIn + fanOut))}, which for a dense layer are its
 * inputs and outputs, as nearly as {@code 2^shift * (5/4)^up} with {@code up} in {0, 1, 2} can: the
 * coarsest such scale that is not above it. A bias is zeros with a step of 2^-7, a gain is 64 steps
 * of 2^-6: 1.
 *
 * <p>Source: Glorot and Bengio 2010 (uniform initialisation), and "initial weight upscaling" of Hu
 * et al. 2025 (Tin-Tin), arXiv:2504.09405.
 */
final class Initialization {
  private static final int BIAS_SHIFT = -7;
  private static final int GAIN_SHIFT = -6;

  private Initialization() {}

  static Int8Tensor draw(Shape shape, ParameterKind kind, int fans, RandomSource random) {
    byte[] values = new byte[shape.size()];
    return switch (kind) {
      case BIAS -> Int8Tensor.of(shape, Scale.powerOfTwo(BIAS_SHIFT), values);
      case GAIN -> {
        Arrays.fill(values, (byte) (1 << -GAIN_SHIFT));
        yield Int8Tensor.of(shape, Scale.powerOfTwo(GAIN_SHIFT), values);
      }
      case WEIGHTS -> {
        RandomSequence draws = new RandomSequence(random, 0);
        for (int i = 0; i < values.length; i++) {
          values[i] = (byte) (draws.nextBelow(255) - 127);
        }
        yield Int8Tensor.of(shape, scaleFor(fans), values);
      }
    };
  }

  /** The coarsest step {@code s} with {@code (127 s)^2 <= 6 / fans}. */
  static Scale scaleFor(int fans) {
    Scale best = Scale.powerOfTwo(-32);
    for (int shift = -32; shift < 0; shift++) {
      for (int up = 0; up <= 2; up++) {
        // s^2 = 25^up / 2^(4 up - 2 shift), so 127^2 * 25^up * fans <= 6 * 2^(4 up - 2 shift).
        long left = 127L * 127L * fans * (up == 0 ? 1 : up == 1 ? 25 : 625);
        int exponent = 4 * up - 2 * shift;
        boolean fits = exponent >= 60 || left <= 6L << exponent;
        Scale candidate = Scale.of(shift, up, 0);
        if (fits && candidate.compareValue(best) > 0) {
          best = candidate;
        }
      }
    }
    return best;
  }
}
