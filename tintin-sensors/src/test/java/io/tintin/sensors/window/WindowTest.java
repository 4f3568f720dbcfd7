package io.tintin.sensors.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WindowTest {
  @Test
  void endsAreMultiplesOfTheStepBeforeAndAfter1970() {
    Window window = new Window(30, 10);
    assertThat(window.firstEndAtOrAfter(20)).isEqualTo(20);
    assertThat(window.firstEndAtOrAfter(21)).isEqualTo(30);
    assertThat(window.firstEndAtOrAfter(-20)).isEqualTo(-20);
    assertThat(window.firstEndAtOrAfter(-19)).isEqualTo(-10);
  }

  @Test
  void tumblingWindowsStepByTheirLength() {
    assertThat(Window.tumbling(Duration.ofSeconds(1)))
        .isEqualTo(new Window(1_000_000_000L, 1_000_000_000L));
  }

  @Test
  void windowWithHolesIsRefused() {
    assertThatThrownBy(() -> new Window(9, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lengthNanos must be at least everyNanos 10: 9");
    assertThatThrownBy(() -> new Window(9, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("everyNanos must be at least 1: 0");
  }
}
