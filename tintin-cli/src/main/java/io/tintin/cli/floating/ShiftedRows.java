package io.tintin.cli.floating;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.tensor.Shape;

/**
 * Copies of an image's rows for each column {@code kx} of a kernel: element {@code x} of a copy is
 * element {@code x * stride + kx - padding} of the row, 0 outside. All copies are as long as a row
 * of the output.
 */
final class ShiftedRows {
  /** {@code [kernelWidth][channels * height][outWidth * batch]}. */
  final float[][][] inputs;

  private final float[][][] gradients;
  private final int width;
  private final int outWidth;
  private final int stride;
  private final int padding;

  ShiftedRows(Conv2d layer, Shape input, int outWidth, int maxBatch) {
    int rowCount = input.extent(0) * input.extent(2);
    this.inputs = allocate(layer.kernelWidth(), rowCount, outWidth * maxBatch);
    this.gradients = allocate(layer.kernelWidth(), rowCount, outWidth * maxBatch);
    this.width = input.extent(1);
    this.outWidth = outWidth;
    this.stride = layer.stride();
    this.padding = layer.padding();
  }

  private static float[][][] allocate(int kernelWidth, int rowCount, int length) {
    float[][][] rows = new float[kernelWidth][][];
    for (int kx = 0; kx < kernelWidth; kx++) {
      rows[kx] = Rows.allocate(rowCount, length);
    }
    return rows;
  }

  float[][][] gradients() {
    return gradients;
  }

  /** The first element of a copy that is inside the image. */
  private int first(int kx) {
    return Math.min(outWidth, Math.max(0, -Math.floorDiv(kx - padding, stride)));
  }

  /** One past the last element of a copy that is inside the image. */
  private int end(int kx) {
    return Math.min(outWidth, Math.floorDiv(width - 1 + padding - kx, stride) + 1);
  }

  void copy(FloatTensor image, int batch) {
    for (int kx = 0; kx < inputs.length; kx++) {
      int first = first(kx);
      int end = Math.max(first, end(kx));
      for (int r = 0; r < image.rows.length; r++) {
        float[] row = image.rows[r];
        float[] copy = inputs[kx][r];
        Rows.fill(copy, 0, first * batch);
        int run = stride == 1 ? end - first : 1;
        for (int x = first; x < end; x += run) {
          int from = (x * stride + kx - padding) * batch;
          System.arraycopy(row, from, copy, x * batch, run * batch);
        }
        clear(copy, end * batch, outWidth * batch);
      }
    }
  }

  private static void clear(float[] row, int from, int end) {
    for (int j = from; j < end; j++) {
      row[j] = 0;
    }
  }

  void clearGradients(int batch) {
    for (float[][] rows : gradients) {
      for (float[] row : rows) {
        Rows.fill(row, 0, outWidth * batch);
      }
    }
  }

  /** Adds the gradients of all copies where they came from. */
  void mergeGradients(int batch, FloatTensor gradInput) {
    gradInput.clear(batch);
    for (int kx = 0; kx < gradients.length; kx++) {
      int first = first(kx);
      int end = end(kx);
      int run = stride == 1 ? end - first : 1;
      for (int r = 0; r < gradInput.rows.length; r++) {
        for (int x = first; x < end; x += run) {
          int to = (x * stride + kx - padding) * batch;
          addRun(gradients[kx][r], x * batch, gradInput.rows[r], to, run * batch);
        }
      }
    }
  }

  private static void addRun(float[] from, int start, float[] to, int toStart, int count) {
    for (int j = 0; j < count; j++) {
      to[toStart + j] += from[start + j];
    }
  }
}
