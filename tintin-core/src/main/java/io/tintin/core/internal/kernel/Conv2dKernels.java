package io.tintin.core.internal.kernel;

import java.util.Arrays;

/**
 * The kernels of a convolution.
 *
 * <p>Activations are {@code [channels, height, width, batch]}, batch innermost. Weights are {@code
 * [outChannels, kernelHeight, kernelWidth, channels / groups]}; the tap {@code t} of an output
 * channel is its weight number {@code t}. The rules of {@link ScalarKernels} hold.
 *
 * <p>Each pass goes through the output pixels block by block. In a block, a row holds what one tap
 * meets at each pixel of each example, so that the convolution is a product of matrices whose
 * longest extent is innermost: {@code [outputs, taps] * [taps, block]}. The rows of a block are
 * used several times while they are in the cache.
 */
public final class Conv2dKernels {
  /** Values of a row when the batch allows it: 5 rows and a sum fit in the first-level cache. */
  private static final int BLOCK = 1024;

  /** Outputs of a group that are computed at once: their rows fit in the second-level cache. */
  static final int OUTPUTS = 64;

  /** Taps whose sums are kept at once in the backward pass. */
  private static final int TILE = 32;

  private Conv2dKernels() {}

  /** What {@link #forward} needs for batches of this size and smaller ones. */
  public static KernelScratch.Size forwardSize(ConvGeometry geometry, int batch) {
    int values = geometry.channels() * geometry.height() * geometry.width() * batch;
    int rows = 1 + Math.min(OUTPUTS, geometry.groupOutputs()) + RowKernels.TERMS;
    return new KernelScratch.Size(rows, rowLength(geometry, batch, BLOCK), values, 0)
        .max(ConvTriples.size(geometry, batch));
  }

  /** What all three passes need for batches of this size and smaller ones. */
  public static KernelScratch.Size trainingSize(ConvGeometry geometry, int batch) {
    int outputs = Math.min(OUTPUTS, geometry.groupOutputs());
    int rows = RowKernels.roundedToTerms(outputs) + Math.min(TILE, geometry.taps());
    return forwardSize(geometry, batch)
        .max(new KernelScratch.Size(rows, rowLength(geometry, batch, BLOCK), 0, 0))
        .max(
            ConvPatches.suitsBackward(geometry, 1)
                ? ConvPatches.backwardSize(geometry, batch)
                : KernelScratch.Size.NONE)
        .max(ConvGradient.size(geometry, batch));
  }

  /** Most values of a block of whole pixels, of which a batch may need one more than fit. */
  static int rowLength(ConvGeometry geometry, int batch, int block) {
    return Math.min(geometry.outHeight() * geometry.outWidth() * batch, block + batch - 1);
  }

  /** Pixels of the largest block: all blocks are of nearly one size. */
  static int blockPixels(int pixels, int batch, int block) {
    int blocks = (int) Math.min(pixels, ((long) pixels * batch + block - 1) / block);
    return (pixels + blocks - 1) / blocks;
  }

  /** How many outputs from {@code o} on are computed at once: they are of one group. */
  static int outputsFrom(ConvGeometry geometry, int o) {
    int outputs = geometry.groupOutputs();
    return Math.min(OUTPUTS, outputs - o % outputs);
  }

  /** As {@link Kernels#convForward}. */
  static int forward(
      ConvGeometry geometry,
      byte[] weights,
      int[] bias,
      byte[] input,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      boolean toEven,
      byte[] output) {
    int plane = geometry.outHeight() * geometry.outWidth();
    int block = blockPixels(plane, batch, BLOCK);
    int[][] rows = scratch.rows;
    int[] magnitudes = rows[0];
    RowScaling.begin(magnitudes, block * batch);
    widenImage(geometry, input, batch, scratch);
    for (int o = 0, outputs; o < geometry.outChannels(); o += outputs) {
      outputs = outputsFrom(geometry, o);
      for (int first = 0; first < plane; first += block) {
        int pixels = Math.min(block, plane - first);
        int length = pixels * batch;
        for (int r = 0; r < outputs; r++) {
          Arrays.fill(rows[1 + r], 0, length, bias[o + r]);
        }
        if (ConvTriples.suits(geometry, batch)) {
          ConvTriples.addAll(geometry, weights, o, outputs, batch, scratch);
        } else {
          addBlock(geometry, weights, o, outputs, first, pixels, batch, scratch);
        }
        for (int r = 0; r < outputs; r++) {
          int at = ((o + r) * plane + first) * batch;
          RowScaling.put(rows[1 + r], length, magnitudes, acc, rightShift, toEven, output, at);
        }
      }
    }
    return RowScaling.end(magnitudes, block * batch);
  }

