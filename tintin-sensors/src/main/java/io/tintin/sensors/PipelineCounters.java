package io.tintin.sensors;

import io.tintin.sensors.quality.Quality;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What is counted behind the queue; read without waiting for a slow listener. */
final class PipelineCounters {
  final AtomicLong frames = new AtomicLong();
  final AtomicLong emptyWindows = new AtomicLong();
  final AtomicLong evicted = new AtomicLong();
  private final AtomicLongArray flagged = new AtomicLongArray(Integer.SIZE);

  void countFlags(int flags) {
    for (int rest = flags; rest != 0; rest &= rest - 1) {
      flagged.incrementAndGet(Integer.numberOfTrailingZeros(rest));
    }
  }

  long range() {
    return flagged(Quality.RANGE);
  }

  long gap() {
    return flagged(Quality.GAP);
  }

  long stuck() {
    return flagged(Quality.STUCK);
  }

  long missing() {
    return flagged(Quality.MISSING);
  }

  long malformed() {
    return flagged(Quality.MALFORMED);
  }

  private long flagged(int flag) {
    return flagged.get(Integer.numberOfTrailingZeros(flag));
  }
}
