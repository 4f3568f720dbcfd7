package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.LANES;

import java.util.Arrays;

/**
 * The gradient by the input of a convolution, {@code [taps, outputs] * [outputs, columns]}: for
 * each block of columns, the sums of a tap are added to the image where the tap meets it.
 */
final class VectorConvBackward {
  private static final int PITCH = (VectorConvForward.BLOCK + 1) * LANES;

  /** Taps whose sums are kept at once, in pairs. */
  private static final int TAPS = 60;

  private VectorConvBackward() {}

  static KernelScratch.Size size(ConvGeometry g, int batch) {
    int image = VectorImage.isPlain(g) ? 0 : VectorImage.size(g, batch);
    int bytes = g.outChannels() * VectorImage.outPlane(g, batch) + VectorImage.SLACK;
    return new KernelScratch.Size(0, 0, image(g) + image, bytes);
  }

  private static int weights(ConvGeometry g) {
    return g.taps() + g.groupOutputs();
  }

  private static int panels(ConvGeometry g) {
    return weights(g) + VectorTiles.factors(g.taps(), g.groupOutputs());
  }

  /** Values of the panels of so many vectors. */
  private static int panels(ConvGeometry g, int vectors) {
    return VectorTiles.even(vectors) * LANES * VectorTiles.even(g.groupOutputs());
  }

  private static int strip(ConvGeometry g) {
    return panels(g) + panels(g, VectorConvForward.BLOCK);
  }

  private static int image(ConvGeometry g) {
    return strip(g) + TAPS * PITCH;
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
    int outPlane = VectorImage.outPlane(g, batch);
    int outRow = VectorImage.outRow(g, batch);
    byte[] gradient =
        VectorImage.readable(gradOutput, g.outChannels() * outPlane, outRow, scratch.bytes);
    int[] ints = scratch.ints;
    int[] image = VectorImage.isPlain(g) ? acc : ints;
    int at = VectorImage.isPlain(g) ? 0 : image(g);
    Arrays.fill(image, at, at + VectorImage.size(g, batch), 0);
    for (int group = 0; group < g.groups(); group++) {
      int first = group * g.groupOutputs();
      VectorImage.tapOffsets(g, group, batch, ints, 0);
      for (int o = 0; o < g.groupOutputs(); o++) {
        ints[g.taps() + o] = (first + o) * outPlane;
      }
      VectorTiles.packRows(
          weights, first * g.taps(), 1, g.taps(), g.taps(), g.groupOutputs(), ints, weights(g));
      addGroup(g, gradient, batch, ints, image, at);
    }
    int union = finish(g, batch, image, at, rightShift, acc, gradInput);
    return VectorScaling.bits(union);
  }

  private static void addGroup(
      ConvGeometry g, byte[] gradient, int batch, int[] ints, int[] image, int at) {
    int outRow = VectorImage.outRow(g, batch);
    int rowVectors = VectorLanes.vectors(outRow);
    for (int y = 0, rows; y < g.outHeight(); y += rows) {
      rows = Math.min(VectorConvForward.blockRows(rowVectors), g.outHeight() - y);
      for (int v = 0, vectors; v < rowVectors; v += vectors) {
        vectors = Math.min(VectorConvForward.blockVectors(rowVectors), rowVectors - v);
        packPanels(g, gradient, y * outRow + v * LANES, outRow, rows, vectors, ints);
        int to = at + y * g.stride() * VectorImage.rowPitch(g, batch) + v * LANES;
        int columns = Math.min(vectors * LANES, outRow - v * LANES);
        addBlock(g, batch, rows, vectors, columns, ints, image, to);
      }
    }
  }

  private static void packPanels(
      ConvGeometry g, byte[] gradient, int first, int outRow, int rows, int vectors, int[] ints) {
    int outputs = g.groupOutputs();
    for (int u = 0; u < rows * vectors; u += 2) {
      int next = Math.min(u + 1, rows * vectors - 1);
      int x0 = first + u / vectors * outRow + u % vectors * LANES;
      int x1 = first + next / vectors * outRow + next % vectors * LANES;
      int to = panels(g) + panels(g, u);
      VectorTiles.packPanel(gradient, x0, x1, ints, g.taps(), outputs, to);
    }
  }

  /** Adds the block's sums to the image, in which its first column is at {@code to}. */
  private static void addBlock(
      ConvGeometry g,
      int batch,
      int rows,
      int vectors,
      int columns,
      int[] ints,
      int[] image,
      int to) {
    int outputs = g.groupOutputs();
    int strip = strip(g);
    int pitch = vectors * LANES;
    int rowPitch = g.stride() * VectorImage.rowPitch(g, batch);
    for (int t = 0; t < g.taps(); t += TAPS) {
      int tile = Math.min(TAPS, g.taps() - t);
      int factors = weights(g) + VectorTiles.factors(t, outputs);
      for (int u = 0; u < rows * vectors; u += 2) {
        VectorTiles.multiply(
            (tile + 1) / 2,
            ints,
            factors,
            VectorTiles.even(outputs),
            outputs,
            panels(g) + panels(g, u),
            ints,
            strip + u * LANES,
            2 * PITCH,
            PITCH);
      }
      for (int k = 0; k < tile; k++) {
        int from = strip + k * PITCH;
        VectorScaling.addRows(ints, from, pitch, rows, columns, image, to + ints[t + k], rowPitch);
      }
    }
  }

  /** Scales the image, without its padding; returns the union of the magnitudes. */
  static int finish(
      ConvGeometry g, int batch, int[] image, int at, int rightShift, int[] acc, byte[] gradInput) {
    if (VectorImage.isPlain(g)) {
      int count = VectorImage.size(g, batch);
      return rightShift == Kernels.UNSCALED
          ? VectorScaling.magnitudes(acc, 0, count, 0)
          : VectorScaling.scale(acc, 0, count, 0, rightShift, false, acc, gradInput, 0);
    }
    int rowPitch = VectorImage.rowPitch(g, batch);
    int row = g.width() * batch;
    int union = 0;
    for (int c = 0, to = 0; c < g.channels(); c++) {
      int from = at + c * VectorImage.plane(g, batch) + g.rowPadding() * rowPitch;
      for (int y = 0; y < g.height(); y++, from += rowPitch, to += row) {
        union |= finishRow(g, batch, image, from, rightShift, acc, gradInput, to);
      }
    }
    return union;
  }

  private static int finishRow(
      ConvGeometry g,
      int batch,
      int[] image,
      int from,
      int rightShift,
      int[] acc,
      byte[] gradInput,
      int to) {
    if (g.stride() == 1) {
      int at = from + g.columnPadding() * batch;
      int count = g.width() * batch;
      return VectorScaling.scale(image, at, count, 0, rightShift, false, acc, gradInput, to);
    }
    int union = 0;
    for (int x = 0; x < g.width(); x++) {
      int at = from + VectorImage.column(g, x) * batch;
      int target = to + x * batch;
      union |= VectorScaling.scale(image, at, batch, 0, rightShift, false, acc, gradInput, target);
    }
    return union;
  }
}
