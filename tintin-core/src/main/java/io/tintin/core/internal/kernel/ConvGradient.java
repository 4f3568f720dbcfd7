package io.tintin.core.internal.kernel;

import java.util.Arrays;

/**
 * The two forms of the gradient of a convolution's weights, {@code acc[o][t] = sum_q
 * gradOutput[o][q] * patch[t][q]}: {@code q} counts the pixels of all examples, and a patch is what
 * the kernel covers.
 *
 * <p>Over taps, loops add multiples of whole patches, each copied from an image with the channels
 * innermost. Over pixels, they are dot products; that is slower, but a row is long even if a kernel
 * has few taps.
 */
final class ConvGradient {
  /** Values of a row of pixels: those of one output and of one tap are read three at a time. */
  private static final int BLOCK = 512;

  private ConvGradient() {}

  static boolean isOverTaps(ConvGeometry geometry) {
    return geometry.taps() >= ConvPatches.MANY;
  }

  /** What the form for this geometry needs, besides room for an image. */
  static KernelScratch.Size size(ConvGeometry geometry, int batch) {
    int outputs = Math.min(Conv2dKernels.OUTPUTS, geometry.groupOutputs());
    if (isOverTaps(geometry)) {
      return new KernelScratch.Size(outputs + RowKernels.TERMS, geometry.taps(), 0, 0);
    }
    int rows = RowKernels.PAIRS * (outputs + RowKernels.TERMS);
    return new KernelScratch.Size(rows, Conv2dKernels.rowLength(geometry, batch, BLOCK), 0, 0);
  }

  static void overTaps(
      ConvGeometry geometry,
      byte[] gradOutput,
      byte[] input,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    int taps = geometry.taps();
    int columns = geometry.outHeight() * geometry.outWidth() * batch;
    int[][] rows = scratch.rows;
    ConvPatches.channelsLast(geometry, input, batch, scratch.ints);
    for (int first = 0, outputs; first < geometry.outChannels(); first += outputs) {
      outputs = Conv2dKernels.outputsFrom(geometry, first);
      int group = first / geometry.groupOutputs();
      for (int o = 0; o < outputs; o++) {
        Arrays.fill(rows[o], 0, taps, 0);
      }
      for (int q = 0; q < columns; q += RowKernels.TERMS) {
        int terms = Math.min(RowKernels.TERMS, columns - q);
        for (int k = 0; k < terms; k++) {
          int[] row = rows[outputs + k];
          ConvPatches.gather(geometry, scratch.ints, group, q + k, batch, row);
        }
        int at = first * columns + q;
        RowKernels.addProducts(gradOutput, at, columns, 1, rows, outputs, terms, 0, outputs, taps);
      }
      for (int o = 0; o < outputs; o++) {
        System.arraycopy(rows[o], 0, acc, (first + o) * taps, taps);
      }
    }
  }

  private static int thirdPixels(ConvGeometry geometry, int batch) {
    int pixels = geometry.outHeight() * geometry.outWidth();
    int most = (pixels + RowKernels.PAIRS - 1) / RowKernels.PAIRS;
    return Math.min(Conv2dKernels.blockPixels(pixels, batch, BLOCK), most);
  }

  static void overPixels(
      ConvGeometry geometry,
      byte[] gradOutput,
      byte[] input,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    int pixels = geometry.outHeight() * geometry.outWidth();
    int third = thirdPixels(geometry, batch);
    int block = RowKernels.PAIRS * third;
    Arrays.fill(acc, 0, geometry.outChannels() * geometry.taps(), 0);
    Conv2dKernels.widenImage(geometry, input, batch, scratch);
    for (int o = 0, outputs; o < geometry.outChannels(); o += outputs) {
      outputs = Conv2dKernels.outputsFrom(geometry, o);
      for (int first = 0; first < pixels; first += block) {
        widenThirds(geometry, gradOutput, o, outputs, first, third, batch, scratch.rows);
        addDots(geometry, o, outputs, first, third, batch, scratch, acc);
      }
    }
  }

  /** Three rows for each output; what is past the last pixel is 0. */
  private static void widenThirds(
      ConvGeometry geometry,
      byte[] gradOutput,
      int firstOutput,
      int outputs,
      int firstPixel,
      int third,
      int batch,
      int[][] rows) {
    int pixels = geometry.outHeight() * geometry.outWidth();
    for (int o = 0; o < RowKernels.PAIRS * outputs; o++) {
      int first = Math.min(pixels, firstPixel + o % RowKernels.PAIRS * third);
      int length = Math.min(third, pixels - first) * batch;
      int output = firstOutput + o / RowKernels.PAIRS;
      RowKernels.widen(gradOutput, (output * pixels + first) * batch, rows[o], length);
      Arrays.fill(rows[o], length, third * batch, 0);
    }
  }

  /** Adds the products of those rows and of as many for a few taps at a time. */
  private static void addDots(
      ConvGeometry geometry,
      int firstOutput,
      int outputs,
      int firstPixel,
      int third,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    int group = firstOutput / geometry.groupOutputs();
    int taps = geometry.taps();
    int pixels = geometry.outHeight() * geometry.outWidth();
    int[][] rows = scratch.rows;
    int right = RowKernels.PAIRS * outputs;
    for (int t = 0; t < taps; t += RowKernels.TERMS) {
      int tile = Math.min(RowKernels.TERMS, taps - t);
      for (int k = 0; k < RowKernels.PAIRS * tile; k++) {
        int first = Math.min(pixels, firstPixel + k % RowKernels.PAIRS * third);
        int count = Math.min(third, pixels - first);
        int tap = t + k / RowKernels.PAIRS;
        int[] row = rows[right + k];
        Conv2dKernels.gather(geometry, scratch.ints, group, tap, first, count, batch, row);
      }
      for (int o = 0; o < outputs; o++) {
        int at = (firstOutput + o) * taps + t;
        for (int k = 0; k < tile; k++) {
          int b = right + RowKernels.PAIRS * k;
          acc[at + k] += RowKernels.dot(rows, RowKernels.PAIRS * o, b, third * batch);
        }
      }
    }
  }
}
