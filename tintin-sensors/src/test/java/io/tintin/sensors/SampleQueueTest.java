package io.tintin.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.sensors.sample.Offer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SampleQueueTest {
  private static final int CHANNELS = 2;

  private record Sample(int epoch, int channel, long nanos, int value, int quality) {
    /** True when the channel's order lets this one out after the other. */
    boolean isAfter(Sample other) {
      if (epoch != other.epoch || nanos != other.nanos) {
        return epoch > other.epoch || (epoch == other.epoch && nanos > other.nanos);
      }
      return value > other.value || (value == other.value && quality > other.quality);
    }
  }

  private final List<Sample> delivered = new ArrayList<>();

  private static SampleQueue queue(int capacity, Overload overload, long lateness) {
    return new SampleQueue(capacity, CHANNELS, overload, new Watermark(lateness, 1_000), 0);
  }

  private void drain(SampleQueue queue, boolean isFlush) {
    SampleQueue.Sample into = new SampleQueue.Sample();
    while (queue.poll(into, isFlush)) {
      delivered.add(new Sample(into.epoch, into.channel, into.nanos, into.value, into.quality));
    }
  }

  @Test
  void fullQueueKnowsWhatItHasLetGo() {
    SampleQueue queue = queue(1, Overload.PAUSE_SOURCE, 0);
    for (int time = 0; time < 3; time++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        assertThat(queue.offer(0, channel, time, 7, 0)).isEqualTo(Offer.ACCEPTED);
        assertThat(queue.offer(0, channel, time, 7, 0)).isEqualTo(Offer.PAUSED);
        drain(queue, false);
        assertThat(queue.offer(0, channel, time, 7, 0)).isEqualTo(Offer.DUPLICATE);
      }
    }
    assertThat(delivered).hasSize(6).doesNotHaveDuplicates();
    PipelineStats stats = queue.stats(new PipelineCounters());
    assertThat(stats.duplicate()).isEqualTo(6);
    assertThat(stats.paused()).isEqualTo(6);
    assertThat(stats.isConserved()).isTrue();
  }

  @Test
  void ofOneTimeAFullQueueTakesGreaterValuesAndOtherChannels() {
    SampleQueue queue = queue(1, Overload.PAUSE_SOURCE, 0);
    queue.offer(0, 1, 5, 20, 0);
    drain(queue, false);
    assertThat(queue.offer(0, 1, 5, 19, 0)).isEqualTo(Offer.LATE);
    assertThat(queue.offer(0, 1, 5, 20, 0)).isEqualTo(Offer.DUPLICATE);
    assertThat(queue.offer(0, 1, 5, 20, 8)).isEqualTo(Offer.ACCEPTED);
    drain(queue, false);
    assertThat(queue.offer(0, 0, 5, 1, 0)).isEqualTo(Offer.ACCEPTED);
    drain(queue, false);
    assertThat(queue.offer(0, 1, 5, 20, 0)).isEqualTo(Offer.LATE);
    assertThat(queue.offer(0, 1, 5, 21, 0)).isEqualTo(Offer.ACCEPTED);
  }

  @Test
  void timeThatBeginsAnewHasNoDuplicatesBefore() {
    SampleQueue queue = queue(1, Overload.PAUSE_SOURCE, 0);
    for (int clockEpoch = 0; clockEpoch < 3; clockEpoch++) {
      assertThat(queue.offer(clockEpoch, 0, 5, 20, 0)).isEqualTo(Offer.ACCEPTED);
      drain(queue, false);
    }
    assertThat(delivered).hasSize(3);
  }

  @Property(tries = 2_000)
  void noSampleIsDeliveredTwiceOrOutOfOrder(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int capacity) {
    delivered.clear();
    Random random = new Random(seed);
    Overload overload = random.nextBoolean() ? Overload.DROP_OLDEST : Overload.PAUSE_SOURCE;
    SampleQueue queue = queue(capacity, overload, random.nextInt(3));
    long accepted = 0;
    for (int i = 0; i < 200; i++) {
      int clockEpoch = i / 150;
      Offer offer =
          queue.offer(
              clockEpoch,
              random.nextInt(CHANNELS),
              i / 20 + random.nextInt(3),
              random.nextInt(2),
              random.nextInt(2));
      accepted += offer == Offer.ACCEPTED ? 1 : 0;
      if (random.nextInt(3) > 0) {
        drain(queue, random.nextInt(20) == 0);
      }
      assertThat(queue.stats(new PipelineCounters()).isConserved()).isTrue();
    }
    drain(queue, true);
    PipelineStats stats = queue.stats(new PipelineCounters());
    assertThat(stats.isConserved()).isTrue();
    assertThat(stats.delivered()).isEqualTo(delivered.size());
    assertThat(stats.queued()).isZero();
    if (overload == Overload.PAUSE_SOURCE) {
      assertThat(stats.delivered()).isEqualTo(accepted);
    }
    assertEachChannelIsInOrder();
  }

  private void assertEachChannelIsInOrder() {
    Set<Sample> seen = new HashSet<>();
    Sample[] last = new Sample[CHANNELS];
    for (Sample sample : delivered) {
      assertThat(seen.add(sample)).as("first %s", sample).isTrue();
      Sample before = last[sample.channel];
      assertThat(before == null || sample.isAfter(before)).as("%s, %s", before, sample).isTrue();
      last[sample.channel] = sample;
    }
  }
}
