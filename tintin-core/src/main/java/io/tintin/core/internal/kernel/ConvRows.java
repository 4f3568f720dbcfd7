package io.tintin.core.internal.kernel;

import java.util.Arrays;

/**
 * Moves what one tap of the kernel meets between an image and a row, for a range of output pixels.
 *
 * <p>An image is int32 {@code [channels, height, width, batch]}; a row holds {@code [pixels,
 * batch]} of the output, in its order. Where the tap is in the padding, the row is 0.
 */
final class ConvRows {
  private ConvRows() {}

  /** Fills the row from channel {@code channel} under the tap {@code (ky, kx)}. */
  static void gather(
      ConvGeometry geometry,
      int[] image,
      int channel,
      int ky,
      int kx,
      int firstPixel,
      int pixels,
      int batch,
      int[] row) {
    int outWidth = geometry.outWidth();
    int stride = geometry.stride();
    int shift = kx * geometry.dilation() - geometry.columnPadding();
    int first = firstColumn(shift, stride);
    int end = endColumn(shift, geometry.width(), stride);
    int y = firstPixel / outWidth;
    int x = firstPixel - y * outWidth;
    for (int at = 0, next; at < pixels; at = next, y++, x = 0) {
      next = Math.min(pixels, at + outWidth - x);
      int left = at - x; // of the row, where column 0 would be
      int from = Math.min(next, Math.max(at, left + first));
      int to = Math.max(from, Math.min(next, left + end));
      int iy = y * stride + ky * geometry.dilation() - geometry.rowPadding();
      if (iy < 0 || iy >= geometry.height()) {
        to = from;
      }
      Arrays.fill(row, at * batch, from * batch, 0);
      if (to > from) {
        int line = (channel * geometry.height() + iy) * geometry.width();
        int pixel = line + (from - left) * stride + shift;
        copy(image, pixel * batch, stride, row, from * batch, to - from, batch);
      }
      Arrays.fill(row, to * batch, next * batch, 0);
    }
  }

  /** Adds the row to channel {@code channel} under the tap {@code (ky, kx)}. */
  static void scatter(
      ConvGeometry geometry,
      int[] row,
      int channel,
      int ky,
      int kx,
      int firstPixel,
      int pixels,
      int batch,
      int[] image) {
    int outWidth = geometry.outWidth();
    int stride = geometry.stride();
    int shift = kx * geometry.dilation() - geometry.columnPadding();
    int first = firstColumn(shift, stride);
    int end = endColumn(shift, geometry.width(), stride);
    int y = firstPixel / outWidth;
    int x = firstPixel - y * outWidth;
    for (int at = 0, next; at < pixels; at = next, y++, x = 0) {
      next = Math.min(pixels, at + outWidth - x);
      int left = at - x;
      int from = Math.max(at, left + first);
      int to = Math.min(next, left + end);
      int iy = y * stride + ky * geometry.dilation() - geometry.rowPadding();
      if (iy >= 0 && iy < geometry.height() && to > from) {
        int line = (channel * geometry.height() + iy) * geometry.width();
        int pixel = line + (from - left) * stride + shift;
        add(row, from * batch, image, pixel * batch, stride, to - from, batch);
      }
    }
  }

  /** The first output column whose tap is inside the image. */
  private static int firstColumn(int shift, int stride) {
    return Math.max(0, -Math.floorDiv(shift, stride));
  }

  /** One past the last output column whose tap is inside the image. */
  private static int endColumn(int shift, int width, int stride) {
    return Math.floorDiv(width - 1 - shift, stride) + 1;
  }

  private static void copy(
      int[] image, int at, int stride, int[] row, int to, int columns, int batch) {
    if (stride == 1) {
      System.arraycopy(image, at, row, to, columns * batch);
      return;
    }
    for (int x = 0; x < columns; x++) {
      int from = at + x * stride * batch;
      for (int b = 0; b < batch; b++) {
        row[to + x * batch + b] = image[from + b];
      }
    }
  }

  private static void add(
      int[] row, int from, int[] image, int at, int stride, int columns, int batch) {
    if (stride == 1) {
      addRun(row, from, image, at, columns * batch);
      return;
    }
    for (int x = 0; x < columns; x++) {
      addRun(row, from + x * batch, image, at + x * stride * batch, batch);
    }
  }

  private static void addRun(int[] row, int from, int[] image, int at, int count) {
    for (int j = 0; j < count; j++) {
      image[at + j] += row[from + j];
    }
  }
}
