package io.tintin.benchmarks.floats;

import static io.tintin.benchmarks.floats.VectorTiles.LANES;
import static io.tintin.benchmarks.floats.VectorTiles.SPECIES;

import java.util.Arrays;
import java.util.SplittableRandom;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A convolution on the Vector API. What a tap meets along a line of the output is one run of the
 * input, so nothing is copied.
 */
final class VectorConv extends FloatConv {
  private static final int K = ConvShape.KERNEL;

  private final VectorProduct forward;
  private final VectorProduct backward;
  private final int line;
  private final int inLine;
  private final int plane;

  /** Where the input of each vector of an output plane lies. */
  private final int[] places;

  VectorConv(ConvShape shape, SplittableRandom random) {
    super(shape, random);
    this.line = shape.lineLength();
    this.inLine = shape.side() * shape.batch();
    this.plane = shape.outSide() * line;
    this.places = new int[plane / LANES];
    for (int t = 0; t < places.length; t++) {
      places[t] = t * LANES / line * inLine + t * LANES % line;
    }
    this.forward = new VectorProduct(shape.outputs(), shape.taps(), o -> o * plane, this::tapAt);
    this.backward = new VectorProduct(shape.taps(), shape.outputs(), this::tapAt, o -> o * plane);
  }

  private int tapAt(int tap) {
    int c = tap % shape.channels();
    int k = tap / shape.channels();
    return (c * shape.side() + k / K) * inLine + k % K * shape.batch();
  }

  @Override
  public void forward(float[] input) {
    forward.pack(parameters.weights);
    forward.startFrom(parameters.bias);
    for (int y = 0; y < shape.outSide(); y++) {
      forward.set(input, y * inLine, output, y * line, line);
    }
  }

  @Override
  void gradientOfInput(float[] gradOutput, float[] gradInput) {
    Arrays.fill(gradInput, 0);
    backward.packTurned(parameters.weights);
    for (int y = 0; y < shape.outSide(); y++) {
      backward.add(gradOutput, y * line, gradInput, y * inLine, line);
    }
  }

  @Override
  void gradientOfBias(float[] gradOutput) {
    for (int o = 0; o < shape.outputs(); o++) {
      parameters.gradBias[o] = sum(gradOutput, o * plane, plane);
    }
  }

  private static float sum(float[] values, int from, int count) {
    FloatVector acc = FloatVector.zero(SPECIES);
    for (int j = from; j < from + count; j += LANES) {
      acc = acc.add(FloatVector.fromArray(SPECIES, values, j));
    }
    return acc.reduceLanes(VectorOperators.ADD);
  }

  @Override
  void gradientOfWeights(float[] input, float[] gradOutput) {
    int outputs = shape.outputs();
    for (int o = 0; o < outputs; o += 2) {
      int second = Math.min(o + 1, outputs - 1);
      for (int c = 0; c < shape.channels(); c++) {
        for (int ky = 0; ky < K; ky++) {
          correlate(input, (c * shape.side() + ky) * inLine, gradOutput, o, second, ky * K, c);
        }
      }
    }
  }

  /** The weights of one line of a kernel, for two outputs. */
  private void correlate(
      float[] input, int at, float[] gradOutput, int o0, int o1, int tap, int channel) {
    FloatVector p0 = FloatVector.zero(SPECIES);
    FloatVector p1 = p0;
    FloatVector p2 = p0;
    FloatVector p3 = p0;
    FloatVector p4 = p0;
    FloatVector q0 = p0;
    FloatVector q1 = p0;
    FloatVector q2 = p0;
    FloatVector q3 = p0;
    FloatVector q4 = p0;
    int batch = shape.batch();
    int g0 = o0 * plane;
    int g1 = o1 * plane;
    for (int t = 0, j = 0; t < places.length; t++, j += LANES) {
      int x = at + places[t];
      FloatVector g = FloatVector.fromArray(SPECIES, gradOutput, g0 + j);
      FloatVector h = FloatVector.fromArray(SPECIES, gradOutput, g1 + j);
      FloatVector v = FloatVector.fromArray(SPECIES, input, x);
      p0 = v.fma(g, p0);
      q0 = v.fma(h, q0);
      v = FloatVector.fromArray(SPECIES, input, x + batch);
      p1 = v.fma(g, p1);
      q1 = v.fma(h, q1);
      v = FloatVector.fromArray(SPECIES, input, x + 2 * batch);
      p2 = v.fma(g, p2);
      q2 = v.fma(h, q2);
      v = FloatVector.fromArray(SPECIES, input, x + 3 * batch);
      p3 = v.fma(g, p3);
      q3 = v.fma(h, q3);
      v = FloatVector.fromArray(SPECIES, input, x + 4 * batch);
      p4 = v.fma(g, p4);
      q4 = v.fma(h, q4);
    }
    float[] row = parameters.gradWeights[o0];
    int channels = shape.channels();
    int to = tap * channels + channel;
    row[to] = p0.reduceLanes(VectorOperators.ADD);
    row[to + channels] = p1.reduceLanes(VectorOperators.ADD);
    row[to + 2 * channels] = p2.reduceLanes(VectorOperators.ADD);
    row[to + 3 * channels] = p3.reduceLanes(VectorOperators.ADD);
    row[to + 4 * channels] = p4.reduceLanes(VectorOperators.ADD);
    row = parameters.gradWeights[o1];
    row[to] = q0.reduceLanes(VectorOperators.ADD);
    row[to + channels] = q1.reduceLanes(VectorOperators.ADD);
    row[to + 2 * channels] = q2.reduceLanes(VectorOperators.ADD);
    row[to + 3 * channels] = q3.reduceLanes(VectorOperators.ADD);
    row[to + 4 * channels] = q4.reduceLanes(VectorOperators.ADD);
  }
}
