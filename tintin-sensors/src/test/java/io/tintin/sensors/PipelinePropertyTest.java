package io.tintin.sensors;

import static io.tintin.sensors.Fixtures.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.sample.Offer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PipelinePropertyTest {
  private record Sample(int channel, long nanos, int value, int quality) {}

  private static List<Sample> readings(Random random, int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(new Sample(0, i * 5 * SECOND, 2_000 + random.nextInt(50), 0));
      samples.add(new Sample(1, i * 5 * SECOND, 4_000 + random.nextInt(500), random.nextInt(8)));
    }
    return samples;
  }

  private static List<Frame> frames(List<Sample> samples, Duration lateness, PipelineStats[] out) {
    return frames(samples, lateness, 1_024, Overload.PAUSE_SOURCE, out);
  }

  private static List<Frame> frames(
      List<Sample> samples,
      Duration lateness,
      int capacity,
      Overload overload,
      PipelineStats[] out) {
    List<Frame> frames = new ArrayList<>();
    Pipeline pipeline =
        Fixtures.builder(Fixtures.clock(), frames::add)
            .lateness(lateness)
            .maxJump(Duration.ofMinutes(10))
            .queue(capacity, overload)
            .build();
    for (Sample sample : samples) {
      pipeline.offer(sample.channel, sample.nanos, sample.value, sample.quality);
      pipeline.drain();
    }
    pipeline.flush();
    out[0] = pipeline.stats();
    return frames;
  }

  @Property(tries = 300)
  void orderWithinTheLatenessDoesNotMatter(
      @ForAll long seed, @ForAll @IntRange(max = 20) int late) {
    Random random = new Random(seed);
    List<Sample> sorted = readings(random, 60);
    List<Sample> shuffled = new ArrayList<>(sorted);
    // Sorting by time plus a random delay moves no sample behind one that is newer by more.
    long[] delays = random.longs(sorted.size(), 0, late * SECOND + 1).toArray();
    shuffled.sort(
        java.util.Comparator.comparingLong(
            sample -> sample.nanos + delays[sorted.indexOf(sample)]));
    PipelineStats[] stats = new PipelineStats[1];
    List<Frame> expected = frames(sorted, Duration.ofSeconds(late), stats);
    assertThat(stats[0].delivered()).isEqualTo(120);
    assertThat(frames(shuffled, Duration.ofSeconds(late), stats)).isEqualTo(expected);
    assertThat(stats[0].late()).isZero();
    assertThat(stats[0].frames()).isEqualTo(60);
  }

  @Property(tries = 300)
  void duplicatesDoNotMatter(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int capacity) {
    Random random = new Random(seed);
    List<Sample> once = readings(random, 40);
    List<Sample> twice = new ArrayList<>();
    for (Sample sample : once) {
      twice.addAll(Collections.nCopies(1 + random.nextInt(3), sample));
    }
    PipelineStats[] stats = new PipelineStats[1];
    List<Frame> expected = frames(once, Duration.ZERO, stats);
    Overload overload = random.nextBoolean() ? Overload.DROP_OLDEST : Overload.PAUSE_SOURCE;
    int most = capacity < 4 ? capacity : 1_024; // full at each sample, or never
    assertThat(frames(twice, Duration.ZERO, most, overload, stats)).isEqualTo(expected);
    assertThat(stats[0].duplicate()).isEqualTo(twice.size() - once.size());
    assertThat(stats[0].delivered()).isEqualTo(once.size());
    assertThat(stats[0].isConserved()).isTrue();
  }

  @Property(tries = 500)
  void noSampleIsLostUncounted(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int capacity) {
    Random random = new Random(seed);
    Overload overload = random.nextBoolean() ? Overload.DROP_OLDEST : Overload.PAUSE_SOURCE;
    List<Frame> frames = new ArrayList<>();
    Pipeline pipeline =
        Fixtures.builder(Fixtures.clock(), frames::add)
            .lateness(Duration.ofSeconds(random.nextInt(30)))
            .queue(capacity, overload)
            .build();
    long taken = 0;
    long accepted = 0;
    for (int i = 0; i < 1_000; i++) {
      Offer offer = garbage(pipeline, random, i);
      taken += offer == Offer.PAUSED ? 0 : 1;
      accepted += offer == Offer.ACCEPTED ? 1 : 0;
      if (random.nextInt(30) == 0) {
        pipeline.drain();
      }
      assertThat(pipeline.stats().isConserved()).isTrue();
      assertThat(pipeline.stats().queued()).isLessThanOrEqualTo(capacity);
    }
    pipeline.flush();
    PipelineStats stats = pipeline.stats();
    assertThat(stats.isConserved()).isTrue();
    assertThat(stats.offered()).isEqualTo(taken);
    assertThat(stats.queued()).isZero();
    assertThat(stats.frames()).isEqualTo(frames.size());
    assertThat(stats.delivered()).isLessThanOrEqualTo(accepted + stats.dropped());
    assertFramesAreInOrder(frames);
  }

  private static Offer garbage(Pipeline pipeline, Random random, int i) {
    long time =
        switch (random.nextInt(12)) {
          case 0 -> random.nextLong();
          case 1 -> i * SECOND - random.nextInt(100) * SECOND;
          case 2 -> i * SECOND + random.nextInt(100) * SECOND;
          case 3 -> 0;
          default -> i * SECOND;
        };
    int value = random.nextInt(4) == 0 ? random.nextInt() : 2_000 + random.nextInt(3);
    return pipeline.offer(random.nextInt(2), time, value, random.nextInt(3) == 0 ? 8 : 0);
  }

  private static void assertFramesAreInOrder(List<Frame> frames) {
    for (int i = 1; i < frames.size(); i++) {
      Frame before = frames.get(i - 1);
      Frame frame = frames.get(i);
      assertThat(frame.sequence()).isEqualTo(before.sequence() + 1);
      assertThat(frame.clockEpoch()).isGreaterThanOrEqualTo(before.clockEpoch());
      if (frame.clockEpoch() == before.clockEpoch()) {
        assertThat(frame.toNanos()).isGreaterThan(before.toNanos());
      }
      for (int f = 0; f < frame.size(); f++) {
        assertThat(frame.feature(f)).isBetween((byte) -127, (byte) 127);
      }
    }
  }
}
