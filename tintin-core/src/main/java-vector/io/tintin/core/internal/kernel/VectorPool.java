package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.QUARTER;

import java.util.Arrays;
import jdk.incubator.vector.ByteVector;

/**
 * Max pooling of windows of 2 x 2, the usual ones; examples are lanes. Vectors are short, as a
 * batch that fills no vector is a loop over values.
 */
final class VectorPool {
  private static final int LENGTH = QUARTER.length();

  private VectorPool() {}

  /** Whether the windows are such, and there are lanes to fill. */
  static boolean fits(PoolGeometry g, int batch) {
    return batch > 1 && g.windowHeight() == 2 && g.windowWidth() == 2;
  }

  static void maxPool(PoolGeometry g, byte[] input, int batch, byte[] output) {
    int row = g.width() * batch;
    int step = g.stride() * batch;
    int full = batch - batch % LENGTH;
    for (int c = 0, to = 0; c < g.channels(); c++) {
      for (int y = 0; y < g.outHeight(); y++) {
        int from = (c * g.height() + y * g.stride()) * row;
        for (int x = 0; x < g.outWidth(); x++, from += step, to += batch) {
          pool(input, from, from + row, batch, full, output, to);
          for (int b = full; b < batch; b++) {
            int upper = Math.max(input[from + b], input[from + batch + b]);
            int lower = Math.max(input[from + row + b], input[from + row + batch + b]);
            output[to + b] = (byte) Math.max(upper, lower);
          }
        }
      }
    }
  }

  private static void pool(
      byte[] input, int upper, int lower, int batch, int full, byte[] output, int to) {
    for (int b = 0; b < full; b += LENGTH) {
      ByteVector.fromArray(QUARTER, input, upper + b)
          .max(ByteVector.fromArray(QUARTER, input, upper + batch + b))
          .max(ByteVector.fromArray(QUARTER, input, lower + b))
          .max(ByteVector.fromArray(QUARTER, input, lower + batch + b))
          .intoArray(output, to + b);
    }
  }

  /** For windows that do not overlap. */
  static void maxPoolBackward(
      PoolGeometry g, byte[] input, byte[] output, byte[] gradOutput, int batch, byte[] gradInput) {
    int row = g.width() * batch;
    int step = g.stride() * batch;
    int full = batch - batch % LENGTH;
    if (2 * g.outHeight() != g.height() || 2 * g.outWidth() != g.width()) {
      Arrays.fill(gradInput, 0, g.channels() * g.height() * row, (byte) 0);
    }
    for (int c = 0, of = 0; c < g.channels(); c++) {
      for (int y = 0; y < g.outHeight(); y++) {
        int from = (c * g.height() + y * g.stride()) * row;
        for (int x = 0; x < g.outWidth(); x++, from += step, of += batch) {
          for (int b = 0; b < full; b += LENGTH) {
            spread(input, from + b, row, batch, output, gradOutput, of + b, gradInput);
          }
          for (int b = full; b < batch; b++) {
            byte gradient = gradOutput[of + b];
            spreadOne(input, from + b, row, batch, output[of + b], gradient, gradInput);
          }
        }
      }
    }
  }

  /** The first value that is the largest takes the gradient, and leaves 0 to the others. */
  private static void spread(
      byte[] input,
      int at,
      int row,
      int batch,
      byte[] output,
      byte[] gradOutput,
      int of,
      byte[] gradInput) {
    ByteVector zero = ByteVector.zero(QUARTER);
    ByteVector largest = ByteVector.fromArray(QUARTER, output, of);
    ByteVector left = ByteVector.fromArray(QUARTER, gradOutput, of);
    ByteVector taken = zero.blend(left, ByteVector.fromArray(QUARTER, input, at).eq(largest));
    taken.intoArray(gradInput, at);
    left = left.sub(taken);
    int next = at + batch;
    taken = zero.blend(left, ByteVector.fromArray(QUARTER, input, next).eq(largest));
    taken.intoArray(gradInput, next);
    left = left.sub(taken);
    next = at + row;
    taken = zero.blend(left, ByteVector.fromArray(QUARTER, input, next).eq(largest));
    taken.intoArray(gradInput, next);
    left = left.sub(taken);
    next = at + row + batch;
    taken = zero.blend(left, ByteVector.fromArray(QUARTER, input, next).eq(largest));
    taken.intoArray(gradInput, next);
  }

  private static void spreadOne(
      byte[] input, int at, int row, int batch, byte largest, byte gradient, byte[] gradInput) {
    gradInput[at] = 0;
    gradInput[at + batch] = 0;
    gradInput[at + row] = 0;
    gradInput[at + row + batch] = 0;
    if (input[at] == largest) {
      gradInput[at] = gradient;
    } else if (input[at + batch] == largest) {
      gradInput[at + batch] = gradient;
    } else if (input[at + row] == largest) {
      gradInput[at + row] = gradient;
    } else {
      gradInput[at + row + batch] = gradient;
    }
  }
}
