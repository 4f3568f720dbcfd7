package io.tintin.benchmarks.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.benchmarks.peer.Window;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private final WarmUp warmUp = new WarmUp(1000, 5000);

  private static List<Window> windows(int count, long firstSteps, long growth) {
    List<Window> windows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      windows.add(new Window(firstSteps + i * growth, 100_000_000, 0, 0, 0));
    }
    return windows;
  }

  @Test
  void aSteadyProcessIsWarmAfterTheLeastTime() {
    assertThat(warmUp.isOver(windows(11, 100, 0))).isFalse();
    assertThat(warmUp.isOver(windows(12, 100, 0))).isTrue();
  }

  @Test
  void aProcessThatGetsFasterIsNotWarm() {
    assertThat(warmUp.isOver(windows(20, 100, 5))).isFalse();
  }

  @Test
  void timeIsBounded() {
    assertThat(warmUp.isOver(windows(50, 100, 50))).isTrue();
  }
}
