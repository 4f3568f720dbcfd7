package io.tintin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  /** In a process of its own, as picocli writes warnings to whatever System.err was at first. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "train",
        "evaluate",
        "summary",
        "reproduce",
        "export",
        "import",
        "export-c",
        "mcu"
      })
  void helpIsWithoutWarnings(String command) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    List<String> words = new ArrayList<>(List.of(java, "-cp", classes, Tintin.class.getName()));
    if (!command.isEmpty()) {
      words.add(command);
    }
    words.add("--help");
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(text).startsWith("Usage: tintin").doesNotContain("WARN", "%%", "${");
  }
}
