package io.tintin.benchmarks.floats;

import java.util.List;
import java.util.SplittableRandom;

/**
 * What both dense layers share: {@code output[o][b] = sum_i weights[o][i] * input[i][b] + bias}.
 */
abstract class FloatDense implements FloatLayer {
  final int inputs;
  final int outputs;
  final int batch;
  final Parameters parameters;
  final float[] output;
  private final boolean hasRelu;

  FloatDense(int inputs, int outputs, int batch, boolean hasRelu, SplittableRandom random) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.batch = batch;
    this.hasRelu = hasRelu;
    this.parameters = new Parameters(outputs, inputs, outputs, random);
    this.output = new float[outputs * batch];
  }

  @Override
  public final float[] output() {
    return output;
  }

  @Override
  public final List<Parameters> parameters() {
    return List.of(parameters);
  }

  @Override
  public final void forward(float[] input) {
    products(input);
    if (hasRelu) {
      for (int i = 0; i < output.length; i++) {
        output[i] = Math.max(output[i], 0);
      }
    }
  }

  @Override
  public final void backward(float[] input, float[] gradOutput, float[] gradInput) {
    if (hasRelu) {
      for (int i = 0; i < output.length; i++) {
        gradOutput[i] = output[i] > 0 ? gradOutput[i] : 0;
      }
    }
    for (int o = 0; o < outputs; o++) {
      parameters.gradBias[o] = PlainLoops.sum(gradOutput, o * batch, batch);
    }
    gradients(input, gradOutput, gradInput);
  }

  /** Fills the output in, without the ReLU. */
  abstract void products(float[] input);

  /** The gradients of weights and input. */
  abstract void gradients(float[] input, float[] gradOutput, float[] gradInput);

  /** {@code to[c][r] = from[r][c]}, in blocks that stay in the first cache. */
  static void transpose(float[] from, int rows, int columns, float[] to) {
    int block = 16;
    for (int r0 = 0; r0 < rows; r0 += block) {
      int r1 = Math.min(rows, r0 + block);
      for (int c = 0; c < columns; c++) {
        for (int r = r0; r < r1; r++) {
          to[c * rows + r] = from[r * columns + c];
        }
      }
    }
  }
}
