package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.LANES;
import static io.tintin.core.internal.kernel.VectorTiles.PANEL;

/**
 * {@code [rows, terms] * [terms, batch]} for batches of more than one vector: panels of a block of
 * examples are packed first; then each group of rows is packed and multiplied by all of them.
 */
final class VectorProduct {
  /** Panels of a block, at most, and int32 values of them, unless there is but one. */
  private static final int BLOCK = 8;

  private static final int BLOCK_VALUES = 1 << 17;

  private VectorProduct() {}

  private static int blockPanels(int terms) {
    return Math.max(1, Math.min(BLOCK, BLOCK_VALUES / PANEL / terms));
  }

  static KernelScratch.Size size(int terms, int batch) {
    int panels = Math.min(blockPanels(terms), (batch + PANEL - 1) / PANEL);
    int even = VectorTiles.even(terms);
    int ints = terms + even + panels * PANEL * even + 2 * panels * PANEL;
    return new KernelScratch.Size(0, 0, ints, terms * batch + VectorImage.SLACK);
  }

  /**
   * Scaled sums of {@code factors[r * rowStep + k * termStep] * right[k][b]}; returns the union of
   * the magnitudes.
   *
   * @param bias empty if there is none
   */
  static int multiply(
      byte[] factors,
      int rowStep,
      int termStep,
      int[] bias,
      byte[] right,
      int rows,
      int terms,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      boolean toEven,
      byte[] output) {
    byte[] values = VectorImage.readable(right, terms * batch, batch, scratch.bytes);
    int[] ints = scratch.ints;
    for (int k = 0; k < terms; k++) {
      ints[k] = k * batch;
    }
    int block = blockPanels(terms) * PANEL;
    int group = terms;
    int even = VectorTiles.even(terms);
    int panels = terms + even;
    int union = 0;
    for (int first = 0; first < batch; first += block) {
      int columns = Math.min(block, batch - first);
      int pitch = (columns + PANEL - 1) / PANEL * PANEL;
      int strip = panels + pitch * even;
      packPanels(values, first, columns, ints, terms, panels);
      for (int r = 0; r < rows; r += 2) {
        int present = Math.min(2, rows - r);
        VectorTiles.packRows(factors, r * rowStep, rowStep, termStep, present, terms, ints, group);
        VectorTiles.multiply(
            pitch / PANEL, ints, group, 0, terms, panels, PANEL * even, ints, strip, PANEL, pitch);
        for (int q = 0; q < present; q++) {
          int added = bias.length == 0 ? 0 : bias[r + q];
          int at = strip + q * pitch;
          int to = (r + q) * batch + first;
          union |=
              VectorScaling.scale(ints, at, columns, added, rightShift, toEven, acc, output, to);
        }
      }
    }
    return union;
  }

  private static void packPanels(
      byte[] values, int first, int columns, int[] ints, int terms, int panels) {
    for (int j = 0; j < columns; j += PANEL) {
      int second = j + LANES < columns ? j + LANES : j;
      int to = panels + j * VectorTiles.even(terms);
      VectorTiles.packPanel(values, first + j, first + second, ints, 0, terms, to);
    }
  }
}
