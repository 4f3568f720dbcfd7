package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.INTS;
import static io.tintin.core.internal.kernel.VectorLanes.LANES;
import static io.tintin.core.internal.kernel.VectorLanes.widened;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Products of matrices, a tile at a time, whose sums stay in registers: two rows times two vectors.
 *
 * <p>A lane multiplies for both rows at once. Their factors are packed in one int32, {@code a + (b
 * << 16)}; the sum of two products of each fits in 16 bits, as {@code 2 * 127 * 127 < 2^15}. So
 * {@code p}, the sum for two terms, holds both: {@code (p + 2^15) >> 16} is that of {@code b}, and
 * what is left of {@code p} is that of {@code a}. All are added up modulo 2^32, and the part of
 * {@code b} is taken off at the end.
 *
 * <p>What a tile reads was packed before, widened to int32 and in the order in which it is read: a
 * panel holds two vectors for each term. So the loops index linearly, and C2 keeps neither a check
 * nor an address in them. An odd count of terms has one more, whose factors are 0.
 *
 * <p>Each loop is straight on purpose, and written out: where C2 of JDK 17 has many vector
 * operations in a method, it does not inline another one that takes a vector, and puts that into an
 * object; it does so for a condition too. That of JDK 25 reads a factor from memory only if it is
 * used twice.
 */
final class VectorTiles {
  /** Values of a term in a panel. */
  static final int PANEL = 2 * LANES;

  /** Terms of a panel, an even count, that stay in the first-level cache while rows use them. */
  static final int TERMS = 128;

  /** Makes the sum of a low half, in ±2^15, at least 0. */
  static final int HALF = 1 << 15;

  private VectorTiles() {}

  /** Rounds up to whole pairs of rows, or of terms. */
  static int even(int count) {
    return count + (count & 1);
  }

  /** The least values in which the factors of so many rows fit. */
  static int factors(int rows, int terms) {
    return even(rows) / 2 * even(terms);
  }

  /**
   * Packs {@code factor[r][k] = from[at + r * rowStep + k * termStep]}; the pair of rows from
   * {@code r} on is at {@code to + factors(r, terms)}.
   */
  static void packRows(
      byte[] from, int at, int rowStep, int termStep, int rows, int terms, int[] ints, int to) {
    for (int r = 0; r < rows; r += 2) {
      int first = at + r * rowStep;
      int target = to + factors(r, terms);
      if (r + 1 < rows) {
        packPair(from, first, first + rowStep, termStep, terms, ints, target);
      } else {
        packLast(from, first, termStep, terms, ints, target);
      }
      if (terms % 2 != 0) {
        ints[target + terms] = 0;
      }
    }
  }

  private static void packPair(
      byte[] from, int first, int second, int step, int terms, int[] ints, int to) {
    int k = 0;
    if (step == 1) {
      for (; k <= terms - LANES; k += LANES) {
        widened(from, second + k)
            .lanewise(VectorOperators.LSHL, 16)
            .add(widened(from, first + k))
            .intoArray(ints, to + k);
      }
    }
    for (; k < terms; k++) {
      ints[to + k] = from[first + k * step] + (from[second + k * step] << 16);
    }
  }

  private static void packLast(byte[] from, int at, int step, int terms, int[] ints, int to) {
    for (int k = 0; k < terms; k++) {
      ints[to + k] = from[at + k * step];
    }
  }

  /** Packs a panel: term {@code k} is {@code ints[offsets + k]} further on in either vector. */
  static void packPanel(
      byte[] from, int first, int second, int[] ints, int offsets, int terms, int to) {
    for (int k = 0; k < terms; k++) {
      int offset = ints[offsets + k];
      widened(from, first + offset).intoArray(ints, to + PANEL * k);
      widened(from, second + offset).intoArray(ints, to + PANEL * k + LANES);
    }
  }

