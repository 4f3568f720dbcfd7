package io.tintin.sensors.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LabelJoinerTest {
  private final List<String> examples = new ArrayList<>();

  private LabelJoiner joiner(long horizon, long wait, int capacity) {
    return new LabelJoiner(
        horizon, wait, capacity, (frame, label) -> examples.add(frame.toNanos() + "=" + label));
  }

  private static Frame frameAt(long toNanos) {
    return new Frame(0, toNanos - 10, toNanos, 0, new byte[1], new int[1], 1, 1_000, 0);
  }

  @Test
  void labelMayComeBeforeOrAfterItsFrame() {
    LabelJoiner joiner = joiner(0, 100, 10);
    joiner.value(10, 1);
    joiner.frame(frameAt(10));
    joiner.frame(frameAt(20));
    joiner.value(20, 2);
    assertThat(examples).containsExactly("10=1", "20=2");
    assertThat(joiner.joined()).isEqualTo(2);
    assertThat(joiner.waiting()).isZero();
  }

  @Test
  void intervalJoinsAllFramesWithinAndNoOther() {
    LabelJoiner joiner = joiner(0, 100, 10);
    for (int time = 10; time <= 50; time += 10) {
      joiner.frame(frameAt(time));
    }
    joiner.label(20, 40, 7);
    assertThat(examples).containsExactly("20=7", "30=7", "40=7");
    assertThat(joiner.waiting()).isEqualTo(2);
  }

  @Test
  void readingAfterTheHorizonIsTheTargetOfTheForecast() {
    LabelJoiner joiner = joiner(60, 0, 100);
    for (int time = 0; time <= 200; time += 10) {
      joiner.frame(frameAt(time));
      joiner.value(time, 1_000 + time);
    }
    assertThat(examples).hasSize(15).startsWith("0=1060", "10=1070").endsWith("140=1200");
    assertThat(joiner.expired()).isZero();
  }

  @Test
  void firstOfOverlappingLabelsWins() {
    LabelJoiner joiner = joiner(0, 100, 10);
    joiner.label(0, 20, 1);
    joiner.label(10, 30, 2);
    joiner.frame(frameAt(15));
    joiner.frame(frameAt(25));
    assertThat(examples).containsExactly("15=1", "25=2");
  }

  @Test
  void whatNeverMeetsIsCounted() {
    LabelJoiner joiner = joiner(0, 50, 3);
    joiner.value(5, 1);
    joiner.frame(frameAt(10));
    joiner.frame(frameAt(100)); // both are older than 50
    assertThat(joiner.expired()).isEqualTo(1);
    assertThat(joiner.unmatched()).isEqualTo(1);
    for (int i = 1; i <= 4; i++) {
      joiner.frame(frameAt(100 + i)); // the queue holds 3
      joiner.value(200 + i, 1);
    }
    assertThat(joiner.expired()).isEqualTo(3);
    assertThat(joiner.unmatched()).isEqualTo(2);
    joiner.clear();
    assertThat(joiner.expired()).isEqualTo(6);
    assertThat(joiner.unmatched()).isEqualTo(5);
    assertThat(joiner.waiting()).isZero();
  }

  @Test
  void labelThatEndsBeforeItBeginsIsRefused() {
    assertThatThrownBy(() -> joiner(0, 0, 1).label(2, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fromNanos must be at most toNanos 1: 2");
    assertThatThrownBy(() -> joiner(0, 0, 0)).hasMessage("capacity must be at least 1: 0");
  }

  private record Interval(long from, long to, int label) {}

  @Property(tries = 1_000)
  void everyFrameGetsTheLabelThatBruteForceFinds(
      @ForAll long seed, @ForAll @IntRange(max = 40) int horizon) {
    examples.clear();
    Random random = new Random(seed);
    LabelJoiner joiner = joiner(horizon, 10_000, 1_000);
    List<Long> frames = new ArrayList<>();
    List<Interval> labels = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      if (random.nextBoolean()) {
        frames.add(frames.size() * 5L);
        joiner.frame(frameAt(frames.get(frames.size() - 1)));
      } else {
        long from = random.nextInt(150);
        Interval label = new Interval(from, from + random.nextInt(20), i);
        labels.add(label);
        joiner.label(label.from, label.to, label.label);
      }
    }
    List<String> expected = new ArrayList<>();
    for (long frame : frames) {
      labels.stream()
          .filter(label -> label.from <= frame + horizon && frame + horizon <= label.to)
          .findFirst()
          .ifPresent(label -> expected.add(frame + "=" + label.label));
    }
    assertThat(examples).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(joiner.joined() + joiner.waiting() + joiner.expired()).isEqualTo(frames.size());
  }
}
