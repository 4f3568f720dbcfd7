package io.tintin.core.internal.kernel;

import java.util.Arrays;

/**
 * Convolutions in rows of taps: a patch is what the kernel covers at one pixel of one example, in
 * the order of the weights. Where a kernel has many taps and there are few pixels, such rows are
 * the longer ones.
 *
 * <p>Patches are copied from an image with the channels innermost, {@code [batch, height, width,
 * channels]}, as they are runs there.
 */
final class ConvPatches {
  /** Taps from which a patch is a row of its own. */
  static final int MANY = 128;

  /** Pixels of all examples below which rows of them are too short. */
  private static final int FEW = 256;

  /** Patches of gradients that are summed at once. */
  private static final int SUMS = 8;

  private ConvPatches() {}

  /** Whether {@link #backward} suits this geometry. */
  static boolean suitsBackward(ConvGeometry geometry, int batch) {
    int columns = geometry.outHeight() * geometry.outWidth() * batch;
    return geometry.taps() >= MANY && columns < FEW;
  }

  static KernelScratch.Size backwardSize(ConvGeometry geometry, int batch) {
    int outputs = Math.min(Conv2dKernels.OUTPUTS, geometry.groupOutputs());
    int image = geometry.channels() * geometry.height() * geometry.width() * batch;
    int rows = RowKernels.roundedToTerms(outputs) + SUMS;
    return new KernelScratch.Size(rows, geometry.taps(), image, 0);
  }

  /** {@code acc[c][y][x][b] = sum over taps of weight * gradOutput}. */
  static void backward(
      ConvGeometry geometry,
      byte[] weights,
      byte[] gradOutput,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    int[] image = scratch.ints;
    int[][] rows = scratch.rows;
    int taps = geometry.taps();
    int columns = geometry.outHeight() * geometry.outWidth() * batch;
    int count = geometry.channels() * geometry.height() * geometry.width() * batch;
    Arrays.fill(image, 0, count, 0);
    for (int o = 0, outputs; o < geometry.outChannels(); o += outputs) {
      outputs = Conv2dKernels.outputsFrom(geometry, o);
      for (int r = 0; r < outputs; r++) {
        RowKernels.widen(weights, (o + r) * taps, rows[r], taps);
      }
      int sums = RowKernels.roundedToTerms(outputs);
      for (int q = 0; q < columns; q += SUMS) {
        int patches = Math.min(SUMS, columns - q);
        for (int k = 0; k < patches; k++) {
          Arrays.fill(rows[sums + k], 0, taps, 0);
        }
        for (int r = 0; r < outputs; r += RowKernels.TERMS) {
          int terms = Math.min(RowKernels.TERMS, outputs - r);
          int at = (o + r) * columns + q;
          RowKernels.addProducts(gradOutput, at, 1, columns, rows, r, terms, sums, patches, taps);
        }
        for (int k = 0; k < patches; k++) {
          add(geometry, rows[sums + k], o / geometry.groupOutputs(), q + k, batch, image);
        }
      }
    }
    channelsFirst(geometry, image, batch, acc);
  }

  /** From {@code [channels, height, width, batch]} to {@code [batch, height, width, channels]}. */
  static void channelsLast(ConvGeometry geometry, byte[] input, int batch, int[] image) {
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

  private static void channelsFirst(ConvGeometry geometry, int[] image, int batch, int[] acc) {
    int channels = geometry.channels();
    int pixels = geometry.height() * geometry.width();
    for (int c = 0, to = 0; c < channels; c++) {
      for (int p = 0; p < pixels; p++) {
        for (int b = 0; b < batch; b++) {
          acc[to++] = image[(b * pixels + p) * channels + c];
        }
      }
    }
  }

  /** Fills the row with what the kernel covers at the pixel and example {@code q}. */
  static void gather(ConvGeometry geometry, int[] image, int group, int q, int batch, int[] row) {
    int top = top(geometry, q / batch);
    int left = left(geometry, q / batch);
    int length = runLength(geometry, left);
    int lineTaps = geometry.kernelWidth() * geometry.groupChannels();
    for (int ky = 0, tap = 0; ky < geometry.kernelHeight(); ky++) {
      int y = top + ky * geometry.dilation();
      int line = lineIndex(geometry, group, q % batch, y);
      int end = tap + lineTaps;
      for (int x = left; tap < end; tap += length, x += geometry.dilation()) {
        if (line < 0 || x < 0 || x >= geometry.width()) {
          Arrays.fill(row, tap, tap + length, 0);
        } else {
          System.arraycopy(image, line + x * geometry.channels(), row, tap, length);
        }
      }
    }
  }

  /** Adds the row to what the kernel covers at the pixel and example {@code q}. */
  private static void add(
      ConvGeometry geometry, int[] row, int group, int q, int batch, int[] image) {
    int top = top(geometry, q / batch);
    int left = left(geometry, q / batch);
    int length = runLength(geometry, left);
    int lineTaps = geometry.kernelWidth() * geometry.groupChannels();
    for (int ky = 0, tap = 0; ky < geometry.kernelHeight(); ky++) {
      int y = top + ky * geometry.dilation();
      int line = lineIndex(geometry, group, q % batch, y);
      int end = tap + lineTaps;
      for (int x = left; tap < end; tap += length, x += geometry.dilation()) {
        if (line >= 0 && x >= 0 && x < geometry.width()) {
          addRun(row, tap, image, line + x * geometry.channels(), length);
        }
      }
    }
  }

  private static void addRun(int[] row, int from, int[] image, int to, int length) {
    for (int j = 0; j < length; j++) {
      image[to + j] += row[from + j];
    }
  }

  private static int top(ConvGeometry geometry, int pixel) {
    return pixel / geometry.outWidth() * geometry.stride() - geometry.rowPadding();
  }

  private static int left(ConvGeometry geometry, int pixel) {
    return pixel % geometry.outWidth() * geometry.stride() - geometry.columnPadding();
  }

  /** Taps that are a run in the image: those of a row of the kernel if it can be, or of a pixel. */
  private static int runLength(ConvGeometry geometry, int left) {
    boolean isRun =
        geometry.dilation() == 1
            && geometry.groups() == 1
            && left >= 0
            && left + geometry.kernelWidth() <= geometry.width();
    return isRun ? geometry.kernelWidth() * geometry.channels() : geometry.groupChannels();
  }

  /** Where the channels of a group begin in a line of the image; negative if it is padding. */
  private static int lineIndex(ConvGeometry geometry, int group, int example, int y) {
    if (y < 0 || y >= geometry.height()) {
      return -1;
    }
    int line = (example * geometry.height() + y) * geometry.width() * geometry.channels();
    return line + group * geometry.groupChannels();
  }
}
