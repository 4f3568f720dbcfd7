package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.LANES;

import java.util.Arrays;

/**
 * Convolutions whose rows of output leave much of a vector empty, as those of a single example do:
 * what each tap meets at all pixels is gathered, {@code [taps, pixels, batch]}, and the passes are
 * those of a fully connected layer over it.
 */
final class VectorShortConv {
  /** Vectors of a row from which on a quarter of them cannot be empty. */
  private static final int LONG = 3;

  private VectorShortConv() {}

  /** Whether a quarter of the vectors of a row, or more, would be empty. */
  static boolean suits(ConvGeometry g, int batch) {
    int row = VectorImage.outRow(g, batch);
    return g.groups() == 1 && 4 * row < 3 * LANES * VectorLanes.vectors(row);
  }

  private static int columns(ConvGeometry g, int batch) {
    return VectorImage.outPlane(g, batch);
  }

  /** What batches of this size and smaller ones need, of those that this suits. */
  static KernelScratch.Size size(ConvGeometry g, int largestBatch, boolean trains) {
    int batch = Math.min(largestBatch, LONG * LANES / g.outWidth());
    if (g.groups() > 1 || batch == 0) {
      return KernelScratch.Size.NONE;
    }
    int columns = columns(g, batch);
    int image = VectorImage.size(g, batch);
    int gathered = g.taps() * columns + VectorImage.SLACK;
    return VectorDense.size(g.outChannels(), g.taps(), columns, trains)
        .max(KernelScratch.Size.ofByteRows(1, gathered))
        .max(new KernelScratch.Size(0, 0, g.taps() + image, image + VectorImage.SLACK))
        .max(new KernelScratch.Size(trains ? 1 : 0, trains ? gathered : 0, 0, 0));
  }

  static int forward(
      ConvGeometry g,
      byte[] weights,
      int[] bias,
      byte[] input,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      boolean toEven,
      byte[] output) {
    int union =
        VectorDense.forward(
            weights,
            bias,
            gather(g, input, batch, scratch),
            g.outChannels(),
            g.taps(),
            columns(g, batch),
            scratch,
            acc,
            rightShift,
            toEven,
            output);
    return VectorScaling.bits(union);
  }

  static int backward(
      ConvGeometry g,
      byte[] weights,
      byte[] gradOutput,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      byte[] gradInput) {
    int[] sums = scratch.rows[0];
    VectorDense.backward(
        weights,
        gradOutput,
        g.outChannels(),
        g.taps(),
        columns(g, batch),
        scratch,
        sums,
        Kernels.UNSCALED,
        gradInput);
    int[] image = VectorImage.isPlain(g) ? acc : scratch.ints;
    int at = VectorImage.isPlain(g) ? 0 : g.taps();
    scatter(g, sums, batch, scratch.ints, image, at);
    int union = VectorConvBackward.finish(g, batch, image, at, rightShift, acc, gradInput);
    return VectorScaling.bits(union);
  }

  static void gradient(
      ConvGeometry g,
      byte[] gradOutput,
      byte[] input,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    VectorDense.gradient(
        gradOutput,
        gather(g, input, batch, scratch),
        g.outChannels(),
        g.taps(),
        columns(g, batch),
        scratch,
        acc);
  }

  private static byte[] gather(ConvGeometry g, byte[] input, int batch, KernelScratch scratch) {
    byte[] image = VectorImage.of(g, input, batch, scratch.bytes);
    byte[] gathered = scratch.byteRows[0];
    int row = VectorImage.outRow(g, batch);
    int step = g.stride() * VectorImage.rowPitch(g, batch);
    VectorImage.tapOffsets(g, 0, batch, scratch.ints, 0);
    for (int t = 0, to = 0; t < g.taps(); t++) {
      for (int y = 0, from = scratch.ints[t]; y < g.outHeight(); y++, from += step, to += row) {
        System.arraycopy(image, from, gathered, to, row);
      }
    }
    return gathered;
  }

  private static void scatter(
      ConvGeometry g, int[] sums, int batch, int[] offsets, int[] image, int at) {
    int row = VectorImage.outRow(g, batch);
    int step = g.stride() * VectorImage.rowPitch(g, batch);
    VectorImage.tapOffsets(g, 0, batch, offsets, 0);
    Arrays.fill(image, at, at + VectorImage.size(g, batch), 0);
    for (int t = 0, from = 0; t < g.taps(); t++) {
      for (int y = 0, to = at + offsets[t]; y < g.outHeight(); y++, to += step, from += row) {
        VectorScaling.addRow(sums, from, row, image, to);
      }
    }
  }
}
