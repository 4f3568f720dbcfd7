package io.tintin.core.rescaling;

import io.tintin.core.internal.kernel.ScalarKernels;
import io.tintin.core.quant.Rounding;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/** {@link Rescaling#COMPOUND}; has no state. */
final class CompoundRequantizer implements Requantizer {
  @Override
  public void requantize(
      Int32Buffer acc, int count, int batch, int firstExample, Int8Buffer output) {
    long largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs((long) acc.values[i]));
    }
    int bits = 64 - Long.numberOfLeadingZeros(largest);
    int rightShift = Math.max(bits - 7, 0);
    if (Rounding.NEAREST.shiftRight(5 * largest, rightShift + 2, 0) > 127) {
      ScalarKernels.requantizeToNearest(acc.values, count, rightShift, output.values);
      output.setScale(acc.shift + rightShift, acc.up, acc.down);
      return;
    }
    for (int i = 0; i < count; i++) {
      long filled = 5L * acc.values[i];
      output.values[i] = (byte) Rounding.NEAREST.shiftRight(filled, rightShift + 2, 0);
    }
    output.setScale(acc.shift + rightShift, acc.up - 1, acc.down);
  }
}
