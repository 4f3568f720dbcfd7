package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.LANES;

import java.util.Arrays;

/**
 * Where the passes of a convolution find an image, so that what a tap meets along a row of the
 * output is one run.
 *
 * <p>Without padding and with stride 1 it is so in {@code [channels, height, width, batch]}.
 * Otherwise the image is copied into its padding; its columns are sorted by their remainder by the
 * stride: {@code [channels, paddedHeight, stride, columns, batch]}.
 *
 * <p>A row of the output is cut into vectors. Where the last one is not full, it reads beyond the
 * row, and so up to {@link #SLACK} values beyond the image: then a copy has room for them.
 */
final class VectorImage {
  /** Values behind a copy that may be read. */
  static final int SLACK = 2 * LANES;

  private VectorImage() {}

  /** Whether the image is in its own place and form. */
  static boolean isPlain(ConvGeometry g) {
    return g.stride() == 1 && g.rowPadding() == 0 && g.columnPadding() == 0;
  }

  /** Values of a row of the output. */
  static int outRow(ConvGeometry g, int batch) {
    return g.outWidth() * batch;
  }

  /** Values from one channel of the output to the next. */
  static int outPlane(ConvGeometry g, int batch) {
    return g.outHeight() * g.outWidth() * batch;
  }

  private static int columns(ConvGeometry g) {
    return (g.width() + 2 * g.columnPadding() + g.stride() - 1) / g.stride();
  }

  /** Values from one row of the image to the next. */
  static int rowPitch(ConvGeometry g, int batch) {
    return g.stride() * columns(g) * batch;
  }

  /** Values from one channel of the image to the next. */
  static int plane(ConvGeometry g, int batch) {
    return (g.height() + 2 * g.rowPadding()) * rowPitch(g, batch);
  }

  /** Values of the whole image. */
  static int size(ConvGeometry g, int batch) {
    return g.channels() * plane(g, batch);
  }

  /** Where the tap meets the first pixel of a row of the output, from that pixel's own place. */
  static int tapOffset(ConvGeometry g, int ky, int kx, int batch) {
    int column = kx * g.dilation();
    int place = column % g.stride() * columns(g) + column / g.stride();
    return ky * g.dilation() * rowPitch(g, batch) + place * batch;
  }

  /** Fills in the offsets of all taps of a group, in the order of its weights. */
  static void tapOffsets(ConvGeometry g, int group, int batch, int[] ints, int at) {
    int channels = g.groupChannels();
    int plane = plane(g, batch);
    int first = group * channels * plane;
    for (int ky = 0, t = at; ky < g.kernelHeight(); ky++) {
      for (int kx = 0; kx < g.kernelWidth(); kx++) {
        int offset = first + tapOffset(g, ky, kx, batch);
        for (int c = 0; c < channels; c++, offset += plane) {
          ints[t++] = offset;
        }
      }
    }
  }

  /** The image: the input itself, or a copy in {@code room}. */
  static byte[] of(ConvGeometry g, byte[] input, int batch, byte[] room) {
    if (isPlain(g)) {
      return readable(input, size(g, batch), outRow(g, batch), room);
    }
    Arrays.fill(room, 0, size(g, batch), (byte) 0);
    int row = g.width() * batch;
    int rowPitch = rowPitch(g, batch);
    for (int c = 0, from = 0; c < g.channels(); c++) {
      int to = c * plane(g, batch) + g.rowPadding() * rowPitch;
      for (int y = 0; y < g.height(); y++, from += row, to += rowPitch) {
        copyRow(g, input, from, batch, room, to);
      }
    }
    return room;
  }

  private static void copyRow(
      ConvGeometry g, byte[] input, int from, int batch, byte[] room, int to) {
    if (g.stride() == 1) {
      System.arraycopy(input, from, room, to + g.columnPadding() * batch, g.width() * batch);
      return;
    }
    for (int x = 0; x < g.width(); x++) {
      System.arraycopy(input, from + x * batch, room, to + column(g, x) * batch, batch);
    }
  }

  /** Place in a row of the image where the column is. */
  static int column(ConvGeometry g, int x) {
    int column = x + g.columnPadding();
    return column % g.stride() * columns(g) + column / g.stride();
  }

  /** The values, or a copy in {@code room} if the last vector of a row reads beyond them. */
  static byte[] readable(byte[] values, int count, int row, byte[] room) {
    if (row % LANES == 0) {
      return values;
    }
    System.arraycopy(values, 0, room, 0, count);
    return room;
  }
}
