package io.tintin.benchmarks.floats;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products in tiles whose sums stay in registers: {@code to[toAt + row] = start + sum over k of
 * factors[k][row] * from[fromAt + offsets[k]]}, two vectors of four rows or one of eight.
 *
 * <p>Factors are packed, four rows after one another for each k. Setting and adding are separate
 * methods, as a condition at their end makes vectors escape to the heap.
 */
final class VectorTiles {
  /** Vectors as wide as the processor has them, unless the lines of a convolution are shorter. */
  static final VectorSpecies<Float> SPECIES =
      Integer.getInteger("tintin.benchmarks.lanes", 1024) < FloatVector.SPECIES_PREFERRED.length()
          ? FloatVector.SPECIES_256
          : FloatVector.SPECIES_PREFERRED;

  static final int LANES = SPECIES.length();
  static final int ROWS = 4;

  private VectorTiles() {}

  static void set4x2(
      float[] factors,
      int at,
      float[] start,
      int row,
      float[] from,
      int fromAt,
      int[] offsets,
      int terms,
      float[] to,
      int toAt,
      int[] rows) {
    FloatVector p0 = FloatVector.broadcast(SPECIES, start[row]);
    FloatVector p1 = FloatVector.broadcast(SPECIES, start[row + 1]);
    FloatVector p2 = FloatVector.broadcast(SPECIES, start[row + 2]);
    FloatVector p3 = FloatVector.broadcast(SPECIES, start[row + 3]);
    FloatVector q0 = p0;
    FloatVector q1 = p1;
    FloatVector q2 = p2;
    FloatVector q3 = p3;
    for (int k = 0, f = at; k < terms; k++, f += ROWS) {
      int o = fromAt + offsets[k];
      FloatVector x = FloatVector.fromArray(SPECIES, from, o);
      FloatVector y = FloatVector.fromArray(SPECIES, from, o + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, factors[f]);
      p0 = x.fma(w, p0);
      q0 = y.fma(w, q0);
      w = FloatVector.broadcast(SPECIES, factors[f + 1]);
      p1 = x.fma(w, p1);
      q1 = y.fma(w, q1);
      w = FloatVector.broadcast(SPECIES, factors[f + 2]);
      p2 = x.fma(w, p2);
      q2 = y.fma(w, q2);
      w = FloatVector.broadcast(SPECIES, factors[f + 3]);
      p3 = x.fma(w, p3);
      q3 = y.fma(w, q3);
    }
    p0.intoArray(to, toAt + rows[row]);
    q0.intoArray(to, toAt + rows[row] + LANES);
    p1.intoArray(to, toAt + rows[row + 1]);
    q1.intoArray(to, toAt + rows[row + 1] + LANES);
    p2.intoArray(to, toAt + rows[row + 2]);
    q2.intoArray(to, toAt + rows[row + 2] + LANES);
    p3.intoArray(to, toAt + rows[row + 3]);
    q3.intoArray(to, toAt + rows[row + 3] + LANES);
  }

  /** As {@link #set4x2}, but adds to what is there. */
  static void add4x2(
      float[] factors,
      int at,
      int row,
      float[] from,
      int fromAt,
      int[] offsets,
      int terms,
      float[] to,
      int toAt,
      int[] rows) {
    FloatVector p0 = FloatVector.zero(SPECIES);
    FloatVector p1 = p0;
    FloatVector p2 = p0;
    FloatVector p3 = p0;
    FloatVector q0 = p0;
    FloatVector q1 = p0;
    FloatVector q2 = p0;
    FloatVector q3 = p0;
    for (int k = 0, f = at; k < terms; k++, f += ROWS) {
      int o = fromAt + offsets[k];
      FloatVector x = FloatVector.fromArray(SPECIES, from, o);
      FloatVector y = FloatVector.fromArray(SPECIES, from, o + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, factors[f]);
      p0 = x.fma(w, p0);
      q0 = y.fma(w, q0);
      w = FloatVector.broadcast(SPECIES, factors[f + 1]);
      p1 = x.fma(w, p1);
      q1 = y.fma(w, q1);
      w = FloatVector.broadcast(SPECIES, factors[f + 2]);
      p2 = x.fma(w, p2);
      q2 = y.fma(w, q2);
      w = FloatVector.broadcast(SPECIES, factors[f + 3]);
      p3 = x.fma(w, p3);
      q3 = y.fma(w, q3);
    }
    add(p0, to, toAt + rows[row]);
    add(q0, to, toAt + rows[row] + LANES);
    add(p1, to, toAt + rows[row + 1]);
    add(q1, to, toAt + rows[row + 1] + LANES);
    add(p2, to, toAt + rows[row + 2]);
    add(q2, to, toAt + rows[row + 2] + LANES);
    add(p3, to, toAt + rows[row + 3]);
    add(q3, to, toAt + rows[row + 3] + LANES);
  }

