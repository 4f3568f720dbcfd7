package io.tintin.benchmarks.floats;

import java.util.SplittableRandom;

/** Makes the layers of one way to compute. */
interface FloatKernels {
  /** Plain Java. */
  FloatKernels PLAIN =
      new FloatKernels() {
        @Override
        public FloatConv conv(ConvShape shape, SplittableRandom random) {
          return new PlainConv(shape, random);
        }

        @Override
        public FloatPool pool(int channels, int side, int batch) {
          return new FloatPool(channels, side, batch);
        }

        @Override
        public FloatDense dense(
            int inputs, int outputs, int batch, boolean hasRelu, SplittableRandom random) {
          return new PlainDense(inputs, outputs, batch, hasRelu, random);
        }
      };

  /** The Vector API, for batches of one size: lines of the smallest output have 8 pixels. */
  static FloatKernels vector(int batch) {
    int lanes = Integer.lowestOneBit(8 * batch);
    System.setProperty("tintin.benchmarks.lanes", Integer.toString(lanes));
    try {
      Class<?> type = Class.forName("io.tintin.benchmarks.floats.VectorKernels");
      return (FloatKernels) type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the Vector API needs its flag and module", e);
    }
  }

  FloatConv conv(ConvShape shape, SplittableRandom random);

  FloatPool pool(int channels, int side, int batch);

  FloatDense dense(int inputs, int outputs, int batch, boolean hasRelu, SplittableRandom random);
}