  /** Adds the products of all taps to the rows of some outputs, which begin at row 1. */
  private static void addBlock(
      ConvGeometry geometry,
      byte[] weights,
      int firstOutput,
      int outputs,
      int firstPixel,
      int pixels,
      int batch,
      KernelScratch scratch) {
    int group = firstOutput / geometry.groupOutputs();
    int taps = geometry.taps();
    int[][] rows = scratch.rows;
    int image = 1 + outputs;
    for (int t = 0; t < taps; t += RowKernels.TERMS) {
      int terms = Math.min(RowKernels.TERMS, taps - t);
      for (int k = 0; k < terms; k++) {
        gather(geometry, scratch.ints, group, t + k, firstPixel, pixels, batch, rows[image + k]);
      }
      int at = firstOutput * taps + t;
      int length = pixels * batch;
      RowKernels.addProducts(weights, at, taps, 1, rows, image, terms, 1, outputs, length);
    }
  }

  /** {@code acc[c][y][x][b] = sum over taps of weight * gradOutput}. */
  public static void backward(
      ConvGeometry geometry,
      byte[] weights,
      byte[] gradOutput,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    if (ConvPatches.suitsBackward(geometry, batch)) {
      ConvPatches.backward(geometry, weights, gradOutput, batch, scratch, acc);
      return;
    }
    int pixels = geometry.outHeight() * geometry.outWidth();
    int block = blockPixels(pixels, batch, BLOCK);
    Arrays.fill(acc, 0, geometry.channels() * geometry.height() * geometry.width() * batch, 0);
    for (int o = 0, outputs; o < geometry.outChannels(); o += outputs) {
      outputs = outputsFrom(geometry, o);
      for (int first = 0; first < pixels; first += block) {
        int count = Math.min(block, pixels - first);
        for (int r = 0; r < outputs; r++) {
          int from = ((o + r) * pixels + first) * batch;
          RowKernels.widen(gradOutput, from, scratch.rows[r], count * batch);
        }
        backwardBlock(geometry, weights, o, outputs, first, count, batch, scratch, acc);
      }
    }
  }

  /** From the rows of the outputs, for one tile of taps after another. */
  private static void backwardBlock(
      ConvGeometry geometry,
      byte[] weights,
      int firstOutput,
      int outputs,
      int firstPixel,
      int pixels,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    int group = firstOutput / geometry.groupOutputs();
    int taps = geometry.taps();
    int sums = RowKernels.roundedToTerms(outputs);
    int length = pixels * batch;
    int[][] rows = scratch.rows;
    for (int t = 0; t < taps; t += TILE) {
      int tile = Math.min(TILE, taps - t);
      for (int k = 0; k < tile; k++) {
        Arrays.fill(rows[sums + k], 0, length, 0);
      }
      for (int o = 0; o < outputs; o += RowKernels.TERMS) {
        int terms = Math.min(RowKernels.TERMS, outputs - o);
        int at = (firstOutput + o) * taps + t;
        RowKernels.addProducts(weights, at, 1, taps, rows, o, terms, sums, tile, length);
      }
      for (int k = 0; k < tile; k++) {
        scatter(geometry, rows[sums + k], group, t + k, firstPixel, pixels, batch, acc);
      }
    }
  }

  /** {@code acc[o][ky][kx][i] = sum over y, x, b of gradOutput * input}. */
  public static void gradient(
      ConvGeometry geometry,
      byte[] gradOutput,
      byte[] input,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    if (ConvGradient.isOverTaps(geometry)) {
      ConvGradient.overTaps(geometry, gradOutput, input, batch, scratch, acc);
    } else {
      ConvGradient.overPixels(geometry, gradOutput, input, batch, scratch, acc);
    }
  }

  static void widenImage(ConvGeometry geometry, byte[] input, int batch, KernelScratch scratch) {
    int count = geometry.channels() * geometry.height() * geometry.width() * batch;
    RowKernels.widen(input, 0, scratch.ints, count);
  }

  static void gather(
      ConvGeometry geometry,
      int[] image,
      int group,
      int tap,
      int firstPixel,
      int pixels,
      int batch,
      int[] row) {
    int channels = geometry.groupChannels();
    int channel = group * channels + tap % channels;
    int ky = tap / channels / geometry.kernelWidth();
    int kx = tap / channels % geometry.kernelWidth();
    ConvRows.gather(geometry, image, channel, ky, kx, firstPixel, pixels, batch, row);
  }

  private static void scatter(
      ConvGeometry geometry,
      int[] row,
      int group,
      int tap,
      int firstPixel,
      int pixels,
      int batch,
      int[] acc) {
    int channels = geometry.groupChannels();
    int channel = group * channels + tap % channels;
    int ky = tap / channels / geometry.kernelWidth();
    int kx = tap / channels % geometry.kernelWidth();
    ConvRows.scatter(geometry, row, channel, ky, kx, firstPixel, pixels, batch, acc);
  }
}
