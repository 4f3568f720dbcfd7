package io.tintin.benchmarks.floats;

import java.util.SplittableRandom;

/** Layers on the Vector API; loaded by name, as the JVM needs a flag for it. */
final class VectorKernels implements FloatKernels {
  @Override
  public FloatConv conv(ConvShape shape, SplittableRandom random) {
    if (shape.lineLength() % VectorTiles.LANES != 0) {
      throw new IllegalArgumentException(
          "lines must be of whole vectors of " + VectorTiles.LANES + ": " + shape);
    }
    return new VectorConv(shape, random);
  }

  @Override
  public FloatPool pool(int channels, int side, int batch) {
    return batch % VectorTiles.LANES == 0
        ? new VectorPool(channels, side, batch)
        : new FloatPool(channels, side, batch);
  }

  @Override
  public FloatDense dense(
      int inputs, int outputs, int batch, boolean hasRelu, SplittableRandom random) {
    return new VectorDense(inputs, outputs, batch, hasRelu, random);
  }
}