  /**
   * {@code to[at + r * pitch + j] = sum_k factor[r][k] * panel[k][j]} for two rows; and so on for
   * {@code count} pairs of rows, each of which is one step further on.
   */
  static void multiply(
      int count,
      int[] ints,
      int factors,
      int factorStep,
      int terms,
      int panel,
      int[] to,
      int at,
      int step,
      int pitch) {
    int quads = VectorQuads.FIT ? count / 2 : 0;
    int pairs = 2 * quads;
    VectorQuads.multiply(quads, ints, factors, factorStep, terms, panel, to, at, step, pitch);
    int left = factors + pairs * factorStep;
    int target = at + pairs * step;
    setPairs(count - pairs, ints, left, factorStep, terms, panel, to, target, step, pitch);
  }

  private static void setPairs(
      int count,
      int[] ints,
      int factors,
      int factorStep,
      int terms,
      int panel,
      int[] to,
      int at,
      int step,
      int pitch) {
    for (int n = 0; n < count; n++) {
      int left = factors + n * factorStep;
      int target = at + n * step;
      IntVector half = IntVector.broadcast(INTS, HALF);
      IntVector all0 = IntVector.broadcast(INTS, -(even(terms) / 2) * HALF);
      IntVector all1 = all0;
      IntVector high0 = IntVector.zero(INTS);
      IntVector high1 = high0;
      for (int k = 0; k < terms; k += 2) {
        IntVector f = IntVector.broadcast(INTS, ints[left + k]);
        IntVector g = IntVector.broadcast(INTS, ints[left + k + 1]);
        IntVector x0 = IntVector.fromArray(INTS, ints, panel + PANEL * k);
        IntVector x1 = IntVector.fromArray(INTS, ints, panel + PANEL * k + LANES);
        IntVector y0 = IntVector.fromArray(INTS, ints, panel + PANEL * k + PANEL);
        IntVector y1 = IntVector.fromArray(INTS, ints, panel + PANEL * k + PANEL + LANES);
        IntVector p = x0.mul(f).add(y0.mul(g)).add(half);
        all0 = all0.add(p);
        high0 = high0.add(p.lanewise(VectorOperators.ASHR, 16));
        p = x1.mul(f).add(y1.mul(g)).add(half);
        all1 = all1.add(p);
        high1 = high1.add(p.lanewise(VectorOperators.ASHR, 16));
      }
      all0.sub(high0.lanewise(VectorOperators.LSHL, 16)).intoArray(to, target);
      all1.sub(high1.lanewise(VectorOperators.LSHL, 16)).intoArray(to, target + LANES);
      high0.intoArray(to, target + pitch);
      high1.intoArray(to, target + pitch + LANES);
    }
  }

  /**
   * {@link #multiply} for the terms from 0 on; for later ones the sums are added to those of the
   * earlier.
   */
  static void multiply(
      int firstTerm,
      int count,
      int[] ints,
      int factors,
      int factorStep,
      int terms,
      int panel,
      int[] to,
      int at,
      int step,
      int pitch) {
    if (firstTerm == 0) {
      multiply(count, ints, factors, factorStep, terms, panel, to, at, step, pitch);
      return;
    }
    int left = factors + firstTerm;
    int quads = VectorQuads.FIT ? count / 2 : 0;
    int pairs = 2 * quads;
    VectorQuads.multiplyAndAdd(quads, ints, left, factorStep, terms, panel, to, at, step, pitch);
    left += pairs * factorStep;
    int target = at + pairs * step;
    addPairs(count - pairs, ints, left, factorStep, terms, panel, to, target, step, pitch);
  }

