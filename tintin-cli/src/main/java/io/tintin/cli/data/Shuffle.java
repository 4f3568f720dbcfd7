package io.tintin.cli.data;

import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;

/**
 * Orders of examples.
 *
 * <p>Source: Fisher and Yates, in the form of Durstenfeld 1964, "Algorithm 235: random
 * permutation".
 */
public final class Shuffle {
  private Shuffle() {}

  /**
   * The integers in {@code [0, count)}, each order equally likely, the same for the same source.
   */
  public static int[] of(int count, RandomSource source) {
    int[] order = new int[count];
    RandomSequence draws = new RandomSequence(source, 0);
    for (int i = 0; i < count; i++) {
      int other = draws.nextBelow(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }
}
