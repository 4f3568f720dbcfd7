package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.INTS;
import static io.tintin.core.internal.kernel.VectorLanes.LANES;
import static io.tintin.core.internal.kernel.VectorLanes.narrowed;

import io.tintin.core.random.RandomSource;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link Kernels#momentum}, in three loops over blocks that stay in the first-level cache: in one,
 * C2 of JDK 17 would put vectors into objects.
 */
final class VectorMomentum {
  private static final int BLOCK = 1024;
  private static final int MAX_MASTER = 32_639;
  private static final int MAX_VELOCITY = 32_767;
  private static final int GOLDEN = 0x9E37_79B9;

  private VectorMomentum() {}

  static KernelScratch.Size size(int count) {
    return new KernelScratch.Size(0, 0, Math.min(BLOCK, count), 0);
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
    int[] bits = scratch.ints;
    int beyond = 0;
    for (int at = from; at < to; at += BLOCK) {
      int length = Math.min(BLOCK, to - at);
      scale(gradient, at, length, multiplier, rightShift);
      if (decayMultiplier != 0) {
        addDecay(gradient, state, at, length, decayMultiplier, decayShift);
      }
      draw(bits, at, length, key);
      beyond |= move(gradient, state, bits, at, length, momentum << 7, weights);
    }
    return beyond < 0;
  }

  private static void scale(int[] gradient, int from, int length, int multiplier, int rightShift) {
    int factor = SplitProduct.factor(multiplier, rightShift);
    int left = SplitProduct.left(rightShift);
    int right = SplitProduct.right(rightShift);
    int half = SplitProduct.half(rightShift);
    int last = SplitProduct.last(rightShift);
    int lastHalf = SplitProduct.lastHalf(rightShift);
    int j = from;
    for (; j <= from + length - LANES; j += LANES) {
      IntVector value = IntVector.fromArray(INTS, gradient, j);
      IntVector magnitude = value.abs();
      IntVector upper = magnitude.lanewise(VectorOperators.LSHR, 16).mul(factor);
      IntVector lower = magnitude.and(0xFFFF).mul(factor).add(half);
      IntVector scaled =
          upper
              .lanewise(VectorOperators.LSHL, left)
              .add(lower.lanewise(VectorOperators.LSHR, right))
              .add(lastHalf)
              .lanewise(VectorOperators.LSHR, last);
      IntVector sign = value.lanewise(VectorOperators.ASHR, 31);
      scaled.lanewise(VectorOperators.XOR, sign).sub(sign).intoArray(gradient, j);
    }
    for (; j < from + length; j++) {
      int magnitude = Math.abs(gradient[j]);
      int upper = (magnitude >>> 16) * factor;
      int lower = (magnitude & 0xFFFF) * factor;
      int scaled = ((upper << left) + ((lower + half) >>> right) + lastHalf) >>> last;
      gradient[j] = gradient[j] < 0 ? -scaled : scaled;
    }
  }

  private static void addDecay(
      int[] gradient, int[] state, int from, int length, int multiplier, int rightShift) {
    int factor = SplitProduct.factor(multiplier, rightShift);
    int shift = SplitProduct.masterShift(rightShift);
    int half = SplitProduct.masterHalf(rightShift);
    int j = from;
    for (; j <= from + length - LANES; j += LANES) {
      IntVector shifted = IntVector.fromArray(INTS, state, j).lanewise(VectorOperators.LSHL, 16);
      IntVector sign = shifted.lanewise(VectorOperators.ASHR, 31);
      IntVector magnitude = shifted.lanewise(VectorOperators.ASHR, 16).abs();
      IntVector scaled = magnitude.mul(factor).add(half).lanewise(VectorOperators.LSHR, shift);
      IntVector.fromArray(INTS, gradient, j)
          .add(scaled.lanewise(VectorOperators.XOR, sign).sub(sign))
          .intoArray(gradient, j);
    }
    for (; j < from + length; j++) {
      int master = (short) state[j];
      int scaled = (Math.abs(master) * factor + half) >>> shift;
      gradient[j] += master < 0 ? -scaled : scaled;
    }
  }

