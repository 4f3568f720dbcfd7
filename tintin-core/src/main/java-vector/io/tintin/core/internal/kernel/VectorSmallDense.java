package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.INTS;
import static io.tintin.core.internal.kernel.VectorLanes.LANES;
import static io.tintin.core.internal.kernel.VectorLanes.widened;
import static io.tintin.core.internal.kernel.VectorTiles.PANEL;

import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** The passes of a fully connected layer over batches of a vector at most: lanes are inputs. */
final class VectorSmallDense {
  private VectorSmallDense() {}

  static KernelScratch.Size size(int outputs, int inputs, int batch, boolean trains) {
    int row = VectorTiles.even(VectorLanes.vectors(inputs)) * LANES;
    int forward = VectorTiles.even(batch) * row + row + 2 * PANEL;
    int tiles = VectorTiles.even(batch) * PANEL;
    int factors = VectorTiles.factors(batch, outputs);
    int backward = outputs + factors + VectorTiles.even(outputs) * PANEL + tiles;
    return new KernelScratch.Size(0, 0, trains ? Math.max(forward, backward) : forward, 0);
  }

  /** {@code acc[o][b] = sum_i weights[o][i] * input[i][b]}. */
  static void forward(
      byte[] weights,
      byte[] input,
      int outputs,
      int inputs,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    int[] ints = scratch.ints;
    if (batch == 1) {
      widen(input, 0, inputs, ints);
      forwardOne(weights, outputs, inputs, ints, acc);
      return;
    }
    int vectors = VectorLanes.vectors(inputs);
    int pairs = (batch + 1) / 2;
    packPairs(input, inputs, batch, ints);
    int rows = pairs * VectorTiles.even(vectors) * PANEL;
    int sums = rows + VectorTiles.even(vectors) * LANES;
    for (int o = 0; o < outputs; o += 2) {
      int from = o * inputs;
      packWeights(weights, from, o + 1 < outputs ? from + inputs : -1, inputs, ints, rows);
      for (int pair = 0; pair < pairs; pair++) {
        int right = pair * VectorTiles.even(vectors) * PANEL;
        VectorTiles.dots(ints, rows, vectors, right, sums);
        int to = o * batch + 2 * pair;
        writeSums(ints, sums, acc, to, 2 * pair + 1 < batch);
        if (o + 1 < outputs) {
          writeSums(ints, sums + PANEL, acc, to + batch, 2 * pair + 1 < batch);
        }
      }
    }
  }

  private static void writeSums(int[] ints, int sums, int[] acc, int to, boolean isPair) {
    acc[to] = VectorTiles.laneSum(ints, sums);
    if (isPair) {
      acc[to + 1] = VectorTiles.laneSum(ints, sums + LANES);
    }
  }

  private static void widen(byte[] from, int at, int count, int[] to) {
    int j = 0;
    for (; j <= count - LANES; j += LANES) {
      widened(from, at + j).intoArray(to, j);
    }
    for (; j < count; j++) {
      to[j] = from[at + j];
    }
  }

  /** Two examples after one another, a vector of each in turn; what is behind them is 0. */
  private static void packPairs(byte[] input, int inputs, int batch, int[] ints) {
    int length = VectorTiles.even(VectorLanes.vectors(inputs)) * PANEL;
    for (int b = 0; b < batch; b++) {
      int to = b / 2 * length + b % 2 * LANES;
      for (int i = 0; i < inputs; i++) {
        ints[to + i / LANES * PANEL + i % LANES] = input[i * batch + b];
      }
      for (int i = inputs; i < length / 2; i++) {
        ints[to + i / LANES * PANEL + i % LANES] = 0;
      }
    }
  }

  /**
   * Packs the weights of two outputs.
   *
   * @param second -1 if there is but one
   */
  private static void packWeights(
      byte[] weights, int first, int second, int inputs, int[] ints, int to) {
    int i = 0;
    if (second >= 0) {
      for (; i <= inputs - LANES; i += LANES) {
        widened(weights, second + i)
            .lanewise(VectorOperators.LSHL, 16)
            .add(widened(weights, first + i))
            .intoArray(ints, to + i);
      }
    }
    for (; i < inputs; i++) {
      ints[to + i] = weights[first + i] + (second < 0 ? 0 : weights[second + i] << 16);
    }
    int end = to + VectorTiles.even(VectorLanes.vectors(inputs)) * LANES;
    Arrays.fill(ints, to + inputs, end, 0);
  }

  private static void forwardOne(byte[] weights, int outputs, int inputs, int[] ints, int[] acc) {
    int o = 0;
    for (; o <= outputs - 4; o += 4) {
      dotFour(weights, o * inputs, inputs, ints, acc, o);
    }
    for (; o < outputs; o++) {
      acc[o] = dot(weights, o * inputs, inputs, ints);
    }
  }