  /** As {@link #setPairs}, but adds to what is there: a loop of its own, not a condition in one. */
  private static void addPairs(
      int count,
      int[] ints,
      int factors,
      int factorStep,
      int terms,
      int panel,
      int[] to,
      int at,
      int step,
      int pitch) {
    for (int n = 0; n < count; n++) {
      int left = factors + n * factorStep;
      int target = at + n * step;
      IntVector half = IntVector.broadcast(INTS, HALF);
      IntVector all0 = IntVector.broadcast(INTS, -(even(terms) / 2) * HALF);
      IntVector all1 = all0;
      IntVector high0 = IntVector.zero(INTS);
      IntVector high1 = high0;
      for (int k = 0; k < terms; k += 2) {
        IntVector f = IntVector.broadcast(INTS, ints[left + k]);
        IntVector g = IntVector.broadcast(INTS, ints[left + k + 1]);
        IntVector x0 = IntVector.fromArray(INTS, ints, panel + PANEL * k);
        IntVector x1 = IntVector.fromArray(INTS, ints, panel + PANEL * k + LANES);
        IntVector y0 = IntVector.fromArray(INTS, ints, panel + PANEL * k + PANEL);
        IntVector y1 = IntVector.fromArray(INTS, ints, panel + PANEL * k + PANEL + LANES);
        IntVector p = x0.mul(f).add(y0.mul(g)).add(half);
        all0 = all0.add(p);
        high0 = high0.add(p.lanewise(VectorOperators.ASHR, 16));
        p = x1.mul(f).add(y1.mul(g)).add(half);
        all1 = all1.add(p);
        high1 = high1.add(p.lanewise(VectorOperators.ASHR, 16));
      }
      all0.sub(high0.lanewise(VectorOperators.LSHL, 16))
          .add(IntVector.fromArray(INTS, to, target))
          .intoArray(to, target);
      all1.sub(high1.lanewise(VectorOperators.LSHL, 16))
          .add(IntVector.fromArray(INTS, to, target + LANES))
          .intoArray(to, target + LANES);
      high0.add(IntVector.fromArray(INTS, to, target + pitch)).intoArray(to, target + pitch);
      high1
          .add(IntVector.fromArray(INTS, to, target + pitch + LANES))
          .intoArray(to, target + pitch + LANES);
    }
  }

  /**
   * Writes 4 vectors whose lanes add up to the dot products of a pair of rows with two others: the
   * first of the pair with both, then the second.
   *
   * @param left vectors of a packed pair; one more than {@code vectors} if that is odd, of 0
   * @param right a panel, whose terms are vectors
   */
  static void dots(int[] ints, int left, int vectors, int right, int to) {
    IntVector half = IntVector.broadcast(INTS, HALF);
    IntVector all0 = IntVector.broadcast(INTS, -(even(vectors) / 2) * HALF);
    IntVector all1 = all0;
    IntVector high0 = IntVector.zero(INTS);
    IntVector high1 = high0;
    for (int v = 0; v < vectors; v += 2) {
      IntVector f = IntVector.fromArray(INTS, ints, left + LANES * v);
      IntVector g = IntVector.fromArray(INTS, ints, left + LANES * v + LANES);
      IntVector x0 = IntVector.fromArray(INTS, ints, right + PANEL * v);
      IntVector x1 = IntVector.fromArray(INTS, ints, right + PANEL * v + LANES);
      IntVector y0 = IntVector.fromArray(INTS, ints, right + PANEL * v + PANEL);
      IntVector y1 = IntVector.fromArray(INTS, ints, right + PANEL * v + PANEL + LANES);
      IntVector p = x0.mul(f).add(y0.mul(g)).add(half);
      all0 = all0.add(p);
      high0 = high0.add(p.lanewise(VectorOperators.ASHR, 16));
      p = x1.mul(f).add(y1.mul(g)).add(half);
      all1 = all1.add(p);
      high1 = high1.add(p.lanewise(VectorOperators.ASHR, 16));
    }
    all0.sub(high0.lanewise(VectorOperators.LSHL, 16)).intoArray(ints, to);
    all1.sub(high1.lanewise(VectorOperators.LSHL, 16)).intoArray(ints, to + LANES);
    high0.intoArray(ints, to + 2 * LANES);
    high1.intoArray(ints, to + 3 * LANES);
  }

  /** The sum of the lanes of a vector. */
  static int laneSum(int[] ints, int at) {
    return IntVector.fromArray(INTS, ints, at).reduceLanes(VectorOperators.ADD);
  }
}
