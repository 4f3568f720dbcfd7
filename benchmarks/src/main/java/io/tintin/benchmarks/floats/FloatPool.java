package io.tintin.benchmarks.floats;

import java.util.Arrays;

/** ReLU and 2x2 maximum in one pass, over images {@code [channels, side, side, batch]}. */
class FloatPool implements FloatLayer {
  final int channels;
  final int outSide;
  final int batch;
  final float[] output;

  /** Which of its four values each maximum is, 4 if none is positive. */
  private final byte[] codes;

  private final int[] starts = new int[5];

  FloatPool(int channels, int side, int batch) {
    this.channels = channels;
    this.outSide = side / 2;
    this.batch = batch;
    this.output = new float[channels * outSide * outSide * batch];
    this.codes = new byte[output.length];
  }

  @Override
  public final float[] output() {
    return output;
  }

  /** Where the window of an output pixel begins. */
  final int windowOf(int pixel) {
    int x = pixel % outSide;
    int line = pixel / outSide; // of all channels
    return (2 * line * 2 * outSide + 2 * x) * batch;
  }

  final int pixels() {
    return channels * outSide * outSide;
  }

  @Override
  public void forward(float[] input) {
    int right = batch;
    int below = 2 * outSide * batch;
    for (int p = 0; p < pixels(); p++) {
      int at = windowOf(p);
      int to = p * batch;
      for (int b = 0; b < batch; b++) {
        int best = Math.max(key(input[at + b], 3), key(input[at + b + right], 2));
        int next = Math.max(key(input[at + b + below], 1), key(input[at + b + below + right], 0));
        best = Math.max(best, next);
        int code = 3 - (best & 3);
        boolean isPositive = best > 3;
        int place = at + b + (code & 1) * right + (code >> 1) * below;
        output[to + b] = isPositive ? input[place] : 0;
        codes[to + b] = (byte) (isPositive ? code : 4);
      }
    }
  }

  /** Positive floats are ordered as their bits; the last two tell which one it is. */
  private static int key(float value, int code) {
    return (Float.floatToRawIntBits(value) & ~3) | code;
  }

  @Override
  public void backward(float[] input, float[] gradOutput, float[] gradInput) {
    Arrays.fill(gradInput, 0);
    for (int p = 0; p < pixels(); p++) {
      int at = windowOf(p);
      starts[0] = at;
      starts[1] = at + batch;
      starts[2] = at + 2 * outSide * batch;
      starts[3] = starts[2] + batch;
      int from = p * batch;
      for (int b = 0; b < batch; b++) {
        int code = codes[from + b];
        // Where none is positive, the gradient is 0, wherever it goes.
        float gradient = code < 4 ? gradOutput[from + b] : 0;
        gradInput[starts[code & 3] + b] = gradient;
      }
    }
  }
}
