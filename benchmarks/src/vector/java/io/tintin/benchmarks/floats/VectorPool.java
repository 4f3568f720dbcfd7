package io.tintin.benchmarks.floats;

import static io.tintin.benchmarks.floats.VectorTiles.LANES;
import static io.tintin.benchmarks.floats.VectorTiles.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** ReLU and 2x2 maximum on the Vector API, for batches that are a multiple of the lanes. */
final class VectorPool extends FloatPool {
  VectorPool(int channels, int side, int batch) {
    super(channels, side, batch);
  }

  @Override
  public void forward(float[] input) {
    int below = 2 * outSide * batch;
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int p = 0; p < pixels(); p++) {
      int at = windowOf(p);
      for (int b = 0; b < batch; b += LANES) {
        FloatVector top =
            FloatVector.fromArray(SPECIES, input, at + b)
                .max(FloatVector.fromArray(SPECIES, input, at + b + batch));
        FloatVector bottom =
            FloatVector.fromArray(SPECIES, input, at + b + below)
                .max(FloatVector.fromArray(SPECIES, input, at + b + below + batch));
        top.max(bottom).max(zero).intoArray(output, p * batch + b);
      }
    }
  }

  /** The first value that equals the maximum has its gradient. */
  @Override
  public void backward(float[] input, float[] gradOutput, float[] gradInput) {
    int below = 2 * outSide * batch;
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int p = 0; p < pixels(); p++) {
      int window = windowOf(p);
      for (int b = 0; b < batch; b += LANES) {
        int at = window + b;
        FloatVector most = FloatVector.fromArray(SPECIES, output, p * batch + b);
        FloatVector left = FloatVector.fromArray(SPECIES, gradOutput, p * batch + b);
        left = left.blend(zero, most.compare(VectorOperators.EQ, zero));
        VectorMask<Float> is =
            FloatVector.fromArray(SPECIES, input, at).compare(VectorOperators.EQ, most);
        zero.blend(left, is).intoArray(gradInput, at);
        left = left.blend(zero, is);
        is = FloatVector.fromArray(SPECIES, input, at + batch).compare(VectorOperators.EQ, most);
        zero.blend(left, is).intoArray(gradInput, at + batch);
        left = left.blend(zero, is);
        is = FloatVector.fromArray(SPECIES, input, at + below).compare(VectorOperators.EQ, most);
        zero.blend(left, is).intoArray(gradInput, at + below);
        left = left.blend(zero, is);
        is =
            FloatVector.fromArray(SPECIES, input, at + below + batch)
                .compare(VectorOperators.EQ, most);
        zero.blend(left, is).intoArray(gradInput, at + below + batch);
      }
    }
  }
}
