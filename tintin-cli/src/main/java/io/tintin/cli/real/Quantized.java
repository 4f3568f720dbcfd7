package io.tintin.cli.real;

import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;

/**
 * Float32 parameters as int8, in the finest compound scale {@code 2^shift * (5/4)^up} with {@code
 * up} in [0, 2] for which none is beyond ±127 steps: so the largest has at least 99 of them.
 */
public final class Quantized {
  private static final int MAX_UP = 2;

  /** As of new biases; any scale would do for zeros. */
  private static final Scale OF_ZEROS = Scale.powerOfTwo(-7);

  private Quantized() {}

  /**
   * Each value is rounded to nearest, ties away from zero.
   *
   * @param values in the order of the shape
   * @throws IllegalArgumentException if one is not finite
   */
  public static Int8Tensor of(Shape shape, float... values) {
    float largest = 0;
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("values must be finite: " + value);
      }
      largest = Math.max(largest, Math.abs(value));
    }
    Scale scale = finest(largest);
    double step = RealStep.of(scale);
    byte[] steps = new byte[values.length];
    for (int i = 0; i < steps.length; i++) {
      long magnitude = Math.round(Math.abs(values[i]) / step);
      steps[i] = (byte) (values[i] < 0 ? -magnitude : magnitude);
    }
    return Int8Tensor.of(shape, scale, steps);
  }

  private static Scale finest(float largest) {
    if (largest == 0) {
      return OF_ZEROS;
    }
    // 127 steps of 2^shift are exact in a double, and below the largest for this shift.
    int shift = Math.max(Math.getExponent(largest) - 7, Byte.MIN_VALUE);
    while (true) {
      for (int up = 0; up <= MAX_UP; up++) {
        Scale scale = Scale.of(shift, up, 0);
        if (largest <= Int8Tensor.MAX_VALUE * RealStep.of(scale)) {
          return scale;
        }
      }
      shift++;
    }
  }
}
