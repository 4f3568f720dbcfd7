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
  /** Taps from which a patch is a row of its own. */
  private static final int MANY = 128;

  /** Values of a row of pixels: those of one output and of one tap are read three at a time. */
  private static final int BLOCK = 512;

  private ConvGradient() {}

  static boolean isOverTaps(ConvGeometry geometry) {
    return geometry.taps() >= MANY;
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
    channelsLast(geometry, input, batch, scratch.ints);
    for (int first = 0, outputs; first < geometry.outChannels(); first += outputs) {
      outputs = Conv2dKernels.outputsFrom(geometry, first);
      int group = first / geometry.groupOutputs();
      for (int o = 0; o < outputs; o++) {
        Arrays.fill(rows[o], 0, taps, 0);
      }
      for (int q = 0; q < columns; q += RowKernels.TERMS) {
        int terms = Math.min(RowKernels.TERMS, columns - q);
        for (int k = 0; k < terms; k++) {
          patch(geometry, scratch.ints, group, q + k, batch, rows[outputs + k]);
        }
        int at = first * columns + q;
        RowKernels.addProducts(gradOutput, at, columns, 1, rows, outputs, terms, 0, outputs, taps);
      }
      for (int o = 0; o < outputs; o++) {
        System.arraycopy(rows[o], 0, acc, (first + o) * taps, taps);
      }
    }
  }

  /** From {@code [channels, height, width, batch]} to {@code [batch, height, width, channels]}. */
  private static void channelsLast(ConvGeometry geometry, byte[] input, int batch, int[] image) {
    int channels = geometry.channels();
    int pixels = geometry.height() * geometry.width();
    for (int c = 0, from = 0; c < channels; c++) {
      for (int p = 0; p < pixels; p++) {
        for (int b = 0; b < batch; b++) {
          image[(b * pixels + p) * channels + c] = input[from++];
        }
      }
    }
  }

  /** Fills the row with what the kernel covers at the pixel and example {@code q}. */
  private static void patch(
      ConvGeometry geometry, int[] image, int group, int q, int batch, int[] row) {
    int example = q % batch;
    int y = q / batch / geometry.outWidth() * geometry.stride() - geometry.rowPadding();
    int x = q / batch % geometry.outWidth() * geometry.stride() - geometry.columnPadding();
    int count = geometry.groupChannels();
    int width = geometry.width();
    int dilation = geometry.dilation();
    int kernelWidth = geometry.kernelWidth();
    boolean isRun = dilation == 1 && geometry.groups() == 1 && x >= 0 && x + kernelWidth <= width;
    int parts = isRun ? 1 : kernelWidth;
    int length = isRun ? kernelWidth * count : count;
    for (int ky = 0, to = 0; ky < geometry.kernelHeight(); ky++) {
      int iy = y + ky * dilation;
      int line = (example * geometry.height() + iy) * width;
      for (int part = 0; part < parts; part++, to += length) {
        int ix = x + part * dilation;
        if (iy >= 0 && iy < geometry.height() && ix >= 0 && ix < width) {
          int from = (line + ix) * geometry.channels() + group * count;
          System.arraycopy(image, from, row, to, length);
        } else {
          Arrays.fill(row, to, to + length, 0);
        }
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
