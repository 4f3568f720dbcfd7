package io.tintin.core.random;

/**
 * Draws from a {@link RandomSource} one after the other; its position is all its state.
 *
 * <p>After 2^32 draws it repeats itself: the position is 32 bits and wraps. Who draws more takes
 * another {@linkplain RandomSource#stream stream}. For one thread.
 */
public final class RandomSequence {
  private final long key;
  private int position;

  /** Starts at the given position, 0 for a new sequence; any value is one. */
  public RandomSequence(RandomSource source, int position) {
    this.key = source.key();
    this.position = position;
  }

  /** How many draws were made, modulo 2^32; give it to the constructor to go on from here. */
  public int position() {
    return position;
  }

  /** The next 32 bits. */
  public int nextBits() {
    return RandomSource.bits(key, position++);
  }

  /**
   * The next integer in {@code [0, bound)}, each equally likely: a draw that would favour the small
   * ones is thrown away, so it takes one draw or more, two on average at most.
   *
   * @param bound at least 1
   * @throws IllegalArgumentException if it is not
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
