package io.tintin.core.rescaling;

import io.tintin.core.internal.kernel.KernelChoice;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/** {@link Rescaling#DYNAMIC}; has no state. */
final class DynamicRequantizer implements Requantizer {
  @Override
  public void requantize(Int32Buffer acc, int bits, int count, int batch, Int8Buffer output) {
    int rightShift = Math.max(bits - 7, 0);
    KernelChoice.KERNELS.requantize(acc.values, count, rightShift, false, output.values);
    output.setScale(acc.shift + rightShift, acc.up, acc.down);
  }
}
