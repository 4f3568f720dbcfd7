package io.tintin.core.internal.kernel;

/**
 * The reference kernels of a convolution: plain loops without a copy of the image.
 *
 * <p>Activations are {@code [channels, height, width, batch]}, batch innermost; height, width and
 * channels are those of the input. Weights are {@code [outChannels, kernelHeight, kernelWidth,
 * channels / groups]}. One tap of the kernel pairs a run of output columns with a run of input
 * columns of one row; with a stride of 1 both are contiguous. What would lie in the padding is left
 * out, as it is 0. The rules of {@link ScalarKernels} hold.
 *
 * <p>The three passes walk through the same taps. Each is written out in one method, so that it can
 * be read against its formula and replaced alone.
 */
public final class Conv2dKernels {
  private Conv2dKernels() {}

  /** Windows of this size that fit along one axis. */
  public static int outExtent(int extent, int kernel, int stride, int padding) {
    return (extent + 2 * padding - kernel) / stride + 1;
  }

  /** {@code acc[o][y][x][b] = sum over taps of weight * input}. */
  public static void forward(
      byte[] weights,
      byte[] input,
      int height,
      int width,
      int channels,
      int outChannels,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int padding,
      int groups,
      int batch,
      int[] acc) {
    int outHeight = outExtent(height, kernelHeight, stride, padding);
    int outWidth = outExtent(width, kernelWidth, stride, padding);
    int groupChannels = channels / groups;
    clear(acc, outChannels * outHeight * outWidth * batch);
    for (int o = 0; o < outChannels; o++) {
      int channel = o / (outChannels / groups) * groupChannels;
      for (int y = 0; y < outHeight; y++) {
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = y * stride + ky - padding;
          if (row < 0 || row >= height) {
            continue;
          }
          for (int kx = 0; kx < kernelWidth; kx++) {
            int first = firstColumn(kx, stride, padding);
            int columns = endColumn(kx, width, outWidth, stride, padding) - first;
            int to = ((o * outHeight + y) * outWidth + first) * batch;
            int tap = ((o * kernelHeight + ky) * kernelWidth + kx) * groupChannels;
            int column = first * stride + kx - padding;
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
  public static void backward(
      byte[] weights,
      byte[] gradOutput,
      int height,
      int width,
      int channels,
      int outChannels,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int padding,
      int groups,
      int batch,
      int[] acc) {
    int outHeight = outExtent(height, kernelHeight, stride, padding);
    int outWidth = outExtent(width, kernelWidth, stride, padding);
    int groupChannels = channels / groups;
    clear(acc, channels * height * width * batch);
    for (int o = 0; o < outChannels; o++) {
      int channel = o / (outChannels / groups) * groupChannels;
      for (int y = 0; y < outHeight; y++) {
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = y * stride + ky - padding;
          if (row < 0 || row >= height) {
            continue;
          }
          for (int kx = 0; kx < kernelWidth; kx++) {
            int first = firstColumn(kx, stride, padding);
            int columns = endColumn(kx, width, outWidth, stride, padding) - first;
            int from = ((o * outHeight + y) * outWidth + first) * batch;
            int tap = ((o * kernelHeight + ky) * kernelWidth + kx) * groupChannels;
            int column = first * stride + kx - padding;
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
  public static void gradient(
      byte[] gradOutput,
      byte[] input,
      int height,
      int width,
      int channels,
      int outChannels,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int padding,
      int groups,
      int batch,
      int[] acc) {
    int outHeight = outExtent(height, kernelHeight, stride, padding);
    int outWidth = outExtent(width, kernelWidth, stride, padding);
    int groupChannels = channels / groups;
    clear(acc, outChannels * kernelHeight * kernelWidth * groupChannels);
    for (int o = 0; o < outChannels; o++) {
      int channel = o / (outChannels / groups) * groupChannels;
      for (int y = 0; y < outHeight; y++) {
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = y * stride + ky - padding;
          if (row < 0 || row >= height) {
            continue;
          }
          for (int kx = 0; kx < kernelWidth; kx++) {
            int first = firstColumn(kx, stride, padding);
            int columns = endColumn(kx, width, outWidth, stride, padding) - first;
            int left = ((o * outHeight + y) * outWidth + first) * batch;
            int tap = ((o * kernelHeight + ky) * kernelWidth + kx) * groupChannels;
            int column = first * stride + kx - padding;
            for (int i = 0; i < groupChannels; i++) {
              int right = (((channel + i) * height + row) * width + column) * batch;
              acc[tap + i] += dotRow(gradOutput, left, input, right, stride, columns, batch);
            }
          }
        }
      }
    }
  }

  /** The first output column whose tap {@code kx} is inside the image. */
  private static int firstColumn(int kx, int stride, int padding) {
    return Math.max(0, -Math.floorDiv(kx - padding, stride));
  }

  /** One past the last output column whose tap {@code kx} is inside the image. */
  private static int endColumn(int kx, int width, int outWidth, int stride, int padding) {
    return Math.min(outWidth, Math.floorDiv(width - 1 + padding - kx, stride) + 1);
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
      return ScalarKernels.dot(left, leftFrom, right, rightFrom, columns * batch);
    }
    int acc = 0;
    for (int x = 0; x < columns; x++) {
      int rightAt = rightFrom + x * step * batch;
      acc += ScalarKernels.dot(left, leftFrom + x * batch, right, rightAt, batch);
    }
    return acc;
  }
}
