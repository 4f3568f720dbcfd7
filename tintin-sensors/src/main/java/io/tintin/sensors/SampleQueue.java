package io.tintin.sensors;

import io.tintin.sensors.sample.Offer;
import java.util.Arrays;

/**
 * The bounded queue of a pipeline, in the order of time; equal times in the order of channel, value
 * and flags. Where a sample of another source order would stand decides nothing, so what comes out
 * depends on what came in and not on its order, as long as nothing is late.
 *
 * <p>A full queue must let go of samples whose time is still open. So what a channel delivered last
 * is remembered: of that time, only greater values and flags of the channel are still taken, equal
 * ones are duplicates, and lesser ones are late. Each channel's samples come out strictly in order,
 * once each. Channels of one time may come out in another order, which no frame shows.
 *
 * <p>Safe for use by many threads; each call is one step, counters included.
 */
final class SampleQueue {
  /** A sample that was taken out; owned by the caller. */
  static final class Sample {
    int epoch;
    int channel;
    long nanos;
    int value;
    int quality;

    /** Up to when all has come; set when there was no sample to take out. */
    long watermarkNanos;
  }

  /** What each channel delivered last. */
  private static final class Last {
    private final int[] epochs;
    private final long[] nanos;
    private final int[] values;
    private final int[] qualities;

    Last(int channelCount) {
      this.epochs = new int[channelCount];
      this.nanos = new long[channelCount];
      this.values = new int[channelCount];
      this.qualities = new int[channelCount];
      Arrays.fill(epochs, -1);
    }

    void set(Sample sample) {
      epochs[sample.channel] = sample.epoch;
      nanos[sample.channel] = sample.nanos;
      values[sample.channel] = sample.value;
      qualities[sample.channel] = sample.quality;
    }

    /** Above 0 when a sample that is not late comes after the last one of its channel. */
    int compare(int epoch, int channel, long time, int value, int quality) {
      if (epochs[channel] != epoch || nanos[channel] != time) {
        return 1;
      }
      return values[channel] != value
          ? Integer.compare(value, values[channel])
          : Integer.compare(quality, qualities[channel]);
    }
  }

  private final int capacity;
  private final Overload overload;
  private final Watermark watermark;
  private final int[] epochs;
  private final int[] channels;
  private final long[] nanos;
  private final int[] values;
  private final int[] qualities;
  private final Last last;
  private int head;
  private int size;
  private int epoch;
  private int clockEpoch;

  private long offered;
  private long delivered;
  private long dropped;
  private long late;
  private long duplicate;
  private long future;
  private long paused;

  SampleQueue(
      int capacity, int channelCount, Overload overload, Watermark watermark, int clockEpoch) {
    this.capacity = capacity;
    this.overload = overload;
    this.watermark = watermark;
    this.clockEpoch = clockEpoch;
    this.epochs = new int[capacity];
    this.channels = new int[capacity];
    this.nanos = new long[capacity];
    this.values = new int[capacity];
    this.qualities = new int[capacity];
    this.last = new Last(channelCount);
  }

  synchronized Offer offer(int nowClockEpoch, int channel, long time, int value, int quality) {
    if (size == capacity && overload == Overload.PAUSE_SOURCE) {
      paused++;
      return Offer.PAUSED;
    }
    offered++;
    if (nowClockEpoch != clockEpoch) {
      clockEpoch = nowClockEpoch;
      epoch++;
      watermark.forget();
    }
    switch (watermark.judge(time)) {
      case LATE -> {
        late++;
        return Offer.LATE;
      }
      case FUTURE -> {
        future++;
        dropped++;
        return Offer.DROPPED_FUTURE;
      }
      case RESTART -> epoch++;
      case ON_TIME -> {}
    }
    return insert(channel, time, value, quality);
  }

  private Offer insert(int channel, long time, int value, int quality) {
    int afterLast = last.compare(epoch, channel, time, value, quality);
    if (afterLast < 0) {
      late++;
      return Offer.LATE;
    }
    if (afterLast == 0) {
      duplicate++;
      return Offer.DUPLICATE;
    }
    int place = size;
    int order = -1;
    while (place > 0) {
      order = compare(place - 1, channel, time, value, quality);
      if (order <= 0) {
        break;
      }
      place--;
    }
    if (place > 0 && order == 0) {
      duplicate++;
      return Offer.DUPLICATE;
    }
    if (size < capacity) {
      put(place, channel, time, value, quality);
      return Offer.ACCEPTED;
    }
    dropped++;
    if (place > 0) {
      removeHead();
      put(place - 1, channel, time, value, quality);
    }
    return Offer.DROPPED_OLDEST;
  }

  private int compare(int place, int channel, long time, int value, int quality) {
    int at = at(place);
    if (epochs[at] != epoch) {
      return Integer.compare(epochs[at], epoch);
    }
    if (nanos[at] != time) {
      return Long.compare(nanos[at], time);
    }
    if (channels[at] != channel) {
      return Integer.compare(channels[at], channel);
    }
    return values[at] != value
        ? Integer.compare(values[at], value)
        : Integer.compare(qualities[at], quality);
  }

  private void put(int place, int channel, long time, int value, int quality) {
    for (int i = size; i > place; i--) {
      copy(at(i - 1), at(i));
    }
    int to = at(place);
    epochs[to] = epoch;
    channels[to] = channel;
    nanos[to] = time;
    values[to] = value;
    qualities[to] = quality;
    size++;
  }

  private void copy(int from, int to) {
    epochs[to] = epochs[from];
    channels[to] = channels[from];
    nanos[to] = nanos[from];
    values[to] = values[from];
    qualities[to] = qualities[from];
  }

  /**
   * Takes the first sample out when nothing can come before it any more, or when the queue is full
   * or flushed and must let go.
   */
  synchronized boolean poll(Sample into, boolean isFlush) {
    long ready = watermark.nanos();
    if (size > 0) {
      boolean isOfOldEpoch = epochs[head] != epoch;
      boolean isForced = isFlush || size == capacity;
      if (isOfOldEpoch || isForced || nanos[head] < ready) {
        take(into);
        if (!isOfOldEpoch) {
          watermark.closeBefore(into.nanos);
        }
        delivered++;
        return true;
      }
    }
    into.epoch = epoch;
    into.watermarkNanos = ready;
    return false;
  }

  private void take(Sample into) {
    into.epoch = epochs[head];
    into.channel = channels[head];
    into.nanos = nanos[head];
    into.value = values[head];
    into.quality = qualities[head];
    last.set(into);
    removeHead();
  }

  private void removeHead() {
    head = at(1);
    size--;
  }

  private int at(int place) {
    int at = head + place;
    return at < capacity ? at : at - capacity;
  }

  /** Makes all samples of an epoch that come before this time late. */
  synchronized void closeBefore(int ofEpoch, long time) {
    if (ofEpoch == epoch) {
      watermark.closeBefore(time);
    }
  }

  synchronized PipelineStats stats(PipelineCounters other) {
    return new PipelineStats(
        offered,
        delivered,
        dropped,
        late,
        duplicate,
        size,
        future,
        paused,
        other.range(),
        other.gap(),
        other.stuck(),
        other.missing(),
        other.malformed(),
        other.evicted.get(),
        other.frames.get(),
        other.emptyWindows.get());
  }
}
