package io.tintin.core.internal.kernel;

import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import java.util.Arrays;

/** Operands of kernels under test. */
final class KernelValues {
  private KernelValues() {}

  /** Values in [-127, 127], every second of them at a bound. */
  static byte[] drawn(long seed, int size) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    byte[] values = new byte[size];
    for (int i = 0; i < size; i++) {
      int value = draws.nextBelow(255) - 127;
      values[i] = (byte) (draws.nextBelow(2) == 0 ? value : value < 0 ? -127 : 127);
    }
    return values;
  }

  static byte[] filled(int size, int value) {
    byte[] values = new byte[size];
    Arrays.fill(values, (byte) value);
    return values;
  }

  /** Scratch of just the size, full of what an earlier call left. */
  static KernelScratch used(KernelScratch.Size size) {
    KernelScratch scratch = new KernelScratch(size);
    for (int[] row : scratch.rows) {
      Arrays.fill(row, 0x5A5A_5A5A);
    }
    Arrays.fill(scratch.ints, 0x5A5A_5A5A);
    Arrays.fill(scratch.bytes, (byte) 0x5A);
    for (byte[] row : scratch.byteRows) {
      Arrays.fill(row, (byte) 0x5A);
    }
    for (long[] row : scratch.longRows) {
      Arrays.fill(row, 0x5A5A_5A5A_5A5A_5A5AL);
    }
    return scratch;
  }

  /** Small and large ones of either sign, and 0. */
  static int[] bias(int size) {
    int[] bias = new int[size];
    for (int o = 0; o < size; o++) {
      bias[o] = o % 5 == 0 ? 0 : (o % 2 == 0 ? 1 : -1) * (o * 7919 % 300_000);
    }
    return bias;
  }

  /** An accumulator, full of what an earlier call left. */
  static int[] usedAcc(int size) {
    int[] acc = new int[size];
    Arrays.fill(acc, 0x5A5A_5A5A);
    return acc;
  }
}