  private static void dotFour(byte[] weights, int at, int inputs, int[] ints, int[] acc, int to) {
    IntVector a = IntVector.zero(INTS);
    IntVector b = a;
    IntVector c = a;
    IntVector d = a;
    int full = inputs - inputs % LANES;
    for (int j = 0; j < full; j += LANES) {
      IntVector x = IntVector.fromArray(INTS, ints, j);
      a = a.add(widened(weights, at + j).mul(x));
      b = b.add(widened(weights, at + inputs + j).mul(x));
      c = c.add(widened(weights, at + 2 * inputs + j).mul(x));
      d = d.add(widened(weights, at + 3 * inputs + j).mul(x));
    }
    acc[to] = a.reduceLanes(VectorOperators.ADD);
    acc[to + 1] = b.reduceLanes(VectorOperators.ADD);
    acc[to + 2] = c.reduceLanes(VectorOperators.ADD);
    acc[to + 3] = d.reduceLanes(VectorOperators.ADD);
    for (int j = full; j < inputs; j++) {
      for (int r = 0; r < 4; r++) {
        acc[to + r] += weights[at + r * inputs + j] * ints[j];
      }
    }
  }

  private static int dot(byte[] weights, int at, int inputs, int[] ints) {
    IntVector sums = IntVector.zero(INTS);
    int full = inputs - inputs % LANES;
    for (int j = 0; j < full; j += LANES) {
      sums = sums.add(widened(weights, at + j).mul(IntVector.fromArray(INTS, ints, j)));
    }
    int acc = sums.reduceLanes(VectorOperators.ADD);
    for (int j = full; j < inputs; j++) {
      acc += weights[at + j] * ints[j];
    }
    return acc;
  }

  /**
   * {@code acc[i][b] = sum_o weights[o][i] * gradOutput[o][b]}, for 2 vectors of inputs or more.
   */
  static void backward(
      byte[] weights,
      byte[] gradOutput,
      int outputs,
      int inputs,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    int[] ints = scratch.ints;
    if (batch == 1) {
      widen(gradOutput, 0, outputs, ints);
      for (int i = 0; i < inputs; i += PANEL) {
        int at = Math.min(i, inputs - PANEL);
        combine(weights, at, inputs, ints, outputs, acc, at);
      }
      return;
    }
    for (int o = 0; o < outputs; o++) {
      ints[o] = o * inputs;
    }
    VectorTiles.packRows(gradOutput, 0, 1, batch, batch, outputs, ints, outputs);
    int panel = outputs + VectorTiles.factors(batch, outputs);
    int tile = panel + VectorTiles.even(outputs) * PANEL;
    for (int i = 0; i < inputs; i += PANEL) {
      int first = Math.min(i, inputs - PANEL);
      VectorTiles.packPanel(weights, first, first + LANES, ints, 0, outputs, panel);
      VectorTiles.multiply(
          (batch + 1) / 2,
          ints,
          outputs,
          VectorTiles.even(outputs),
          outputs,
          panel,
          ints,
          tile,
          2 * PANEL,
          PANEL);
      for (int j = 0; j < PANEL; j++) {
        for (int b = 0; b < batch; b++) {
          acc[(first + j) * batch + b] = ints[tile + b * PANEL + j];
        }
      }
    }
  }

  /** {@code acc[to + j] = sum_o factors[o] * weights[at + o * inputs + j]}, for 2 vectors. */
  private static void combine(
      byte[] weights, int at, int inputs, int[] factors, int outputs, int[] acc, int to) {
    IntVector a = IntVector.zero(INTS);
    IntVector b = a;
    for (int o = 0; o < outputs; o++) {
      IntVector factor = IntVector.broadcast(INTS, factors[o]);
      a = a.add(widened(weights, at + o * inputs).mul(factor));
      b = b.add(widened(weights, at + o * inputs + LANES).mul(factor));
    }
    a.intoArray(acc, to);
    b.intoArray(acc, to + LANES);
  }

  /** {@code acc[o][i] = gradOutput[o] * input[i]}. */
  static void outerProduct(
      byte[] gradOutput, byte[] input, int outputs, int inputs, int[] ints, int[] acc) {
    widen(input, 0, inputs, ints);
    for (int o = 0; o < outputs; o++) {
      multiplyRow(ints, inputs, gradOutput[o], acc, o * inputs);
    }
  }

  private static void multiplyRow(int[] from, int count, int factor, int[] to, int at) {
    int j = 0;
    for (; j <= count - LANES; j += LANES) {
      IntVector.fromArray(INTS, from, j).mul(factor).intoArray(to, at + j);
    }
    for (; j < count; j++) {
      to[at + j] = from[j] * factor;
    }
  }
}
