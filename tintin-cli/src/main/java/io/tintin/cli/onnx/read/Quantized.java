package io.tintin.cli.onnx.read;

import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;

/**
 * Float32 parameters as int8, in the finest compound scale {@code 2^shift * (5/4)^up} with {@code
 * up} in [0, 2] for which none is beyond ±127 steps: so the largest has at least 99 of them.
 */
final class Quantized {
  private static final double[] UPS = {1, 1.25, 1.5625};

  /** As of new biases; any scale would do for zeros. */
  private static final Scale OF_ZEROS = Scale.powerOfTwo(-7);

  private Quantized() {}

  /**
   * Each value is rounded to nearest, ties away from zero.
   *
   * @param values finite, in the order of the shape
   */
  static Int8Tensor of(Shape shape, float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    Scale scale = finest(largest);
    double step = Math.scalb(UPS[scale.up()], scale.shift());
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
      for (int up = 0; up < UPS.length; up++) {
        if (largest <= Int8Tensor.MAX_VALUE * Math.scalb(UPS[up], shift)) {
          return Scale.of(shift, up, 0);
        }
      }
      shift++;
    }
  }
}
