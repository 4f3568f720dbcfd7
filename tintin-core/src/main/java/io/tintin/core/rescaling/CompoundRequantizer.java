package io.tintin.core.rescaling;

import io.tintin.core.internal.kernel.KernelChoice;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/** {@link Rescaling#COMPOUND}; has no state. */
final class CompoundRequantizer implements Requantizer {
  @Override
  public void requantize(Int32Buffer acc, int bits, int count, int batch, Int8Buffer output) {
    long largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs((long) acc.values[i]));
    }
    int rightShift = Math.max(bits - 7, 0);
    // 5/4 and the shift in one rounding.
    long multiplier = Scale.UPSCALE.multiplier();
    int filledShift = rightShift + Scale.UPSCALE.rightShift();
    if (Rounding.NEAREST.shiftRight(multiplier * largest, filledShift, 0) > 127) {
      KernelChoice.KERNELS.requantize(acc.values, count, rightShift, false, output.values);
      output.setScale(acc.shift + rightShift, acc.up, acc.down);
      return;
    }
    for (int i = 0; i < count; i++) {
      long filled = multiplier * acc.values[i];
      output.values[i] = (byte) Rounding.NEAREST.shiftRight(filled, filledShift, 0);
    }
    output.setScale(acc.shift + rightShift, acc.up - 1, acc.down);
  }
}
