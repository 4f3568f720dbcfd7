package io.tintin.sensors;

import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.frame.FrameListener;
import io.tintin.sensors.frame.Normalizer;
import io.tintin.sensors.quality.Quality;
import io.tintin.sensors.window.Window;

/** Behind the queue: takes samples in the order of their time and closes windows over them. */
final class FrameMaker {
  private final Channel[] channels;
  private final Window window;
  private final Normalizer normalizer;
  private final FrameListener listener;
  private final PipelineCounters counters;
  private final int[] raw;
  private final byte[] features;
  private int epoch;
  private boolean hasSamples;
  private long lastNanos;
  private long nextEnd;
  private long sequence;

  FrameMaker(
      Channel[] channels,
      Window window,
      Normalizer normalizer,
      FrameListener listener,
      PipelineCounters counters) {
    this.channels = channels;
    this.window = window;
    this.normalizer = normalizer;
    this.listener = listener;
    this.counters = counters;
    this.raw = new int[normalizer.size()];
    this.features = new byte[normalizer.size()];
  }

  void add(SampleQueue.Sample sample) {
    enter(sample.epoch);
    if (hasSamples) {
      closeBefore(sample.nanos);
    } else {
      nextEnd = window.firstEndAtOrAfter(sample.nanos);
      hasSamples = true;
    }
    channels[sample.channel].add(sample.nanos, sample.value, sample.quality, counters);
    lastNanos = sample.nanos;
  }

  /** Closes the windows of an epoch that end before a time up to which all has come. */
  void reach(int ofEpoch, long watermarkNanos) {
    enter(ofEpoch);
    if (hasSamples) {
      closeBefore(watermarkNanos);
    }
  }

  /** Closes every window that has a sample's end; returns the first time that is still open. */
  long flush() {
    if (!hasSamples) {
      return Long.MIN_VALUE;
    }
    closeBefore(window.firstEndAtOrAfter(lastNanos) + 1);
    return nextEnd - window.everyNanos() + 1;
  }

  int epoch() {
    return epoch;
  }

  private void enter(int newEpoch) {
    if (newEpoch == epoch) {
      return;
    }
    flush();
    for (Channel channel : channels) {
      channel.reset();
    }
    hasSamples = false;
    epoch = newEpoch;
  }

  private void closeBefore(long nanos) {
    while (nextEnd < nanos) {
      if (isEmpty(nextEnd - window.lengthNanos())) {
        long next = window.firstEndAtOrAfter(nanos);
        counters.emptyWindows.addAndGet((next - nextEnd) / window.everyNanos());
        nextEnd = next;
        return;
      }
      // The listener may throw: what it saw is over then, and is not shown again.
      long end = nextEnd;
      nextEnd += window.everyNanos();
      emit(end);
    }
  }

  private boolean isEmpty(long fromNanos) {
    for (Channel channel : channels) {
      if (channel.hasUsableAfter(fromNanos)) {
        return false;
      }
    }
    return true;
  }

  private void emit(long toNanos) {
    long fromNanos = toNanos - window.lengthNanos();
    long mask = 0;
    int quality = 0;
    int coverage = 1_000;
    int at = 0;
    for (Channel channel : channels) {
      mask |= channel.compute(fromNanos, toNanos, raw, at);
      quality |= channel.flagsAfter(fromNanos);
      coverage = Math.min(coverage, channel.coveragePermille(fromNanos));
      at += channel.features.size();
    }
    quality |= normalize(mask);
    Frame frame =
        new Frame(sequence++, fromNanos, toNanos, epoch, features, raw, mask, coverage, quality);
    counters.frames.incrementAndGet();
    listener.frame(frame);
  }

  /** Applies and then learns, so that no frame is measured by itself. */
  private int normalize(long mask) {
    int flags = 0;
    for (int i = 0; i < raw.length; i++) {
      if ((mask & 1L << i) == 0) {
        features[i] = 0;
        continue;
      }
      flags |= normalizer.isWarm(i) ? 0 : Quality.WARMUP;
      features[i] = normalizer.apply(i, raw[i]);
      normalizer.learn(i, raw[i]);
    }
    return flags;
  }
}
