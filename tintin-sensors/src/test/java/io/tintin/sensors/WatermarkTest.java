package io.tintin.sensors;

import static io.tintin.sensors.Watermark.Verdict.FUTURE;
import static io.tintin.sensors.Watermark.Verdict.LATE;
import static io.tintin.sensors.Watermark.Verdict.ON_TIME;
import static io.tintin.sensors.Watermark.Verdict.RESTART;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatermarkTest {
  private final Watermark watermark = new Watermark(10, 100);

  @Test
  void watermarkIsTheNewestTimeLessTheLateness() {
    assertThat(watermark.judge(1_000)).isEqualTo(ON_TIME);
    assertThat(watermark.nanos()).isEqualTo(990);
    assertThat(watermark.judge(990)).isEqualTo(ON_TIME);
    assertThat(watermark.judge(989)).isEqualTo(LATE);
    assertThat(watermark.nanos()).isEqualTo(990);
  }

  @Test
  void oneBadFutureTimeMovesNothing() {
    watermark.judge(1_000);
    for (long bad : new long[] {1_101, 5_000_000, 1L << 62, Long.MAX_VALUE}) {
      assertThat(watermark.judge(bad)).isEqualTo(FUTURE);
      assertThat(watermark.nanos()).isEqualTo(990);
      assertThat(watermark.judge(1_000)).isEqualTo(ON_TIME);
    }
  }

  @Test
  void theSameBadFutureTimeIsNeverBelieved() {
    watermark.judge(1_000);
    for (int i = 0; i < 1_000; i++) {
      assertThat(watermark.judge(77_777)).isEqualTo(FUTURE);
    }
    assertThat(watermark.judge(1_005)).isEqualTo(ON_TIME);
  }

  @Test
  void scatteredFutureTimesAreNeverBelieved() {
    watermark.judge(1_000);
    for (int i = 1; i < 1_000; i++) {
      assertThat(watermark.judge(1_000 + i * 1_000L)).isEqualTo(FUTURE);
    }
    assertThat(watermark.judge(1_005)).isEqualTo(ON_TIME);
  }

  @Test
  void threeInARowAheadMeanThatTheSourceWasAway() {
    watermark.judge(1_000);
    assertThat(watermark.judge(9_000)).isEqualTo(FUTURE);
    assertThat(watermark.judge(9_005)).isEqualTo(FUTURE);
    assertThat(watermark.judge(9_010)).isEqualTo(ON_TIME);
    assertThat(watermark.nanos()).isEqualTo(9_000);
  }

  @Test
  void tenInARowBehindBeginAnew() {
    watermark.judge(1_000);
    for (int i = 0; i < 9; i++) {
      assertThat(watermark.judge(i)).isEqualTo(LATE);
    }
    assertThat(watermark.judge(9)).isEqualTo(RESTART);
    assertThat(watermark.nanos()).isEqualTo(-1);
  }

  @Test
  void nearFutureTimeStallsNothingForLong() {
    watermark.judge(1_000);
    watermark.judge(1_099); // wrong, but too near to be told
    int refused = 0;
    long time = 1_001;
    while (watermark.judge(time) == LATE) {
      refused++;
      time++;
    }
    assertThat(refused).isEqualTo(Watermark.BEHIND_CONFIRMATIONS - 1);
  }

  @Test
  void sampleOnTimeBetweenLateOnesKeepsTheTime() {
    watermark.judge(1_000);
    for (int i = 0; i < 100; i++) {
      assertThat(watermark.judge(500 + i)).isEqualTo(LATE);
      assertThat(watermark.judge(1_000 + i)).isEqualTo(ON_TIME);
    }
  }

  @Test
  void badFirstTimeStallsNothingForLong() {
    watermark.judge(1L << 61);
    int refused = 0;
    for (long time = 0; watermark.judge(time) == LATE; time += 5) {
      refused++;
    }
    assertThat(refused).isEqualTo(Watermark.BEHIND_CONFIRMATIONS - 1);
    assertThat(watermark.judge(50)).isEqualTo(ON_TIME);
  }

  @Test
  void extremeTimesDoNotOverflow() {
    Watermark wide = new Watermark(1L << 60, 1L << 60);
    assertThat(wide.judge(-(1L << 62))).isEqualTo(ON_TIME);
    assertThat(wide.judge(Long.MIN_VALUE)).isEqualTo(LATE);
    assertThat(wide.judge(1L << 62)).isEqualTo(FUTURE);
    assertThat(wide.judge(Long.MAX_VALUE)).isEqualTo(FUTURE);
  }
}
