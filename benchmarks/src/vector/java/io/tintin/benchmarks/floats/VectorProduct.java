package io.tintin.benchmarks.floats;

import static io.tintin.benchmarks.floats.VectorTiles.LANES;
import static io.tintin.benchmarks.floats.VectorTiles.ROWS;

import java.util.function.IntUnaryOperator;

/**
 * A product of matrices {@code [rows, terms] * [terms, columns]} whose operands lie anywhere in
 * flat arrays: term k begins at {@code offsets[k]}, row m of the result at {@code rowOffsets[m]}.
 */
final class VectorProduct {
  private static final int PAIR = 2 * ROWS;

  private final int terms;
  private final int rows;
  private final float[] factors;
  private final float[] starts;
  private final int[] offsets;
  private final int[] rowOffsets;

  VectorProduct(int rows, int terms, IntUnaryOperator rowOffset, IntUnaryOperator offset) {
    this.rows = rows;
    this.terms = terms;
    int rounded = (rows + PAIR - 1) / PAIR * PAIR;
    this.factors = new float[rounded * terms];
    this.starts = new float[rounded];
    this.offsets = new int[terms];
    this.rowOffsets = new int[rounded];
    for (int k = 0; k < terms; k++) {
      offsets[k] = offset.applyAsInt(k);
    }
    for (int m = 0; m < rounded; m++) {
      rowOffsets[m] = rowOffset.applyAsInt(Math.min(m, rows - 1));
    }
  }

  /** Packs factors that have a row for each row of the result. */
  void pack(float[][] values) {
    for (int m = 0; m < rows; m++) {
      float[] row = values[m];
      for (int k = 0, to = m / ROWS * ROWS * terms + m % ROWS; k < terms; k++, to += ROWS) {
        factors[to] = row[k];
      }
    }
  }

  /** Packs factors that have a row for each term. */
  void packTurned(float[][] values) {
    for (int k = 0; k < terms; k++) {
      float[] row = values[k];
      for (int m = 0; m < rows; m++) {
        factors[(m / ROWS * terms + k) * ROWS + m % ROWS] = row[m];
      }
    }
  }

  /** Packs factors {@code [rows, terms]}. */
  void packFlat(float[] values) {
    for (int m = 0, from = 0; m < rows; m++) {
      for (int k = 0, to = m / ROWS * ROWS * terms + m % ROWS; k < terms; k++, to += ROWS) {
        factors[to] = values[from++];
      }
    }
  }

  /** The value that each row of the result begins with; 0 unless it is said. */
  void startFrom(float[] values) {
    System.arraycopy(values, 0, starts, 0, rows);
  }

  /**
   * Sets the result.
   *
   * @param columns a multiple of the lanes
   */
  void set(float[] from, int fromAt, float[] to, int toAt, int columns) {
    repeatLastRow();
    int j = 0;
    for (; j <= columns - 2 * LANES; j += 2 * LANES) {
      for (int m = 0; m < rows; m += ROWS) {
        VectorTiles.set4x2(
            factors,
            m * terms,
            starts,
            m,
            from,
            fromAt + j,
            offsets,
            terms,
            to,
            toAt + j,
            rowOffsets);
      }
    }
    if (j < columns) {
      for (int m = 0; m < rows; m += PAIR) {
        VectorTiles.set8x1(
            factors,
            m * terms,
            starts,
            m,
            from,
            fromAt + j,
            offsets,
            terms,
            to,
            toAt + j,
            rowOffsets);
      }
    }
  }

  /** Rows beyond the last one are computed too, and stored where it is: they must be equal. */
  private void repeatLastRow() {
    int last = rows - 1;
    for (int m = rows; m < starts.length; m++) {
      starts[m] = starts[last];
      for (int k = 0; k < terms; k++) {
        factors[(m / ROWS * terms + k) * ROWS + m % ROWS] =
            factors[(last / ROWS * terms + k) * ROWS + last % ROWS];
      }
    }
  }

  /** Adds to the result; what is beyond the last row is 0, as {@link #set} was never called. */
  void add(float[] from, int fromAt, float[] to, int toAt, int columns) {
    int j = 0;
    for (; j <= columns - 2 * LANES; j += 2 * LANES) {
      for (int m = 0; m < rows; m += ROWS) {
        VectorTiles.add4x2(
            factors, m * terms, m, from, fromAt + j, offsets, terms, to, toAt + j, rowOffsets);
      }
    }
    if (j < columns) {
      for (int m = 0; m < rows; m += PAIR) {
        VectorTiles.add8x1(
            factors, m * terms, m, from, fromAt + j, offsets, terms, to, toAt + j, rowOffsets);
      }
    }
  }
}
