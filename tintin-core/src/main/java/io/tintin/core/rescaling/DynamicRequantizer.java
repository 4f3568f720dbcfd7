package io.tintin.core.rescaling;

import io.tintin.core.internal.kernel.ScalarKernels;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/** {@link Rescaling#DYNAMIC}; has no state. */
final class DynamicRequantizer implements Requantizer {
  @Override
  public void requantize(
      Int32Buffer acc, int count, int batch, int firstExample, Int8Buffer output) {
    int bits = ScalarKernels.magnitudeBits(acc.values, count);
    int rightShift = Math.max(bits - 7, 0);
    ScalarKernels.requantizeToNearest(acc.values, count, rightShift, output.values);
    output.setScale(acc.shift + rightShift, acc.up, acc.down);
  }
}
