package io.tintin.device.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process, killed while it commits: nothing it acknowledged is lost. */
@Timeout(120)
class FileSlotStoreKillTest {
  private static final int KILLS = 10;

  @TempDir Path folder;

  /** Commits for ever, and says each generation once it is safe. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws IOException {
      try (SlotStore store = FileSlotStore.open(Path.of(args[0]))) {
        long next = store.latest("model").map(Slot::generation).orElse(0L) + 1;
        while (true) {
          long generation = store.commit("model", content(next));
          System.out.println(generation);
          System.out.flush();
          next = generation + 1;
        }
      }
    }
  }

  private static byte[] content(long generation) {
    byte[] content = new byte[20_000 + (int) (generation % 7)];
    Arrays.fill(content, (byte) generation);
    return content;
  }

  @Test
  void killedProcessLosesNothingItAcknowledged() throws Exception {
    long acknowledged = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process writer = startWriter();
      try (BufferedReader out = writer.inputReader()) {
        for (int line = 0; line < 3 + 5 * kill; line++) {
          acknowledged = Long.parseLong(out.readLine());
        }
        assertSecondProcessIsRefused();
        writer.toHandle().destroyForcibly(); // SIGKILL; the streams stay readable
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          acknowledged = Long.parseLong(line);
        }
      }
      writer.waitFor();
      acknowledged = assertSafe(acknowledged);
    }
    assertThat(acknowledged).isGreaterThan(KILLS);
  }

  private Process startWriter() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private void assertSecondProcessIsRefused() {
    assertThatThrownBy(() -> FileSlotStore.open(folder))
        .isInstanceOf(StoreException.class)
        .hasMessage("store folder must be open only once: " + folder);
  }

  private long assertSafe(long acknowledged) throws StoreException {
    try (FileSlotStore store = FileSlotStore.open(folder)) {
      Slot latest = store.latest("model").orElseThrow();
      Slot previous = store.previous("model").orElseThrow();
      assertThat(latest.generation()).isBetween(acknowledged, acknowledged + 1);
      assertThat(latest.content()).isEqualTo(content(latest.generation()));
      assertThat(previous.content()).isEqualTo(content(previous.generation()));
      assertThat(previous.generation()).isEqualTo(latest.generation() - 1);
      assertThat(store.damagedReads()).isZero();
      return latest.generation();
    }
  }
}
