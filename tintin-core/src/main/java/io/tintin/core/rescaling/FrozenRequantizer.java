package io.tintin.core.rescaling;

import io.tintin.core.internal.kernel.KernelChoice;
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
  public int rightShift(Int32Buffer acc) {
    return Math.max(shift - acc.shift, 0);
  }

  @Override
  public boolean tiesToEven() {
    return true;
  }

  @Override
  public void scaled(Int32Buffer acc, int bits, Int8Buffer output) {
    output.setScale(acc.shift + rightShift(acc), acc.up, acc.down);
  }

  @Override
  public void requantize(Int32Buffer acc, int bits, int count, int batch, Int8Buffer output) {
    KernelChoice.KERNELS.requantize(acc.values, count, rightShift(acc), true, output.values);
    scaled(acc, bits, output);
  }
}
