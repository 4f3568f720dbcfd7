package io.tintin.cli.floating;

/**
 * Copies of an image's rows for each column {@code kx} of a kernel: element {@code x} of a copy is
 * element {@code x * stride + kx * dilation - padding} of the row, 0 outside. All copies are as
 * long as a row of the output.
 */
final class ShiftedRows {
  /** {@code [kernelWidth][channels * height][outWidth * batch]}. */
  final float[][][] inputs;

  private final float[][][] gradients;
  private final ConvGeometry geometry;
  private final int outWidth;
  private final int stride;

  ShiftedRows(ConvGeometry geometry, int maxBatch) {
    int rowCount = geometry.height() * geometry.inChannels();
    this.geometry = geometry;
    this.outWidth = geometry.outWidth();
    this.stride = geometry.stride();
    this.inputs = allocate(geometry.kernelWidth(), rowCount, outWidth * maxBatch);
    this.gradients = allocate(geometry.kernelWidth(), rowCount, outWidth * maxBatch);
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
    return geometry.firstInside(geometry.columnOffset(kx), outWidth);
  }

  /** One past the last element of a copy that is inside the image. */
  private int end(int kx) {
    return geometry.endInside(geometry.columnOffset(kx), geometry.width(), outWidth);
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
          int from = (x * stride + geometry.columnOffset(kx)) * batch;
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
          int to = (x * stride + geometry.columnOffset(kx)) * batch;
          Rows.addRun(gradients[kx][r], x * batch, gradInput.rows[r], to, run * batch);
        }
      }
    }
  }
}
