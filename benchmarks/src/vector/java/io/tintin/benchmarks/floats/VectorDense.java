package io.tintin.benchmarks.floats;

import static io.tintin.benchmarks.floats.VectorTiles.LANES;
import static io.tintin.benchmarks.floats.VectorTiles.SPECIES;

import java.util.SplittableRandom;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A dense layer on the Vector API. Where the batch is a multiple of the lanes it is the inner
 * dimension of all products but the gradient's; else each example is a row of its own.
 */
final class VectorDense extends FloatDense {
  private final boolean isBatched;
  private final int stride;
  private final VectorProduct forward;
  private final VectorProduct backward;
  private final VectorProduct gradient;

  /** The input as {@code [batch, stride]}. */
  private final float[] turned;

  private final float[] gradWeights;
  private final float[] gradRow;

  VectorDense(int inputs, int outputs, int batch, boolean hasRelu, SplittableRandom random) {
    super(inputs, outputs, batch, hasRelu, random);
    this.isBatched = batch % LANES == 0;
    this.stride = (inputs + 2 * LANES - 1) / (2 * LANES) * 2 * LANES;
    this.forward = new VectorProduct(outputs, inputs, o -> o * batch, i -> i * batch);
    this.backward = new VectorProduct(inputs, outputs, i -> i * batch, o -> o * batch);
    this.gradient = new VectorProduct(outputs, batch, o -> o * stride, b -> b * stride);
    this.turned = new float[batch * stride];
    this.gradWeights = new float[outputs * stride];
    this.gradRow = new float[stride];
  }

  @Override
  void products(float[] input) {
    for (int i0 = 0; i0 < inputs; i0 += 16) {
      int i1 = Math.min(inputs, i0 + 16);
      for (int b = 0; b < batch; b++) {
        for (int i = i0; i < i1; i++) {
          turned[b * stride + i] = input[i * batch + b];
        }
      }
    }
    if (isBatched) {
      forward.pack(parameters.weights);
      forward.startFrom(parameters.bias);
      forward.set(input, 0, output, 0, batch);
      return;
    }
    for (int b = 0; b < batch; b++) {
      int o = 0;
      for (; o < outputs - 3; o += 4) {
        dots(o, b);
      }
      for (; o < outputs; o++) {
        output[o * batch + b] = parameters.bias[o] + dot(parameters.weights[o], b * stride);
      }
    }
  }

  private void dots(int o, int b) {
    float[] w0 = parameters.weights[o];
    float[] w1 = parameters.weights[o + 1];
    float[] w2 = parameters.weights[o + 2];
    float[] w3 = parameters.weights[o + 3];
    FloatVector p0 = FloatVector.zero(SPECIES);
    FloatVector p1 = p0;
    FloatVector p2 = p0;
    FloatVector p3 = p0;
    int at = b * stride;
    int i = 0;
    for (; i <= inputs - LANES; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, turned, at + i);
      p0 = x.fma(FloatVector.fromArray(SPECIES, w0, i), p0);
      p1 = x.fma(FloatVector.fromArray(SPECIES, w1, i), p1);
      p2 = x.fma(FloatVector.fromArray(SPECIES, w2, i), p2);
      p3 = x.fma(FloatVector.fromArray(SPECIES, w3, i), p3);
    }
    float s0 = parameters.bias[o] + p0.reduceLanes(VectorOperators.ADD);
    float s1 = parameters.bias[o + 1] + p1.reduceLanes(VectorOperators.ADD);
    float s2 = parameters.bias[o + 2] + p2.reduceLanes(VectorOperators.ADD);
    float s3 = parameters.bias[o + 3] + p3.reduceLanes(VectorOperators.ADD);
    for (; i < inputs; i++) {
      float x = turned[at + i];
      s0 += w0[i] * x;
      s1 += w1[i] * x;
      s2 += w2[i] * x;
      s3 += w3[i] * x;
    }
    output[o * batch + b] = s0;
    output[(o + 1) * batch + b] = s1;
    output[(o + 2) * batch + b] = s2;
    output[(o + 3) * batch + b] = s3;
  }

  private float dot(float[] row, int at) {
    float acc = 0;
    for (int i = 0; i < inputs; i++) {
      acc += row[i] * turned[at + i];
    }
    return acc;
  }

  @Override
  void gradients(float[] input, float[] gradOutput, float[] gradInput) {
    gradient.packFlat(gradOutput);
    gradient.set(turned, 0, gradWeights, 0, stride);
    for (int o = 0; o < outputs; o++) {
      System.arraycopy(gradWeights, o * stride, parameters.gradWeights[o], 0, inputs);
    }
    if (gradInput.length == 0) {
      return;
    }
    if (isBatched) {
      backward.packTurned(parameters.weights);
      backward.set(gradOutput, 0, gradInput, 0, batch);
      return;
    }
    for (int b = 0; b < batch; b++) {
      gradientOfExample(b, gradOutput);
      for (int i = 0; i < inputs; i++) {
        gradInput[i * batch + b] = gradRow[i];
      }
    }
  }

  private void gradientOfExample(int b, float[] gradOutput) {
    int i = 0;
    for (; i <= inputs - 4 * LANES; i += 4 * LANES) {
      FloatVector p0 = FloatVector.zero(SPECIES);
      FloatVector p1 = p0;
      FloatVector p2 = p0;
      FloatVector p3 = p0;
      for (int o = 0; o < outputs; o++) {
        float[] row = parameters.weights[o];
        FloatVector g = FloatVector.broadcast(SPECIES, gradOutput[o * batch + b]);
        p0 = g.fma(FloatVector.fromArray(SPECIES, row, i), p0);
        p1 = g.fma(FloatVector.fromArray(SPECIES, row, i + LANES), p1);
        p2 = g.fma(FloatVector.fromArray(SPECIES, row, i + 2 * LANES), p2);
        p3 = g.fma(FloatVector.fromArray(SPECIES, row, i + 3 * LANES), p3);
      }
      p0.intoArray(gradRow, i);
      p1.intoArray(gradRow, i + LANES);
      p2.intoArray(gradRow, i + 2 * LANES);
      p3.intoArray(gradRow, i + 3 * LANES);
    }
    for (; i < inputs; i++) {
      float acc = 0;
      for (int o = 0; o < outputs; o++) {
        acc += parameters.weights[o][i] * gradOutput[o * batch + b];
      }
      gradRow[i] = acc;
    }
  }
}
