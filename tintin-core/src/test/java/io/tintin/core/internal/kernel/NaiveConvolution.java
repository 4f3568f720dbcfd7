package io.tintin.core.internal.kernel;

/**
 * What {@link Conv2dKernels} has to compute, in plain loops without a copy of the image.
 *
 * <p>Activations are {@code [channels, height, width, batch]}, batch innermost; height, width and
 * channels are those of the input. Weights are {@code [outChannels, kernelHeight, kernelWidth,
 * channels / groups]}. One tap of the kernel pairs a run of output columns with a run of input
 * columns of one row; with a stride of 1 both are contiguous. What would lie in the padding is left
 * out, as it is 0.
 *
 * <p>The three passes walk through the same taps. Each is written out in one method, so that it can
 * be read against its formula and replaced alone.
 */
final class NaiveConvolution {
  private NaiveConvolution() {}

  /** {@code acc[o][y][x][b] = sum over taps of weight * input}. */
  static void forward(ConvGeometry geometry, byte[] weights, byte[] input, int batch, int[] acc) {
    int height = geometry.height();
    int width = geometry.width();
    int channels = geometry.channels();
    int outChannels = geometry.outChannels();
    int kernelHeight = geometry.kernelHeight();
    int kernelWidth = geometry.kernelWidth();
    int stride = geometry.stride();
    int rowPadding = geometry.rowPadding();
    int padding = geometry.columnPadding();
    int dilation = geometry.dilation();
    int outHeight = geometry.outHeight();
    int outWidth = geometry.outWidth();
    int groups = geometry.groups();
    int groupChannels = channels / groups;
    clear(acc, outChannels * outHeight * outWidth * batch);
    for (int o = 0; o < outChannels; o++) {
      int channel = o / (outChannels / groups) * groupChannels;
      for (int y = 0; y < outHeight; y++) {
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = y * stride + ky * dilation - rowPadding;
          if (row < 0 || row >= height) {
            continue;
          }
          for (int kx = 0; kx < kernelWidth; kx++) {
            int first = firstColumn(kx * dilation, stride, padding);
            int columns = endColumn(kx * dilation, width, outWidth, stride, padding) - first;
            int to = ((o * outHeight + y) * outWidth + first) * batch;
            int tap = ((o * kernelHeight + ky) * kernelWidth + kx) * groupChannels;
            int column = first * stride + kx * dilation - padding;
            for (int i = 0; i < groupChannels; i++) {
              int from = (((channel + i) * height + row) * width + column) * batch;
              addRow(weights[tap + i], input, from, stride, acc, to, 1, columns, batch);
            }
          }
        }
      }
    }
  }

  /** {@code acc[c][y][x][b] = sum over taps of weight * gradOutput}. */
  static void backward(
      ConvGeometry geometry, byte[] weights, byte[] gradOutput, int batch, int[] acc) {
    int height = geometry.height();
    int width = geometry.width();
    int channels = geometry.channels();
    int outChannels = geometry.outChannels();
    int kernelHeight = geometry.kernelHeight();
    int kernelWidth = geometry.kernelWidth();
    int stride = geometry.stride();
    int rowPadding = geometry.rowPadding();
    int padding = geometry.columnPadding();
    int dilation = geometry.dilation();
    int outHeight = geometry.outHeight();
    int outWidth = geometry.outWidth();
    int groups = geometry.groups();
    int groupChannels = channels / groups;
    clear(acc, channels * height * width * batch);
    for (int o = 0; o < outChannels; o++) {
      int channel = o / (outChannels / groups) * groupChannels;
      for (int y = 0; y < outHeight; y++) {
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = y * stride + ky * dilation - rowPadding;
          if (row < 0 || row >= height) {
            continue;
          }
          for (int kx = 0; kx < kernelWidth; kx++) {
            int first = firstColumn(kx * dilation, stride, padding);
            int columns = endColumn(kx * dilation, width, outWidth, stride, padding) - first;
            int from = ((o * outHeight + y) * outWidth + first) * batch;
            int tap = ((o * kernelHeight + ky) * kernelWidth + kx) * groupChannels;
            int column = first * stride + kx * dilation - padding;
            for (int i = 0; i < groupChannels; i++) {
              int to = (((channel + i) * height + row) * width + column) * batch;
              addRow(weights[tap + i], gradOutput, from, 1, acc, to, stride, columns, batch);
            }
          }
        }
      }
    }
  }

  /** {@code acc[o][ky][kx][i] = sum over y, x, b of gradOutput * input}. */
  static void gradient(
      ConvGeometry geometry, byte[] gradOutput, byte[] input, int batch, int[] acc) {
    int height = geometry.height();
    int width = geometry.width();
    int channels = geometry.channels();
    int outChannels = geometry.outChannels();
    int kernelHeight = geometry.kernelHeight();
    int kernelWidth = geometry.kernelWidth();
    int stride = geometry.stride();
    int rowPadding = geometry.rowPadding();
    int padding = geometry.columnPadding();
    int dilation = geometry.dilation();
    int outHeight = geometry.outHeight();
    int outWidth = geometry.outWidth();
    int groups = geometry.groups();
    int groupChannels = channels / groups;
    clear(acc, outChannels * kernelHeight * kernelWidth * groupChannels);
    for (int o = 0; o < outChannels; o++) {
      int channel = o / (outChannels / groups) * groupChannels;
      for (int y = 0; y < outHeight; y++) {
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = y * stride + ky * dilation - rowPadding;
          if (row < 0 || row >= height) {
            continue;
          }
          for (int kx = 0; kx < kernelWidth; kx++) {
            int first = firstColumn(kx * dilation, stride, padding);
            int columns = endColumn(kx * dilation, width, outWidth, stride, padding) - first;
            int left = ((o * outHeight + y) * outWidth + first) * batch;
            int tap = ((o * kernelHeight + ky) * kernelWidth + kx) * groupChannels;
            int column = first * stride + kx * dilation - padding;
            for (int i = 0; i < groupChannels; i++) {
              int right = (((channel + i) * height + row) * width + column) * batch;
              acc[tap + i] += dotRow(gradOutput, left, input, right, stride, columns, batch);
            }
          }
        }
      }
    }
  }

  /** The first output column whose tap at {@code shift} is inside the image. */
  private static int firstColumn(int shift, int stride, int padding) {
    return Math.max(0, -Math.floorDiv(shift - padding, stride));
  }

  /** One past the last output column whose tap at {@code shift} is inside the image. */
  private static int endColumn(int shift, int width, int outWidth, int stride, int padding) {
    return Math.min(outWidth, Math.floorDiv(width - 1 + padding - shift, stride) + 1);
  }

  private static void clear(int[] acc, int count) {
    for (int j = 0; j < count; j++) {
      acc[j] = 0;
    }
  }

  /** Adds {@code weight * values} column by column; the steps are in columns. */
  private static void addRow(
      int weight,
      byte[] values,
      int from,
      int fromStep,
      int[] acc,
      int to,
      int toStep,
      int columns,
      int batch) {
    if (fromStep == 1 && toStep == 1) {
      addRun(weight, values, from, acc, to, columns * batch);
      return;
    }
    for (int x = 0; x < columns; x++) {
      addRun(weight, values, from + x * fromStep * batch, acc, to + x * toStep * batch, batch);
    }
  }

  private static void addRun(int weight, byte[] values, int from, int[] acc, int to, int count) {
    for (int j = 0; j < count; j++) {
      acc[to + j] += weight * values[from + j];
    }
  }

  private static int dotRow(
      byte[] left, int leftFrom, byte[] right, int rightFrom, int step, int columns, int batch) {
    if (step == 1) {
      return NaiveDense.dot(left, leftFrom, right, rightFrom, columns * batch);
    }
    int acc = 0;
    for (int x = 0; x < columns; x++) {
      int rightAt = rightFrom + x * step * batch;
      acc += NaiveDense.dot(left, leftFrom + x * batch, right, rightAt, batch);
    }
    return acc;
  }
}
