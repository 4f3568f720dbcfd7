package io.tintin.core.random;

/** Draws from a {@link RandomSource} one after the other; its position is all its state. */
public final class RandomSequence {
  private final long key;
  private int position;

  /** Starts at the given position, 0 for a new sequence. */
  public RandomSequence(RandomSource source, int position) {
    this.key = source.key();
    this.position = position;
  }

  /** How many draws were made; give it to the constructor to go on from here. */
  public int position() {
    return position;
  }

  /** The next 32 bits. */
  public int nextBits() {
    return RandomSource.bits(key, position++);
  }

  /**
   * The next integer in {@code [0, bound)}, each equally likely: a draw that would favour the small
   * ones is thrown away.
   */
  public int nextBelow(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be at least 1: " + bound);
    }
    long limit = (1L << 32) - (1L << 32) % bound;
    long drawn;
    do {
      drawn = nextBits() & 0xFFFF_FFFFL;
    } while (drawn >= limit);
    return (int) (drawn % bound);
  }
}
