package io.tintin.core.rescaling;

import io.tintin.core.internal.kernel.ScalarKernels;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/**
 * A fixed exponent {@code shift} of the output, for inference: shifts right by {@code max(shift -
 * accShift, 0)}, rounds to nearest with ties to even, as ONNX runtimes do, and clips what is beyond
 * ±127. No example can change the result of another.
 *
 * @param shift of the output's scale
 */
public record FrozenRequantizer(int shift) implements Requantizer {
  @Override
  public void requantize(
      Int32Buffer acc, int count, int batch, int firstExample, Int8Buffer output) {
    int rightShift = Math.max(shift - acc.shift, 0);
    ScalarKernels.requantizeToEven(acc.values, count, rightShift, output.values);
    output.setScale(acc.shift + rightShift, acc.up, acc.down);
  }
}
