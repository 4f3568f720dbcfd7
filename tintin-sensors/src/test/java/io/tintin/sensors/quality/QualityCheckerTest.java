package io.tintin.sensors.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.sample.Quantity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QualityCheckerTest {
  private static final long SECOND = 1_000_000_000L;

  private final QualityChecker checker =
      new QualityChecker(
          ChannelSpec.of("t", Quantity.TEMPERATURE, -2, Duration.ofSeconds(5))
              .withRange(-4_000, 8_500)
              .withMaxGapPeriods(3)
              .withStuckAfter(3));

  @Test
  void rangeIsInclusive() {
    assertThat(checker.check(0, -4_000, 0)).isEqualTo(Quality.GOOD);
    assertThat(checker.check(1, 8_500, 0)).isEqualTo(Quality.GOOD);
    assertThat(checker.check(2, -4_001, 0)).isEqualTo(Quality.RANGE);
    assertThat(checker.check(3, 8_501, 0)).isEqualTo(Quality.RANGE);
  }

  @Test
  void pauseOfMoreThanThreePeriodsIsAGap() {
    checker.check(0, 1, 0);
    assertThat(checker.check(15 * SECOND, 2, 0)).isEqualTo(Quality.GOOD);
    assertThat(checker.check(30 * SECOND + 1, 3, 0)).isEqualTo(Quality.GAP);
    assertThat(checker.check(31 * SECOND, 4, 0)).isEqualTo(Quality.GOOD);
  }

  @Test
  void rowOfMissingValuesIsAGap() {
    checker.check(0, 1, 0);
    for (int i = 1; i < 4; i++) {
      assertThat(checker.check(i * 5 * SECOND, 0, Quality.MISSING)).isEqualTo(Quality.MISSING);
    }
    assertThat(checker.check(20 * SECOND, 2, 0)).isEqualTo(Quality.GAP);
  }

  @Test
  void thirdEqualValueIsStuckUntilItChanges() {
    int[] values = {7, 7, 7, 7, 8, 8, 8};
    int[] expected = {0, 0, Quality.STUCK, Quality.STUCK, 0, 0, Quality.STUCK};
    for (int i = 0; i < values.length; i++) {
      assertThat(checker.check(i * SECOND, values[i], 0)).isEqualTo(expected[i]);
    }
  }

  @Test
  void valueThatIsNotThereHasNoRange() {
    assertThat(checker.check(0, 99_999, Quality.MALFORMED)).isEqualTo(Quality.MALFORMED);
  }

  @Test
  void flagsHaveNames() {
    assertThat(Quality.describe(Quality.GOOD)).isEqualTo("GOOD");
    assertThat(Quality.describe(Quality.RANGE | Quality.STUCK | Quality.WARMUP))
        .isEqualTo("RANGE|STUCK|WARMUP");
    assertThat(Quality.isUsable(Quality.GAP | Quality.STUCK)).isTrue();
    assertThat(Quality.isUsable(Quality.RANGE)).isFalse();
  }
}
