package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.BYTES;
import static io.tintin.core.internal.kernel.VectorLanes.INTS;
import static io.tintin.core.internal.kernel.VectorLanes.LANES;
import static io.tintin.core.internal.kernel.VectorLanes.widened;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Loops over flat arrays. */
final class VectorElements {
  private static final int BYTE_LANES = BYTES.length();

  private VectorElements() {}

  static void relu(byte[] input, int count, byte[] output) {
    int j = 0;
    for (; j <= count - BYTE_LANES; j += BYTE_LANES) {
      ByteVector.fromArray(BYTES, input, j).max((byte) 0).intoArray(output, j);
    }
    for (; j < count; j++) {
      output[j] = (byte) Math.max(input[j], 0);
    }
  }

  static void reluBackward(byte[] input, byte[] gradOutput, int count, byte[] gradInput) {
    int j = 0;
    for (; j <= count - BYTE_LANES; j += BYTE_LANES) {
      ByteVector gradient = ByteVector.fromArray(BYTES, gradOutput, j);
      ByteVector zero = ByteVector.zero(BYTES);
      zero.blend(gradient, ByteVector.fromArray(BYTES, input, j).compare(VectorOperators.GT, zero))
          .intoArray(gradInput, j);
    }
    for (; j < count; j++) {
      gradInput[j] = input[j] > 0 ? gradOutput[j] : 0;
    }
  }

  static void rowSums(byte[] values, int rows, int columns, int[] acc) {
    for (int r = 0; r < rows; r++) {
      acc[r] = sum(values, r * columns, columns);
    }
  }

  private static int sum(byte[] values, int at, int count) {
    IntVector sums = IntVector.zero(INTS);
    int j = 0;
    for (; j <= count - LANES; j += LANES) {
      sums = sums.add(widened(values, at + j));
    }
    int acc = sums.reduceLanes(VectorOperators.ADD);
    for (; j < count; j++) {
      acc += values[at + j];
    }
    return acc;
  }
}
