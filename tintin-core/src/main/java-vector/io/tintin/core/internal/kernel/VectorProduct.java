package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.LANES;
import static io.tintin.core.internal.kernel.VectorTiles.PANEL;
import static io.tintin.core.internal.kernel.VectorTiles.TERMS;

/**
 * {@code [rows, terms] * [terms, batch]} for batches of more than one vector: panels of a block of
 * examples are packed first; then some rows at a time are packed and multiplied by all of them.
 */
final class VectorProduct {
  /** Panels of a block, at most, and int32 values of them, unless there is but one. */
  private static final int BLOCK = 8;

  private static final int BLOCK_VALUES = 1 << 17;

  /** Rows that are packed at once, in pairs. */
  private static final int ROWS = 60;

  private VectorProduct() {}

  private static int blockPanels(int terms, int batch) {
    int most = Math.max(1, Math.min(BLOCK, BLOCK_VALUES / PANEL / terms));
    return Math.min(most, (batch + PANEL - 1) / PANEL);
  }

  /** Bytes of the scratch that {@link #multiply} may use. */
  static int bytes(int terms, int batch) {
    return terms * batch + VectorImage.SLACK;
  }

  static KernelScratch.Size size(int rows, int terms, int batch) {
    int panels = blockPanels(terms, batch);
    int most = VectorTiles.even(Math.min(ROWS, rows));
    int ints =
        terms
            + VectorTiles.factors(most, terms)
            + panels * PANEL * VectorTiles.even(terms)
            + most * panels * PANEL;
    return new KernelScratch.Size(0, 0, ints, bytes(terms, batch));
  }

  /**
   * Scaled sums of {@code factors[at + r * terms + k] * right[k][b]}; returns the union of the
   * magnitudes.
   *
   * @param bias empty if there is none
   */
  static int multiply(
      byte[] factors,
      int at,
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
    int pitch = blockPanels(terms, batch) * PANEL;
    int panels = terms + VectorTiles.factors(Math.min(ROWS, rows), terms);
    int strip = panels + pitch * VectorTiles.even(terms);
    int union = 0;
    for (int first = 0; first < batch; first += pitch) {
      int columns = Math.min(pitch, batch - first);
      packPanels(values, first, columns, ints, terms, panels);
      for (int r = 0; r < rows; r += ROWS) {
        int present = Math.min(ROWS, rows - r);
        VectorTiles.packRows(factors, at + r * terms, terms, 1, present, terms, ints, terms);
        multiplyRows(present, columns, ints, terms, panels, strip, pitch);
        for (int q = 0; q < present; q++) {
          int added = bias.length == 0 ? 0 : bias[r + q];
          int from = strip + q * pitch;
          int to = (r + q) * batch + first;
          union |=
              VectorScaling.scale(ints, from, columns, added, rightShift, toEven, acc, output, to);
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

  private static void multiplyRows(
      int rows, int columns, int[] ints, int terms, int panels, int strip, int pitch) {
    int even = VectorTiles.even(terms);
    for (int j = 0; j < columns; j += PANEL) {
      for (int k = 0; k < terms; k += TERMS) {
        VectorTiles.multiply(
            k,
            (rows + 1) / 2,
            ints,
            terms,
            even,
            Math.min(TERMS, terms - k),
            panels + j * even + k * PANEL,
            ints,
            strip + j,
            2 * pitch,
            pitch);
      }
    }
  }
}
