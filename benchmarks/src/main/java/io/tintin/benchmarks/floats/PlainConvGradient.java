package io.tintin.benchmarks.floats;

import java.util.Arrays;

/**
 * The gradient of a convolution's weights in plain Java. C2 does not vectorise a sum of floats, so
 * either the inner loop runs along the taps of a kernel, if there are many, or it keeps one sum for
 * each place of a line.
 */
final class PlainConvGradient {
  /** From so many taps on, the loop runs along them. */
  static final int LONG_TAPS = 100;

  private static final int K = ConvShape.KERNEL;
  private static final int TERMS = PlainLoops.TERMS;

  private final ConvShape shape;
  private final Parameters parameters;

  /** The input as {@code [line, example, column, channel]}. */
  private final float[] channelsLast;

  private final float[][] patches;
  private final float[] products;

  PlainConvGradient(ConvShape shape, Parameters parameters) {
    this.shape = shape;
    this.parameters = parameters;
    boolean isLong = shape.taps() >= LONG_TAPS;
    int image = shape.channels() * shape.side() * shape.side() * shape.batch();
    this.channelsLast = new float[isLong ? image : 0];
    this.patches = new float[TERMS][shape.taps()];
    this.products = new float[shape.lineLength()];
  }

  void alongTaps(float[] input, float[] gradOutput) {
    turn(input);
    for (float[] row : parameters.gradWeights) {
      Arrays.fill(row, 0);
    }
    int plane = shape.outSide() * shape.lineLength();
    int q = 0;
    for (; q <= plane - TERMS; q += TERMS) {
      for (int k = 0; k < TERMS; k++) {
        copyPatch(q + k, patches[k]);
      }
      for (int o = 0, at = q; o < shape.outputs(); o++, at += plane) {
        PlainLoops.addToTaps(
            parameters.gradWeights[o],
            gradOutput[at],
            patches[0],
            gradOutput[at + 1],
            patches[1],
            gradOutput[at + 2],
            patches[2],
            gradOutput[at + 3],
            patches[3],
            gradOutput[at + 4],
            patches[4],
            shape.taps());
      }
    }
    for (; q < plane; q++) {
      copyPatch(q, patches[0]);
      for (int o = 0; o < shape.outputs(); o++) {
        float factor = gradOutput[o * plane + q];
        PlainLoops.addOne(parameters.gradWeights[o], factor, patches[0], shape.taps());
      }
    }
  }

  private void turn(float[] input) {
    int batch = shape.batch();
    int side = shape.side();
    int channels = shape.channels();
    for (int c = 0, from = 0; c < channels; c++) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          int to = (y * batch * side + x) * channels + c;
          for (int b = 0; b < batch; b++, to += side * channels) {
            channelsLast[to] = input[from++];
          }
        }
      }
    }
  }

  /** What the kernel covers at the place {@code [line, column, example]} of the output. */
  private void copyPatch(int place, float[] patch) {
    int batch = shape.batch();
    int y = place / shape.lineLength();
    int x = place / batch % shape.outSide();
    int b = place % batch;
    int run = K * shape.channels();
    for (int ky = 0; ky < K; ky++) {
      int from = (((y + ky) * batch + b) * shape.side() + x) * shape.channels();
      System.arraycopy(channelsLast, from, patch, ky * run, run);
    }
  }

  void alongLines(float[][][] shifted, float[][] gradRows, int pieces) {
    int length = shape.lineLength() / pieces;
    for (int o = 0; o < shape.outputs(); o++) {
      for (int k = 0; k < K * K; k++) {
        for (int c = 0; c < shape.channels(); c++) {
          int row = (c * shape.side() + k / K) * pieces;
          int gradRow = o * shape.outSide() * pieces;
          int rows = shape.outSide() * pieces;
          parameters.gradWeights[o][k * shape.channels() + c] =
              correlation(shifted[k % K], row, gradRows, gradRow, rows, length);
        }
      }
    }
  }

  private float correlation(
      float[][] rows, int row, float[][] gradRows, int gradRow, int count, int length) {
    Arrays.fill(products, 0, length, 0);
    int r = 0;
    for (; r < count - 1; r += 2) {
      PlainLoops.addPairs(
          products,
          rows[row + r],
          gradRows[gradRow + r],
          rows[row + r + 1],
          gradRows[gradRow + r + 1],
          length);
    }
    float rest = 0;
    for (; r < count; r++) {
      for (int j = 0; j < length; j++) {
        rest += rows[row + r][j] * gradRows[gradRow + r][j];
      }
    }
    return PlainLoops.sum(products, 0, length) + rest;
  }
}
