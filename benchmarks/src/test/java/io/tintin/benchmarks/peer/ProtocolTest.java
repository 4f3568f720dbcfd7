package io.tintin.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProtocolTest {
  @Test
  void aWindowIsOneLine() {
    Window window = new Window(20, 500_000_000, 480_000_000, 1024, 3_000_000_000L);
    String line = "steps=20 nanos=500000000 cpuNanos=480000000 allocated=1024 endNanos=3000000000";
    assertThat(window.line()).isEqualTo(line);
    assertThat(Window.of(line)).isEqualTo(window);
    assertThat(window.stepsPerSecond()).isEqualTo(40);
  }

  @Test
  void whatIsNoWindowIsRefused() {
    assertThatThrownBy(() -> Window.of("unknown run")).hasMessageContaining("name=number");
    assertThatThrownBy(() -> Window.of("steps=1 nanos=2")).hasMessageContaining("cpuNanos");
  }

  @Test
  void optionsOfAPeer() {
    PeerOptions options =
        PeerOptions.of("--net", "mlp", "--batch", "32", "--threads", "2", "--momentum", "0");
    assertThat(options.net()).isEqualTo(Net.MLP);
    assertThat(options.batch()).isEqualTo(32);
    assertThat(options.threads()).isEqualTo(2);
    assertThat(options.own("momentum", "0.9")).isEqualTo("0");
    assertThat(options.own("kernels", "plain")).isEqualTo("plain");
    assertThatThrownBy(() -> PeerOptions.of("--net", "alexnet"))
        .hasMessage("net must be one of lenet5-small, lenet5, mlp: alexnet");
    assertThatThrownBy(() -> PeerOptions.of("--net")).hasMessageContaining("--name value");
  }

  @Test
  void productsOfAStep() {
    // 784x100 twice, as nobody needs the gradient of the pixels; 100x50 and 50x10 three times.
    assertThat(Net.MLP.macsOfStep()).isEqualTo(2 * 78_400 + 3 * 5_000 + 3 * 500);
    // conv 6x25x576 twice; 16x150x64, 256x120, 120x84 and 84x10 three times.
    assertThat(Net.LENET5_SMALL.macsOfStep())
        .isEqualTo(2 * 86_400 + 3 * (153_600 + 30_720 + 10_080 + 840));
  }
}
