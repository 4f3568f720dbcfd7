package io.tintin.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.device.sim.SimulatedDevice;
import io.tintin.device.sim.VirtualTime;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/devices.md: it compiles, runs, and is the text that stands there. */
class DocumentedExampleTest {
  private static final Path SOURCE =
      Path.of("src/test/java/io/tintin/device/DocumentedExampleTest.java");

  @Test
  void exampleRuns(@TempDir Path folder) throws Exception {
    // [example]
    VirtualTime time = VirtualTime.manual();
    try (SimulatedDevice mote = SimulatedDevice.on(time, "mote-3", folder)) {
      long generation = mote.store().commit("model", new byte[] {1, 2, 3});
      time.advance(5_000_000_000L); // five seconds
      mote.store().commit("model", new byte[] {9});
      mote.store().rollback("model"); // the second was bad
      byte[] good = mote.store().latest("model").orElseThrow().content();
      // [example]
      assertThat(generation).isEqualTo(1);
      assertThat(good).containsExactly(1, 2, 3);
    }
  }

  @Test
  void exampleIsTheOneInTheDocumentation() throws Exception {
    String code = Files.readString(SOURCE).split("// \\[example]\n")[1].stripTrailing();
    String text = Files.readString(Path.of("../docs/devices.md"));
    assertThat(text).contains("```java\n" + code.stripIndent() + "\n}\n```");
  }
}
