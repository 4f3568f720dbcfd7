package io.tintin.benchmarks.floats;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A dense layer in plain Java. Inner loops run along outputs or inputs, as a batch is short; a
 * single example is a dot product for each output, four at a time.
 */
final class PlainDense extends FloatDense {
  private static final int TERMS = PlainLoops.TERMS;

  private final float[][] turnedWeights;
  private final float[][] inputRows;
  private final float[][] outputRows;
  private final float[][] gradInputRows;

  PlainDense(int inputs, int outputs, int batch, boolean hasRelu, SplittableRandom random) {
    super(inputs, outputs, batch, hasRelu, random);
    this.turnedWeights = new float[batch < TERMS ? 0 : inputs][outputs];
    this.inputRows = new float[batch][inputs];
    this.outputRows = new float[batch][outputs];
    this.gradInputRows = new float[batch][inputs];
  }

  @Override
  void products(float[] input) {
    toRows(input, inputRows);
    if (turnedWeights.length == 0) {
      for (int b = 0; b < batch; b++) {
        dots(inputRows[b], outputRows[b]);
      }
    } else {
      turnWeights();
      for (int b = 0; b < batch; b++) {
        System.arraycopy(parameters.bias, 0, outputRows[b], 0, outputs);
        addProducts(outputRows[b], inputRows[b], inputs, turnedWeights, outputs);
      }
    }
    toFeatures(outputRows, output);
  }

  private void turnWeights() {
    for (int i0 = 0; i0 < inputs; i0 += 8) {
      int i1 = Math.min(inputs, i0 + 8);
      for (int o = 0; o < outputs; o++) {
        float[] row = parameters.weights[o];
        for (int i = i0; i < i1; i++) {
          turnedWeights[i][o] = row[i];
        }
      }
    }
  }

  /** {@code to += sum over k of factors[k] * rows[k]}. */
  private static void addProducts(
      float[] to, float[] factors, int terms, float[][] rows, int count) {
    int k = 0;
    for (; k <= terms - TERMS; k += TERMS) {
      PlainLoops.addToFeatures(
          to,
          factors[k],
          rows[k],
          factors[k + 1],
          rows[k + 1],
          factors[k + 2],
          rows[k + 2],
          factors[k + 3],
          rows[k + 3],
          factors[k + 4],
          rows[k + 4],
          count);
    }
    for (; k < terms; k++) {
      PlainLoops.addOne(to, factors[k], rows[k], count);
    }
  }

  private void dots(float[] input, float[] to) {
    float[][] w = parameters.weights;
    int o = 0;
    for (; o < outputs - 3; o += 4) {
      float[] w0 = w[o];
      float[] w1 = w[o + 1];
      float[] w2 = w[o + 2];
      float[] w3 = w[o + 3];
      float acc0 = parameters.bias[o];
      float acc1 = parameters.bias[o + 1];
      float acc2 = parameters.bias[o + 2];
      float acc3 = parameters.bias[o + 3];
      for (int i = 0; i < inputs; i++) {
        acc0 += w0[i] * input[i];
        acc1 += w1[i] * input[i];
        acc2 += w2[i] * input[i];
        acc3 += w3[i] * input[i];
      }
      to[o] = acc0;
      to[o + 1] = acc1;
      to[o + 2] = acc2;
      to[o + 3] = acc3;
    }
    for (; o < outputs; o++) {
      float acc = parameters.bias[o];
      for (int i = 0; i < inputs; i++) {
        acc += w[o][i] * input[i];
      }
      to[o] = acc;
    }
  }

  @Override
  void gradients(float[] input, float[] gradOutput, float[] gradInput) {
    toRows(gradOutput, outputRows);
    for (int o = 0; o < outputs; o++) {
      Arrays.fill(parameters.gradWeights[o], 0);
    }
    int b = 0;
    for (; b <= batch - TERMS; b += TERMS) {
      for (int o = 0, at = b; o < outputs; o++, at += batch) {
        PlainLoops.addToFeatures(
            parameters.gradWeights[o],
            gradOutput[at],
            inputRows[b],
            gradOutput[at + 1],
            inputRows[b + 1],
            gradOutput[at + 2],
            inputRows[b + 2],
            gradOutput[at + 3],
            inputRows[b + 3],
            gradOutput[at + 4],
            inputRows[b + 4],
            inputs);
      }
    }
    for (; b < batch; b++) {
      for (int o = 0; o < outputs; o++) {
        PlainLoops.addOne(parameters.gradWeights[o], outputRows[b][o], inputRows[b], inputs);
      }
    }
    if (gradInput.length > 0) {
      for (int e = 0; e < batch; e++) {
        Arrays.fill(gradInputRows[e], 0);
        addProducts(gradInputRows[e], outputRows[e], outputs, parameters.weights, inputs);
      }
      toFeatures(gradInputRows, gradInput);
    }
  }

  private void toRows(float[] features, float[][] rows) {
    int count = rows[0].length;
    for (int f0 = 0; f0 < count; f0 += 16) {
      int f1 = Math.min(count, f0 + 16);
      for (int b = 0; b < batch; b++) {
        float[] row = rows[b];
        for (int f = f0; f < f1; f++) {
          row[f] = features[f * batch + b];
        }
      }
    }
  }

  private void toFeatures(float[][] rows, float[] features) {
    int count = rows[0].length;
    for (int f0 = 0; f0 < count; f0 += 16) {
      int f1 = Math.min(count, f0 + 16);
      for (int b = 0; b < batch; b++) {
        float[] row = rows[b];
        for (int f = f0; f < f1; f++) {
          features[f * batch + b] = row[f];
        }
      }
    }
  }
}