  private static void add(FloatVector acc, float[] to, int at) {
    acc.add(FloatVector.fromArray(SPECIES, to, at)).intoArray(to, at);
  }

  static void set8x1(
      float[] factors,
      int at,
      float[] start,
      int row,
      float[] from,
      int fromAt,
      int[] offsets,
      int terms,
      float[] to,
      int toAt,
      int[] rows) {
    FloatVector p0 = FloatVector.broadcast(SPECIES, start[row]);
    FloatVector p1 = FloatVector.broadcast(SPECIES, start[row + 1]);
    FloatVector p2 = FloatVector.broadcast(SPECIES, start[row + 2]);
    FloatVector p3 = FloatVector.broadcast(SPECIES, start[row + 3]);
    FloatVector p4 = FloatVector.broadcast(SPECIES, start[row + 4]);
    FloatVector p5 = FloatVector.broadcast(SPECIES, start[row + 5]);
    FloatVector p6 = FloatVector.broadcast(SPECIES, start[row + 6]);
    FloatVector p7 = FloatVector.broadcast(SPECIES, start[row + 7]);
    int second = terms * ROWS;
    for (int k = 0, f = at; k < terms; k++, f += ROWS) {
      FloatVector x = FloatVector.fromArray(SPECIES, from, fromAt + offsets[k]);
      p0 = x.fma(FloatVector.broadcast(SPECIES, factors[f]), p0);
      p1 = x.fma(FloatVector.broadcast(SPECIES, factors[f + 1]), p1);
      p2 = x.fma(FloatVector.broadcast(SPECIES, factors[f + 2]), p2);
      p3 = x.fma(FloatVector.broadcast(SPECIES, factors[f + 3]), p3);
      p4 = x.fma(FloatVector.broadcast(SPECIES, factors[f + second]), p4);
      p5 = x.fma(FloatVector.broadcast(SPECIES, factors[f + second + 1]), p5);
      p6 = x.fma(FloatVector.broadcast(SPECIES, factors[f + second + 2]), p6);
      p7 = x.fma(FloatVector.broadcast(SPECIES, factors[f + second + 3]), p7);
    }
    p0.intoArray(to, toAt + rows[row]);
    p1.intoArray(to, toAt + rows[row + 1]);
    p2.intoArray(to, toAt + rows[row + 2]);
    p3.intoArray(to, toAt + rows[row + 3]);
    p4.intoArray(to, toAt + rows[row + 4]);
    p5.intoArray(to, toAt + rows[row + 5]);
    p6.intoArray(to, toAt + rows[row + 6]);
    p7.intoArray(to, toAt + rows[row + 7]);
  }

  /** As {@link #set8x1}, but adds to what is there. */
  static void add8x1(
      float[] factors,
      int at,
      int row,
      float[] from,
      int fromAt,
      int[] offsets,
      int terms,
      float[] to,
      int toAt,
      int[] rows) {
    FloatVector p0 = FloatVector.zero(SPECIES);
    FloatVector p1 = p0;
    FloatVector p2 = p0;
    FloatVector p3 = p0;
    FloatVector p4 = p0;
    FloatVector p5 = p0;
    FloatVector p6 = p0;
    FloatVector p7 = p0;
    int second = terms * ROWS;
    for (int k = 0, f = at; k < terms; k++, f += ROWS) {
      FloatVector x = FloatVector.fromArray(SPECIES, from, fromAt + offsets[k]);
      p0 = x.fma(FloatVector.broadcast(SPECIES, factors[f]), p0);
      p1 = x.fma(FloatVector.broadcast(SPECIES, factors[f + 1]), p1);
      p2 = x.fma(FloatVector.broadcast(SPECIES, factors[f + 2]), p2);
      p3 = x.fma(FloatVector.broadcast(SPECIES, factors[f + 3]), p3);
      p4 = x.fma(FloatVector.broadcast(SPECIES, factors[f + second]), p4);
      p5 = x.fma(FloatVector.broadcast(SPECIES, factors[f + second + 1]), p5);
      p6 = x.fma(FloatVector.broadcast(SPECIES, factors[f + second + 2]), p6);
      p7 = x.fma(FloatVector.broadcast(SPECIES, factors[f + second + 3]), p7);
    }
    add(p0, to, toAt + rows[row]);
    add(p1, to, toAt + rows[row + 1]);
    add(p2, to, toAt + rows[row + 2]);
    add(p3, to, toAt + rows[row + 3]);
    add(p4, to, toAt + rows[row + 4]);
    add(p5, to, toAt + rows[row + 5]);
    add(p6, to, toAt + rows[row + 6]);
    add(p7, to, toAt + rows[row + 7]);
  }
}
