package io.tintin.sensors.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChannelSpecTest {
  private static final ChannelSpec SPEC =
      ChannelSpec.of("power", Quantity.POWER, 0, Duration.ofSeconds(1));

  @Test
  void widestRangeIsThatOfADifferenceInAnInt() {
    int most = (1 << 30) - 1;
    ChannelSpec widest = SPEC.withRange(-most, most);
    assertThat((long) widest.max() - widest.min()).isEqualTo(Integer.MAX_VALUE - 1);
    assertThatThrownBy(() -> SPEC.withRange(-most - 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("min must be at least -1073741823: -1073741824");
    assertThatThrownBy(() -> SPEC.withRange(0, most + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("max must be at most 1073741823: 1073741824");
  }

  @Test
  void longestPauseThatIsNoGapIsOfWholePeriods() {
    assertThat(SPEC.maxPauseNanos()).isEqualTo(3_000_000_000L);
    assertThat(SPEC.withMaxGapPeriods(Integer.MAX_VALUE).maxPauseNanos())
        .isEqualTo((1L << 60) / 1_000_000_000L * 1_000_000_000L);
  }
}
