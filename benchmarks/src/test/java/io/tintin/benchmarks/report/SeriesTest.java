package io.tintin.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.benchmarks.result.Contestant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private final Series series = new Series(Sample.results());

  @Test
  void medians() {
    assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
    assertThat(Spread.of(List.of(4.0, 1.0))).isEqualTo(new Spread(2.5, 1, 4));
    assertThat(new Spread(1.5, 1.25, 2).asRatio()).isEqualTo("1.50 (1.25-2.00)");
  }

  @Test
  void aRatioIsFormedWithinEachRound() {
    Contestant own = new Contestant("tintin-plain-17", 1);
    Contestant rival = new Contestant("djl", 1);
    // 100, 300 and 200 steps beside 50, 100 and 100.
    assertThat(series.ratio(Sample.TRAIN, own, rival)).contains(new Spread(2, 2, 3));
    assertThat(series.ratio(Sample.TRAIN, own, new Contestant("dl4j", 1))).isEmpty();
  }

  @Test
  void fullSpeedIsReachedInTheFirstWindowThatHasIt() {
    assertThat(series.secondsToFullSpeed(Sample.TRAIN, new Contestant("tintin-plain-17", 1)))
        .hasValue(0.4);
  }

  @Test
  void theFastestSettingIsTheRival() {
    assertThat(series.fastest(Sample.TRAIN, "djl", 1)).contains(new Contestant("djl-malloc", 1));
  }
}
