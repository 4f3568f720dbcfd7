package io.tintin.core.internal.kernel;

import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;

/** What {@link Kernels#momentum} has to compute, in 64 bits, value by value. */
final class NaiveMomentum {
  final int[] gradient;
  final int[] state;
  final byte[] weights;
  boolean isBeyond;

  NaiveMomentum(int count) {
    this.gradient = new int[count];
    this.state = new int[count];
    this.weights = new byte[count];
  }

  /** A gradient for which the product is at most 2^29, often near it. */
  static int gradientFor(RandomSequence draws, int multiplier, int rightShift) {
    int bits = draws.nextBelow(3) == 0 ? 29 : 10 + draws.nextBelow(14);
    long most = 1L << bits;
    long scaled = rightShift >= 0 ? most << Math.min(rightShift, 33) : most >> -rightShift;
    long limit = Math.min(Integer.MAX_VALUE, scaled / multiplier);
    long drawn = (draws.nextBits() & 0x7FFF_FFFFL) % (limit + 1);
    return (int) (draws.nextBelow(2) == 0 ? drawn : -drawn);
  }

  private static long scaled(long value, int multiplier, int rightShift) {
    long product = value * multiplier;
    return rightShift >= 0
        ? Rounding.NEAREST.shiftRight(product, rightShift, 0)
        : product << -rightShift;
  }

  void step(
      int from,
      int to,
      int multiplier,
      int rightShift,
      int decayMultiplier,
      int decayShift,
      int momentum,
      long key) {
    for (int j = from; j < to; j++) {
      int master = (short) state[j];
      long change = scaled(gradient[j], multiplier, rightShift);
      change += scaled(master, decayMultiplier, decayShift);
      change += (long) (state[j] >> 16) * momentum << 7;
      long velocity = Rounding.STOCHASTIC.shiftRight(change, 15, RandomSource.bits(key, j));
      velocity = Math.max(-32_767, Math.min(32_767, velocity));
      gradient[j] = master - (int) velocity;
      state[j] = ((int) velocity << 16) | (gradient[j] & 0xFFFF);
      weights[j] = (byte) ((gradient[j] + 128) >> 8);
      isBeyond |= Math.abs(gradient[j]) > 32_639;
    }
  }
}
