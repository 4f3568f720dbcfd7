package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.LANES;
import static io.tintin.core.internal.kernel.VectorLanes.widened;
import static io.tintin.core.internal.kernel.VectorTiles.PANEL;

import java.util.Arrays;
import jdk.incubator.vector.VectorOperators;

/**
 * The gradient of the weights of a convolution: dot products of rows of outputs with rows of taps,
 * over the columns of all examples. A block of columns is packed once for all outputs, and for two
 * taps at a time.
 */
final class VectorConvGradient {
  /** Vectors of a block, at most. */
  private static final int BLOCK = 128;

  private VectorConvGradient() {}

  static KernelScratch.Size size(ConvGeometry g, int batch) {
    int image = VectorImage.size(g, batch) + VectorImage.SLACK;
    int gradient = g.outChannels() * VectorImage.outPlane(g, batch) + VectorImage.SLACK;
    int ints = sums(g, blockLength(g, batch)) + 4 * PANEL;
    return new KernelScratch.Size(0, 0, ints, image + gradient);
  }

  /** Most vectors that a block of this and of a smaller batch has. */
  private static int blockLength(ConvGeometry g, int batch) {
    return Math.min(BLOCK, g.outHeight() * VectorLanes.vectors(VectorImage.outRow(g, batch)));
  }

  private static int panel(ConvGeometry g, int vectors) {
    return g.taps() + VectorTiles.factors(g.groupOutputs(), vectors) * LANES;
  }

  private static int sums(ConvGeometry g, int vectors) {
    return panel(g, vectors) + VectorTiles.even(vectors) * PANEL;
  }

  static void gradient(
      ConvGeometry g,
      byte[] gradOutput,
      byte[] input,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    int outPlane = VectorImage.outPlane(g, batch);
    int outRow = VectorImage.outRow(g, batch);
    byte[] image = VectorImage.of(g, input, batch, scratch.bytes);
    int[] ints = scratch.ints;
    int rowVectors = VectorLanes.vectors(outRow);
    Arrays.fill(acc, 0, g.outChannels() * g.taps(), 0);
    for (int group = 0; group < g.groups(); group++) {
      int first = group * g.groupOutputs();
      VectorImage.tapOffsets(g, group, batch, ints, 0);
      for (int y = 0, rows; y < g.outHeight(); y += rows) {
        rows = Math.min(Math.max(1, BLOCK / rowVectors), g.outHeight() - y);
        for (int v = 0, vectors; v < rowVectors; v += vectors) {
          vectors = Math.min(BLOCK, rowVectors - v);
          int columns = Math.min(vectors * LANES, outRow - v * LANES);
          int from = first * outPlane + y * outRow + v * LANES;
          packOutputs(g, gradOutput, from, outPlane, outRow, rows, columns, ints);
          int pixel = y * g.stride() * VectorImage.rowPitch(g, batch) + v * LANES;
          addBlock(g, image, batch, pixel, first, rows, vectors, ints, acc);
        }
      }
    }
  }

  /** Packs a block of all outputs of a group, in pairs; what is behind the columns is 0. */
  private static void packOutputs(
      ConvGeometry g,
      byte[] gradOutput,
      int from,
      int outPlane,
      int outRow,
      int rows,
      int columns,
      int[] ints) {
    int length = VectorLanes.vectors(columns) * LANES;
    int vectors = rows * VectorLanes.vectors(columns);
    for (int o = 0; o < g.groupOutputs(); o += 2) {
      int to = g.taps() + VectorTiles.factors(o, vectors) * LANES;
      int first = from + o * outPlane;
      int second = o + 1 < g.groupOutputs() ? first + outPlane : -1;
      for (int r = 0; r < rows; r++) {
        int other = second < 0 ? -1 : second + r * outRow;
        packPair(gradOutput, first + r * outRow, other, columns, ints, to + r * length);
      }
      if (vectors % 2 != 0) {
        Arrays.fill(ints, to + rows * length, to + rows * length + LANES, 0);
      }
    }
  }

  /**
   * A row of two outputs, up to a whole vector.
   *
   * @param second -1 if there is but one
   */
  private static void packPair(
      byte[] from, int first, int second, int columns, int[] ints, int to) {
    int j = 0;
    if (second >= 0) {
      for (; j <= columns - LANES; j += LANES) {
        widened(from, second + j)
            .lanewise(VectorOperators.LSHL, 16)
            .add(widened(from, first + j))
            .intoArray(ints, to + j);
      }
    }
    for (; j < columns; j++) {
      ints[to + j] = from[first + j] + (second < 0 ? 0 : from[second + j] << 16);
    }
    Arrays.fill(ints, to + columns, to + VectorLanes.vectors(columns) * LANES, 0);
  }

  private static void addBlock(
      ConvGeometry g,
      byte[] image,
      int batch,
      int pixel,
      int firstOutput,
      int rows,
      int vectors,
      int[] ints,
      int[] acc) {
    int taps = g.taps();
    int outputs = g.groupOutputs();
    int rowPitch = g.stride() * VectorImage.rowPitch(g, batch);
    int length = rows * vectors;
    int panel = panel(g, length);
    int sums = sums(g, length);
    for (int t = 0; t < taps; t += 2) {
      int next = Math.min(t + 1, taps - 1);
      for (int r = 0; r < rows; r++) {
        int at = pixel + r * rowPitch;
        int to = panel + r * vectors * PANEL;
        packPanel(image, at + ints[t], at + ints[next], vectors, ints, to);
      }
      for (int o = 0, rowCount; o < outputs; o += rowCount) {
        int left = taps + VectorTiles.factors(o, length) * LANES;
        boolean isQuad = VectorQuads.FIT && outputs - o > 2;
        rowCount = Math.min(isQuad ? 4 : 2, outputs - o);
        if (isQuad) {
          int right = taps + VectorTiles.factors(o + 2, length) * LANES;
          VectorQuads.dots(ints, left, right, length, panel, sums);
        } else {
          VectorTiles.dots(ints, left, length, panel, sums);
        }
        for (int r = 0; r < rowCount; r++) {
          int to = (firstOutput + o + r) * taps + t;
          addSums(ints, sums + r * PANEL, acc, to, next > t);
        }
      }
    }
  }

  private static void addSums(int[] ints, int sums, int[] acc, int to, boolean isPair) {
    acc[to] += VectorTiles.laneSum(ints, sums);
    if (isPair) {
      acc[to + 1] += VectorTiles.laneSum(ints, sums + LANES);
    }
  }

  private static void packPanel(
      byte[] image, int first, int second, int vectors, int[] ints, int to) {
    for (int v = 0; v < vectors; v++) {
      widened(image, first + v * LANES).intoArray(ints, to + PANEL * v);
      widened(image, second + v * LANES).intoArray(ints, to + PANEL * v + LANES);
    }
  }
}