  /** {@link RandomSource#bits} of consecutive counters from {@code from} on. */
  private static void draw(int[] bits, int from, int length, long key) {
    IntVector high = IntVector.broadcast(INTS, (int) (key >>> 32));
    int low = (int) key;
    int j = 0;
    for (; j <= length - LANES; j += LANES) {
      IntVector h = IntVector.broadcast(INTS, 0).addIndex(1).add(from + j).mul(GOLDEN).add(low);
      h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 17)).mul(0xED5A_D4BB);
      h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 11)).mul(0xAC4C_1B51);
      h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 15)).mul(0x3184_8BAB);
      h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 14)).add(high);
      h.intoArray(bits, j);
    }
    for (int i = 0; i < j; i += LANES) {
      IntVector h = IntVector.fromArray(INTS, bits, i);
      h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 17)).mul(0xED5A_D4BB);
      h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 11)).mul(0xAC4C_1B51);
      h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 15)).mul(0x3184_8BAB);
      h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 14)).intoArray(bits, i);
    }
    for (; j < length; j++) {
      bits[j] = RandomSource.bits(key, from + j);
    }
  }

  /** From changes to masters, with all that follows; negative if one is out of range. */
  private static int move(
      int[] changes, int[] state, int[] bits, int from, int length, int momentum, byte[] weights) {
    int beyond = 0;
    int full = length - length % LANES;
    for (int j = 0; j < full; j += LANES) {
      IntVector change =
          IntVector.fromArray(INTS, state, from + j)
              .lanewise(VectorOperators.ASHR, 16)
              .mul(momentum)
              .add(IntVector.fromArray(INTS, changes, from + j));
      IntVector sign = change.lanewise(VectorOperators.ASHR, 31);
      change
          .abs()
          .add(0x7FFF)
          .sub(IntVector.fromArray(INTS, bits, j).lanewise(VectorOperators.LSHR, 17))
          .lanewise(VectorOperators.LSHR, 15)
          .min(MAX_VELOCITY)
          .lanewise(VectorOperators.XOR, sign)
          .sub(sign)
          .intoArray(bits, j);
    }
    IntVector worst = IntVector.zero(INTS);
    for (int j = 0; j < full; j += LANES) {
      IntVector velocity = IntVector.fromArray(INTS, bits, j);
      IntVector master =
          IntVector.fromArray(INTS, state, from + j)
              .lanewise(VectorOperators.LSHL, 16)
              .lanewise(VectorOperators.ASHR, 16)
              .sub(velocity);
      master.intoArray(changes, from + j);
      worst = worst.max(master.abs());
      velocity.lanewise(VectorOperators.LSHL, 16).or(master.and(0xFFFF)).intoArray(state, from + j);
      narrowed(master.add(128).lanewise(VectorOperators.ASHR, 8)).intoArray(weights, from + j);
    }
    beyond |= MAX_MASTER - worst.reduceLanes(VectorOperators.MAX);
    for (int j = full; j < length; j++) {
      beyond |= moveOne(changes, state, bits[j], from + j, momentum, weights);
    }
    return beyond;
  }

  private static int moveOne(
      int[] changes, int[] state, int bits, int at, int momentum, byte[] weights) {
    int change = changes[at] + (state[at] >> 16) * momentum;
    int rounded = Math.min(MAX_VELOCITY, (Math.abs(change) + 0x7FFF - (bits >>> 17)) >>> 15);
    int velocity = change < 0 ? -rounded : rounded;
    int master = (short) state[at] - velocity;
    changes[at] = master;
    state[at] = (velocity << 16) | (master & 0xFFFF);
    weights[at] = (byte) ((master + 128) >> 8);
    return MAX_MASTER - Math.abs(master);
  }
}
