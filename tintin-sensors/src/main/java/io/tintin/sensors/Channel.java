package io.tintin.sensors;

import io.tintin.sensors.feature.Feature;
import io.tintin.sensors.quality.Quality;
import io.tintin.sensors.quality.QualityChecker;
import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.window.History;
import io.tintin.sensors.window.Window;
import java.util.Arrays;
import java.util.List;

/** One channel of a pipeline: checks, remembers and describes its samples. */
final class Channel {
  final ChannelSpec spec;
  final List<Feature> features;
  private final QualityChecker checker;
  private final SampleHistory history;
  private final long reachNanos;
  private final long expectedInWindow;

  /** When each flag was last seen, by bit. */
  private final long[] flaggedAt = new long[Integer.SIZE];

  private int flagsSeen;

  Channel(ChannelSpec spec, List<Feature> features, Window window) {
    this.spec = spec;
    this.features = List.copyOf(features);
    this.checker = new QualityChecker(spec);
    long reach = 0;
    for (Feature feature : features) {
      reach = Math.max(reach, feature.reachNanos());
    }
    this.reachNanos = window.lengthNanos() + reach;
    this.expectedInWindow = Math.max(1, window.lengthNanos() / spec.periodNanos());
    long expected = reachNanos / spec.periodNanos();
    if (expected > History.MAX_SAMPLES / 2 - 8) {
      throw new IllegalArgumentException(
          "samples within reach of channel "
              + spec.name()
              + " must be at most "
              + (History.MAX_SAMPLES / 2 - 8)
              + ": "
              + expected);
    }
    this.history = new SampleHistory((int) (2 * expected) + 16);
  }

  /** Takes the next sample and returns its flags. */
  int add(long nanos, int value, int sourceFlags, PipelineCounters counters) {
    int flags = checker.check(nanos, value, sourceFlags);
    if (flags != Quality.GOOD) {
      remember(flags, nanos);
      counters.countFlags(flags);
    }
    if (Quality.isUsable(flags) && history.add(nanos, value) > nanos - reachNanos) {
      counters.evicted.incrementAndGet();
    }
    return flags;
  }

  private void remember(int flags, long nanos) {
    flagsSeen |= flags;
    for (int rest = flags; rest != 0; rest &= rest - 1) {
      flaggedAt[Integer.numberOfTrailingZeros(rest)] = nanos;
    }
  }

  /** Flags of the samples after a time. */
  int flagsAfter(long nanos) {
    int flags = 0;
    for (int rest = flagsSeen; rest != 0; rest &= rest - 1) {
      int bit = Integer.numberOfTrailingZeros(rest);
      if (flaggedAt[bit] > nanos) {
        flags |= 1 << bit;
      }
    }
    return flags;
  }

  boolean hasUsableAfter(long nanos) {
    return history.size() > 0 && history.nanos(history.size() - 1) > nanos;
  }

  /** Usable samples after a time against those of a whole window, in [0, 1000]. */
  int coveragePermille(long fromNanos) {
    int usable = history.size() - history.firstAfter(fromNanos);
    return (int) Math.min(1_000, usable * 1_000L / expectedInWindow);
  }

  /** Computes all features; returns the mask of those present, from bit {@code at} on. */
  long compute(long fromNanos, long toNanos, int[] raw, int at) {
    long mask = 0;
    for (int i = 0; i < features.size(); i++) {
      if (features.get(i).compute(history, fromNanos, toNanos, raw, at + i)) {
        mask |= 1L << (at + i);
      } else {
        raw[at + i] = 0;
      }
    }
    return mask;
  }

  /** Forgets all samples, because those to come have another clock. */
  void reset() {
    checker.reset();
    history.clear();
    flagsSeen = 0;
    Arrays.fill(flaggedAt, 0);
  }
}
