package io.tintin.core.internal.kernel;

import java.util.Arrays;

/**
 * {@link Kernels#momentum} in loops that C2 vectorises: each has one store, and indexes whole rows
 * from 0. Mixed with bytes or with two stores they would be several times slower.
 */
final class MomentumKernel {
  private static final int ROW = 1024;
  private static final int GRADIENT = 0;
  private static final int STATE = 1;
  private static final int BITS = 2;
  private static final int ROOM = 3;

  /** The largest master, {@code 127 * 256 + 127}. */
  private static final int MAX_MASTER = 32_639;

  private static final int MAX_VELOCITY = 32_767;

  /**
   * {@code j * GOLDEN} of {@link io.tintin.core.random.RandomSource#bits}, as C2 has no such loop.
   */
  private static final int[] COUNTERS = new int[ROW];

  private static final int GOLDEN = 0x9E37_79B9;

  static {
    for (int j = 0; j < ROW; j++) {
      COUNTERS[j] = j * GOLDEN;
    }
  }

  private MomentumKernel() {}

  static KernelScratch.Size size(int count) {
    int values = WordRows.words(Math.min(ROW, count)) * WordRows.WIDTH;
    return new KernelScratch.Size(4, values, 0, values);
  }

  static boolean step(
      int[] gradient,
      int from,
      int to,
      int multiplier,
      int rightShift,
      int decayMultiplier,
      int decayShift,
      int momentum,
      long key,
      KernelScratch scratch,
      int[] state,
      byte[] weights) {
    int[] row = scratch.rows[GRADIENT];
    int[] states = scratch.rows[STATE];
    int[] bits = scratch.rows[BITS];
    int[] room = scratch.rows[ROOM];
    int places = Math.min(ROW, to - from);
    Arrays.fill(room, 0, places, 0);
    for (int at = from; at < to; at += ROW) {
      int length = Math.min(ROW, to - at);
      System.arraycopy(gradient, at, row, 0, length);
      System.arraycopy(state, at, states, 0, length);
      scale(row, length, multiplier, rightShift);
      if (decayMultiplier != 0) {
        addDecay(states, row, length, decayMultiplier, decayShift);
      }
      draw(bits, length, at * GOLDEN + (int) key, (int) (key >>> 32));
      round(row, states, bits, length, momentum << 7);
      move(row, states, bits, length);
      note(bits, room, length);
      merge(row, bits, states, length);
      System.arraycopy(bits, 0, gradient, at, length);
      System.arraycopy(states, 0, state, at, length);
      toWeights(bits, row, length);
      WordRows.write(row, length, scratch, states, weights, at);
    }
    return isBeyond(room, places);
  }

  /** {@code row[j] = row[j] * multiplier / 2^rightShift}, to nearest: see {@link SplitProduct}. */
  private static void scale(int[] row, int length, int multiplier, int rightShift) {
    int factor = SplitProduct.factor(multiplier, rightShift);
    int left = SplitProduct.left(rightShift);
    int right = SplitProduct.right(rightShift);
    int half = SplitProduct.half(rightShift);
    int last = SplitProduct.last(rightShift);
    int lastHalf = SplitProduct.lastHalf(rightShift);
    for (int j = 0; j < length; j++) {
      int sign = row[j] >> 31;
      int magnitude = (row[j] ^ sign) - sign;
      int upper = (magnitude >>> 16) * factor;
      int lower = (magnitude & 0xFFFF) * factor;
      int scaled = ((upper << left) + ((lower + half) >>> right) + lastHalf) >>> last;
      row[j] = (scaled ^ sign) - sign;
    }
  }

  /** {@code row[j] += master * multiplier / 2^rightShift}, to nearest. */
  private static void addDecay(
      int[] states, int[] row, int length, int multiplier, int rightShift) {
    int factor = SplitProduct.factor(multiplier, rightShift);
    int shift = SplitProduct.masterShift(rightShift);
    int half = SplitProduct.masterHalf(rightShift);
    for (int j = 0; j < length; j++) {
      int master = (states[j] << 16) >> 16;
      int sign = master >> 31;
      int scaled = (((master ^ sign) - sign) * factor + half) >>> shift;
      row[j] += (scaled ^ sign) - sign;
    }
  }

  /** {@link io.tintin.core.random.RandomSource#bits} of consecutive counters. */
  private static void draw(int[] bits, int length, int lowKey, int highKey) {
    int[] counters = COUNTERS;
    for (int j = 0; j < length; j++) {
      int h = counters[j] + lowKey;
      h = (h ^ (h >>> 17)) * 0xED5A_D4BB;
      h = (h ^ (h >>> 11)) * 0xAC4C_1B51;
      h = (h ^ (h >>> 15)) * 0x3184_8BAB;
      h = (h ^ (h >>> 14)) + highKey;
      h = (h ^ (h >>> 17)) * 0xED5A_D4BB;
      h = (h ^ (h >>> 11)) * 0xAC4C_1B51;
      h = (h ^ (h >>> 15)) * 0x3184_8BAB;
      bits[j] = h ^ (h >>> 14);
    }
  }

  /** From changes to velocities. */
  private static void round(int[] row, int[] states, int[] bits, int length, int momentum) {
    for (int j = 0; j < length; j++) {
      int change = row[j] + (states[j] >> 16) * momentum;
      int sign = change >> 31;
      int rounded = ((change ^ sign) - sign + 0x7FFF - (bits[j] >>> 17)) >>> 15;
      int over = rounded - MAX_VELOCITY;
      rounded -= over & ~(over >> 31);
      row[j] = (rounded ^ sign) - sign;
    }
  }

  private static void move(int[] velocities, int[] states, int[] masters, int length) {
    for (int j = 0; j < length; j++) {
      masters[j] = ((states[j] << 16) >> 16) - velocities[j];
    }
  }

  /** Makes the room of a place negative, for good, once a master there is out of range. */
  private static void note(int[] masters, int[] room, int length) {
    for (int j = 0; j < length; j++) {
      int sign = masters[j] >> 31;
      room[j] |= MAX_MASTER - ((masters[j] ^ sign) - sign);
    }
  }

  private static boolean isBeyond(int[] room, int places) {
    int or = 0;
    for (int j = 0; j < places; j++) {
      or |= room[j];
    }
    return or < 0;
  }

  private static void merge(int[] velocities, int[] masters, int[] states, int length) {
    for (int j = 0; j < length; j++) {
      states[j] = (velocities[j] << 16) | (masters[j] & 0xFFFF);
    }
  }

  private static void toWeights(int[] masters, int[] weights, int length) {
    for (int j = 0; j < length; j++) {
      weights[j] = ((masters[j] + 128) >> 8) & 0xFF;
    }
  }
}
