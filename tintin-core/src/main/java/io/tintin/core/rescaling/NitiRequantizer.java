package io.tintin.core.rescaling;

import io.tintin.core.internal.kernel.ScalarKernels;
import io.tintin.core.quant.Rounding;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;

/** {@link Rescaling#NITI}; has no state. */
final class NitiRequantizer implements Requantizer {
  @Override
  public void requantize(Int32Buffer acc, int bits, int count, int batch, Int8Buffer output) {
    int largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs(acc.values[i]));
    }
    int range = 32 - Integer.numberOfLeadingZeros(Math.max(largest, 1) - 1);
    int excess = Math.max(range - 7, 0);
    int rightShift = excess == 1 ? 2 : excess;
    ScalarKernels.requantize(
        acc.values, count, rightShift, Rounding.PSEUDO_STOCHASTIC, 0, output.values);
    output.setScale(acc.shift + rightShift, acc.up, acc.down);
  }
}
