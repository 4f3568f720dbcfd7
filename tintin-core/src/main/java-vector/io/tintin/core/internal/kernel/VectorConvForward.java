package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.LANES;
import static io.tintin.core.internal.kernel.VectorTiles.PANEL;
import static io.tintin.core.internal.kernel.VectorTiles.TERMS;

/**
 * The convolution forward, {@code [outputs, taps] * [taps, columns]}: columns are the pixels of all
 * examples, a block of them at a time. For every two vectors of columns, what all taps meet there
 * is packed once and multiplied by all rows of weights; the sums of a block are scaled while they
 * are in the cache.
 */
final class VectorConvForward {
  /** Vectors of a block, at most. */
  static final int BLOCK = 16;

  private VectorConvForward() {}

  /** Vectors of a row of the output that one block has; then it has several rows or one. */
  static int blockVectors(int rowVectors) {
    return Math.min(rowVectors, BLOCK);
  }

  /** Rows of the output that one block has. */
  static int blockRows(int rowVectors) {
    return Math.max(1, BLOCK / rowVectors);
  }

  static KernelScratch.Size size(ConvGeometry g, int batch) {
    int strip = VectorTiles.even(g.groupOutputs()) * (BLOCK + 1) * LANES;
    int ints = strip(g.taps(), g.groupOutputs()) + strip;
    int bytes = VectorImage.size(g, batch) + VectorImage.SLACK;
    return new KernelScratch.Size(0, 0, ints, bytes);
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
    byte[] image = VectorImage.of(g, input, batch, scratch.bytes);
    int[] ints = scratch.ints;
    int taps = g.taps();
    int outputs = g.groupOutputs();
    int rowVectors = VectorLanes.vectors(VectorImage.outRow(g, batch));
    int union = 0;
    for (int group = 0; group < g.groups(); group++) {
      int first = group * outputs;
      VectorImage.tapOffsets(g, group, batch, ints, 0);
      VectorTiles.packRows(weights, first * taps, taps, 1, outputs, taps, ints, taps);
      for (int y = 0, rows; y < g.outHeight(); y += rows) {
        rows = Math.min(blockRows(rowVectors), g.outHeight() - y);
        for (int v = 0, vectors; v < rowVectors; v += vectors) {
          vectors = Math.min(blockVectors(rowVectors), rowVectors - v);
          multiply(g, image, batch, y, rows, v, vectors, ints);
          union |=
              scale(
                  g,
                  batch,
                  first,
                  y,
                  rows,
                  v,
                  vectors,
                  ints,
                  bias,
                  acc,
                  rightShift,
                  toEven,
                  output);
        }
      }
    }
    return VectorScaling.bits(union);
  }

  private static int panel(int taps, int outputs) {
    return taps + VectorTiles.factors(outputs, taps);
  }

  private static int strip(int taps, int outputs) {
    return panel(taps, outputs) + PANEL * Math.min(TERMS, VectorTiles.even(taps));
  }

  /** Fills the strip, which has a row of sums for each output. */
  private static void multiply(
      ConvGeometry g, byte[] image, int batch, int y, int rows, int v, int vectors, int[] ints) {
    int taps = g.taps();
    int outputs = g.groupOutputs();
    int panel = panel(taps, outputs);
    int strip = strip(taps, outputs);
    int pitch = (BLOCK + 1) * LANES;
    int rowPitch = g.stride() * VectorImage.rowPitch(g, batch);
    int first = y * rowPitch + v * LANES;
    for (int u = 0; u < rows * vectors; u += 2) {
      int next = Math.min(u + 1, rows * vectors - 1);
      int x0 = first + u / vectors * rowPitch + u % vectors * LANES;
      int x1 = first + next / vectors * rowPitch + next % vectors * LANES;
      for (int k = 0; k < taps; k += TERMS) {
        int terms = Math.min(TERMS, taps - k);
        VectorTiles.packPanel(image, x0, x1, ints, k, terms, panel);
        VectorTiles.multiply(
            k,
            (outputs + 1) / 2,
            ints,
            taps,
            VectorTiles.even(taps),
            terms,
            panel,
            ints,
            strip + u * LANES,
            2 * pitch,
            pitch);
      }
    }
  }

  /** Returns the union of the magnitudes. */
  private static int scale(
      ConvGeometry g,
      int batch,
      int firstOutput,
      int y,
      int rows,
      int v,
      int vectors,
      int[] ints,
      int[] bias,
      int[] acc,
      int rightShift,
      boolean toEven,
      byte[] output) {
    int strip = strip(g.taps(), g.groupOutputs());
    int row = VectorImage.outRow(g, batch);
    boolean isRun = row == vectors * LANES; // rows follow one another in strip and output
    int runs = isRun ? 1 : rows;
    int length = isRun ? rows * row : Math.min(vectors * LANES, row - v * LANES);
    int union = 0;
    for (int o = 0; o < g.groupOutputs(); o++) {
      int from = strip + o * (BLOCK + 1) * LANES;
      int to = (firstOutput + o) * VectorImage.outPlane(g, batch) + y * row + v * LANES;
      int added = bias[firstOutput + o];
      for (int r = 0; r < runs; r++) {
        int at = from + r * vectors * LANES;
        union |=
            VectorScaling.scale(
                ints, at, length, added, rightShift, toEven, acc, output, to + r * row);
      }
    }
    return union;
  }
}
