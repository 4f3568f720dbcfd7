package io.tintin.benchmarks.floats;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A convolution in plain Java: each line of the input is copied once for each column of the kernel,
 * shifted, so that a kernel's line meets five rows of equal length. Long lines are cut in pieces
 * that fit in the first cache.
 */
final class PlainConv extends FloatConv {
  private static final int K = ConvShape.KERNEL;
  private static final int MAX_LENGTH = 768;

  private final int pieces;
  private final int length;

  /** Copies {@code [kx][channel, line, piece]}, of the input and of its gradient. */
  private final float[][][] shifted;

  private final float[][][] gradShifted;

  /** Rows of the output's gradient, {@code [output, line, piece]}. */
  private final float[][] gradRows;

  private final float[][] acc;
  private final PlainConvGradient gradient;

  PlainConv(ConvShape shape, SplittableRandom random) {
    super(shape, random);
    int line = shape.lineLength();
    int cuts = (line + MAX_LENGTH - 1) / MAX_LENGTH;
    while (line % cuts != 0) {
      cuts++;
    }
    this.pieces = cuts;
    this.length = line / cuts;
    int rows = shape.channels() * shape.side() * pieces;
    this.shifted = new float[K][rows][length];
    this.gradShifted = new float[K][rows][length];
    this.gradRows = new float[shape.outputs() * shape.outSide() * pieces][length];
    this.acc = new float[shape.outputs()][length];
    this.gradient = new PlainConvGradient(shape, parameters);
  }

  @Override
  public void forward(float[] input) {
    moveShifted(input, true);
    for (int y = 0; y < shape.outSide(); y++) {
      for (int p = 0; p < pieces; p++) {
        forwardLine(y, p);
        for (int o = 0; o < acc.length; o++) {
          int to = ((o * shape.outSide() + y) * pieces + p) * length;
          System.arraycopy(acc[o], 0, output, to, length);
        }
      }
    }
  }

  private void forwardLine(int y, int piece) {
    for (int o = 0; o < acc.length; o++) {
      Arrays.fill(acc[o], parameters.bias[o]);
    }
    int channels = shape.channels();
    for (int c = 0; c < channels; c++) {
      for (int ky = 0; ky < K; ky++) {
        int row = (c * shape.side() + y + ky) * pieces + piece;
        int tap = ky * K * channels + c;
        for (int o = 0; o < acc.length; o++) {
          float[] w = parameters.weights[o];
          PlainLoops.addToLine(
              acc[o],
              w[tap],
              shifted[0][row],
              w[tap + channels],
              shifted[1][row],
              w[tap + 2 * channels],
              shifted[2][row],
              w[tap + 3 * channels],
              shifted[3][row],
              w[tap + 4 * channels],
              shifted[4][row],
              length);
        }
      }
    }
  }

  /** From the input to its copies, or from their gradients to the input's, added up. */
  private void moveShifted(float[] image, boolean isForward) {
    int width = shape.side() * shape.batch();
    if (!isForward) {
      Arrays.fill(image, 0);
    }
    for (int kx = 0; kx < K; kx++) {
      for (int r = 0; r < shifted[kx].length; r++) {
        int at = r / pieces * width + kx * shape.batch() + r % pieces * length;
        if (isForward) {
          System.arraycopy(image, at, shifted[kx][r], 0, length);
        } else {
          addRun(image, at, gradShifted[kx][r]);
        }
      }
    }
  }

  private static void addRun(float[] image, int at, float[] row) {
    for (int j = 0; j < row.length; j++) {
      image[at + j] += row[j];
    }
  }

  @Override
  void gradientOfWeights(float[] input, float[] gradOutput) {
    for (int r = 0; r < gradRows.length; r++) {
      System.arraycopy(gradOutput, r * length, gradRows[r], 0, length);
    }
    if (shape.taps() >= PlainConvGradient.LONG_TAPS) {
      gradient.alongTaps(input, gradOutput);
    } else {
      gradient.alongLines(shifted, gradRows, pieces);
    }
  }

  @Override
  void gradientOfBias(float[] gradOutput) {
    int plane = shape.outSide() * shape.lineLength();
    for (int o = 0; o < shape.outputs(); o++) {
      parameters.gradBias[o] = PlainLoops.sum(gradOutput, o * plane, plane);
    }
  }

  /** After the gradient of the weights, which copies the rows. */
  @Override
  void gradientOfInput(float[] gradOutput, float[] gradInput) {
    for (float[][] rows : gradShifted) {
      for (float[] row : rows) {
        Arrays.fill(row, 0);
      }
    }
    for (int y = 0; y < shape.outSide(); y++) {
      for (int p = 0; p < pieces; p++) {
        for (int c = 0; c < shape.channels(); c++) {
          backwardLine(y, p, c);
        }
      }
    }
    moveShifted(gradInput, false);
  }

  private void backwardLine(int y, int piece, int channel) {
    float[][] w = parameters.weights;
    int outputs = shape.outputs();
    int step = shape.outSide() * pieces;
    int o = 0;
    for (; o <= outputs - PlainLoops.TERMS; o += PlainLoops.TERMS) {
      int from = (o * shape.outSide() + y) * pieces + piece;
      for (int k = 0, tap = channel; k < K * K; k++, tap += shape.channels()) {
        PlainLoops.addToLine(
            gradShifted[k % K][(channel * shape.side() + y + k / K) * pieces + piece],
            w[o][tap],
            gradRows[from],
            w[o + 1][tap],
            gradRows[from + step],
            w[o + 2][tap],
            gradRows[from + 2 * step],
            w[o + 3][tap],
            gradRows[from + 3 * step],
            w[o + 4][tap],
            gradRows[from + 4 * step],
            length);
      }
    }
    for (; o < outputs; o++) {
      float[] row = gradRows[(o * shape.outSide() + y) * pieces + piece];
      for (int k = 0, tap = channel; k < K * K; k++, tap += shape.channels()) {
        float[] to = gradShifted[k % K][(channel * shape.side() + y + k / K) * pieces + piece];
        PlainLoops.addOne(to, w[o][tap], row, length);
      }
    }
  }
}
