package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.INTS;
import static io.tintin.core.internal.kernel.VectorLanes.LANES;
import static io.tintin.core.internal.kernel.VectorTiles.HALF;
import static io.tintin.core.internal.kernel.VectorTiles.PANEL;
import static io.tintin.core.internal.kernel.VectorTiles.even;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The tiles of {@link VectorTiles} for two pairs of rows at a time, for which each vector of the
 * panel is read once. An array of Java begins 16 bytes after a multiple of 8, so nearly all vectors
 * of 64 bytes lie across two cache lines, and to read them is what bounds the smaller tile.
 */
final class VectorQuads {
  /** Whether there are registers for it: processors with vectors of 512 bits have 32, others 16. */
  static final boolean FIT = VectorLanes.bits() >= 512;

  private VectorQuads() {}

  /** As {@link VectorTiles#multiply}, for {@code count} times two pairs of rows. */
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
    for (int n = 0; n < count; n++) {
      int left = factors + 2 * n * factorStep;
      int right = left + factorStep;
      int target = at + 2 * n * step;
      int other = target + step;
      IntVector half = IntVector.broadcast(INTS, HALF);
      IntVector all0 = IntVector.broadcast(INTS, -(even(terms) / 2) * HALF);
      IntVector all1 = all0;
      IntVector all2 = all0;
      IntVector all3 = all0;
      IntVector high0 = IntVector.zero(INTS);
      IntVector high1 = high0;
      IntVector high2 = high0;
      IntVector high3 = high0;
      for (int k = 0; k < terms; k += 2) {
        IntVector x0 = IntVector.fromArray(INTS, ints, panel + PANEL * k);
        IntVector x1 = IntVector.fromArray(INTS, ints, panel + PANEL * k + LANES);
        IntVector y0 = IntVector.fromArray(INTS, ints, panel + PANEL * k + PANEL);
        IntVector y1 = IntVector.fromArray(INTS, ints, panel + PANEL * k + PANEL + LANES);
        IntVector f = IntVector.broadcast(INTS, ints[left + k]);
        IntVector g = IntVector.broadcast(INTS, ints[left + k + 1]);
        IntVector p = x0.mul(f).add(y0.mul(g)).add(half);
        all0 = all0.add(p);
        high0 = high0.add(p.lanewise(VectorOperators.ASHR, 16));
        p = x1.mul(f).add(y1.mul(g)).add(half);
        all1 = all1.add(p);
        high1 = high1.add(p.lanewise(VectorOperators.ASHR, 16));
        f = IntVector.broadcast(INTS, ints[right + k]);
        g = IntVector.broadcast(INTS, ints[right + k + 1]);
        p = x0.mul(f).add(y0.mul(g)).add(half);
        all2 = all2.add(p);
        high2 = high2.add(p.lanewise(VectorOperators.ASHR, 16));
        p = x1.mul(f).add(y1.mul(g)).add(half);
        all3 = all3.add(p);
        high3 = high3.add(p.lanewise(VectorOperators.ASHR, 16));
      }
      all0.sub(high0.lanewise(VectorOperators.LSHL, 16)).intoArray(to, target);
      all1.sub(high1.lanewise(VectorOperators.LSHL, 16)).intoArray(to, target + LANES);
      high0.intoArray(to, target + pitch);
      high1.intoArray(to, target + pitch + LANES);
      all2.sub(high2.lanewise(VectorOperators.LSHL, 16)).intoArray(to, other);
      all3.sub(high3.lanewise(VectorOperators.LSHL, 16)).intoArray(to, other + LANES);
      high2.intoArray(to, other + pitch);
      high3.intoArray(to, other + pitch + LANES);
    }
  }

  /** As {@link #multiply}, but adds to what is there. */
  static void multiplyAndAdd(
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
      int left = factors + 2 * n * factorStep;
      int right = left + factorStep;
      int target = at + 2 * n * step;
      int other = target + step;
      IntVector half = IntVector.broadcast(INTS, HALF);
      IntVector all0 = IntVector.broadcast(INTS, -(even(terms) / 2) * HALF);
      IntVector all1 = all0;
      IntVector all2 = all0;
      IntVector all3 = all0;
      IntVector high0 = IntVector.zero(INTS);
      IntVector high1 = high0;
      IntVector high2 = high0;
      IntVector high3 = high0;
      for (int k = 0; k < terms; k += 2) {
        IntVector x0 = IntVector.fromArray(INTS, ints, panel + PANEL * k);
        IntVector x1 = IntVector.fromArray(INTS, ints, panel + PANEL * k + LANES);
        IntVector y0 = IntVector.fromArray(INTS, ints, panel + PANEL * k + PANEL);
        IntVector y1 = IntVector.fromArray(INTS, ints, panel + PANEL * k + PANEL + LANES);
        IntVector f = IntVector.broadcast(INTS, ints[left + k]);
        IntVector g = IntVector.broadcast(INTS, ints[left + k + 1]);
        IntVector p = x0.mul(f).add(y0.mul(g)).add(half);
        all0 = all0.add(p);
        high0 = high0.add(p.lanewise(VectorOperators.ASHR, 16));
        p = x1.mul(f).add(y1.mul(g)).add(half);
        all1 = all1.add(p);
        high1 = high1.add(p.lanewise(VectorOperators.ASHR, 16));
        f = IntVector.broadcast(INTS, ints[right + k]);
        g = IntVector.broadcast(INTS, ints[right + k + 1]);
        p = x0.mul(f).add(y0.mul(g)).add(half);
        all2 = all2.add(p);
        high2 = high2.add(p.lanewise(VectorOperators.ASHR, 16));
        p = x1.mul(f).add(y1.mul(g)).add(half);
        all3 = all3.add(p);
        high3 = high3.add(p.lanewise(VectorOperators.ASHR, 16));
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
      all2.sub(high2.lanewise(VectorOperators.LSHL, 16))
          .add(IntVector.fromArray(INTS, to, other))
          .intoArray(to, other);
      all3.sub(high3.lanewise(VectorOperators.LSHL, 16))
          .add(IntVector.fromArray(INTS, to, other + LANES))
          .intoArray(to, other + LANES);
      high2.add(IntVector.fromArray(INTS, to, other + pitch)).intoArray(to, other + pitch);
      high3
          .add(IntVector.fromArray(INTS, to, other + pitch + LANES))
          .intoArray(to, other + pitch + LANES);
    }
  }

  /**
   * As {@link VectorTiles#dots}, for the two pairs of rows at {@code left} and {@code right}: the
   * vectors of the second pair follow those of the first.
   */
  static void dots(int[] ints, int left, int right, int vectors, int panel, int to) {
    IntVector half = IntVector.broadcast(INTS, HALF);
    IntVector all0 = IntVector.broadcast(INTS, -(even(vectors) / 2) * HALF);
    IntVector all1 = all0;
    IntVector all2 = all0;
    IntVector all3 = all0;
    IntVector high0 = IntVector.zero(INTS);
    IntVector high1 = high0;
    IntVector high2 = high0;
    IntVector high3 = high0;
    for (int v = 0; v < vectors; v += 2) {
      IntVector x0 = IntVector.fromArray(INTS, ints, panel + PANEL * v);
      IntVector x1 = IntVector.fromArray(INTS, ints, panel + PANEL * v + LANES);
      IntVector y0 = IntVector.fromArray(INTS, ints, panel + PANEL * v + PANEL);
      IntVector y1 = IntVector.fromArray(INTS, ints, panel + PANEL * v + PANEL + LANES);
      IntVector f = IntVector.fromArray(INTS, ints, left + LANES * v);
      IntVector g = IntVector.fromArray(INTS, ints, left + LANES * v + LANES);
      IntVector p = x0.mul(f).add(y0.mul(g)).add(half);
      all0 = all0.add(p);
      high0 = high0.add(p.lanewise(VectorOperators.ASHR, 16));
      p = x1.mul(f).add(y1.mul(g)).add(half);
      all1 = all1.add(p);
      high1 = high1.add(p.lanewise(VectorOperators.ASHR, 16));
      f = IntVector.fromArray(INTS, ints, right + LANES * v);
      g = IntVector.fromArray(INTS, ints, right + LANES * v + LANES);
      p = x0.mul(f).add(y0.mul(g)).add(half);
      all2 = all2.add(p);
      high2 = high2.add(p.lanewise(VectorOperators.ASHR, 16));
      p = x1.mul(f).add(y1.mul(g)).add(half);
      all3 = all3.add(p);
      high3 = high3.add(p.lanewise(VectorOperators.ASHR, 16));
    }
    all0.sub(high0.lanewise(VectorOperators.LSHL, 16)).intoArray(ints, to);
    all1.sub(high1.lanewise(VectorOperators.LSHL, 16)).intoArray(ints, to + LANES);
    high0.intoArray(ints, to + PANEL);
    high1.intoArray(ints, to + PANEL + LANES);
    all2.sub(high2.lanewise(VectorOperators.LSHL, 16)).intoArray(ints, to + 2 * PANEL);
    all3.sub(high3.lanewise(VectorOperators.LSHL, 16)).intoArray(ints, to + 2 * PANEL + LANES);
    high2.intoArray(ints, to + 3 * PANEL);
    high3.intoArray(ints, to + 3 * PANEL + LANES);
  }
}
