package io.tintin.transport.internal.retry;

import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import java.time.Duration;

/**
 * Delays that double from the first to the longest, each jittered to between half of itself and
 * itself, so that a fleet that lost its broker together does not come back together.
 *
 * <p>Safe for use by several threads.
 */
public final class Backoff {
  private static final int JITTER_STEPS = 1024;

  private final long firstMillis;
  private final long longestMillis;
  private final RandomSequence random;
  private long nextMillis;

  /** Starts at {@code first}; two sources with different keys give different jitter. */
  public Backoff(Duration first, Duration longest, RandomSource random) {
    if (first.toMillis() < 1) {
      throw new IllegalArgumentException("first must be at least 1 ms: " + first);
    }
    if (longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("longest must be at least first: " + longest);
    }
    this.firstMillis = first.toMillis();
    this.longestMillis = longest.toMillis();
    this.random = new RandomSequence(random, 0);
    this.nextMillis = firstMillis;
  }

  /** How long to wait before the next try. */
  public synchronized Duration next() {
    long half = nextMillis / 2;
    long jitter = (nextMillis - half) * random.nextBelow(JITTER_STEPS + 1) / JITTER_STEPS;
    nextMillis = Math.min(2 * nextMillis, longestMillis);
    return Duration.ofMillis(half + jitter);
  }

  /** The next delay is the first again: something worked. */
  public synchronized void reset() {
    nextMillis = firstMillis;
  }
}
