package io.tintin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** What a user sees of one command. */
record CommandRun(int code, List<String> lines, List<String> errors) {
  /** Runs it as from a shell whose output is a file. */
  static CommandRun of(Path data, String... arguments) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Environment environment =
        new Environment(
            new PrintStream(lines, true, UTF_8),
            new PrintStream(errors, true, UTF_8),
            false,
            () -> 0,
            data);
    int code = Tintin.execute(environment, arguments);
    return new CommandRun(
        code, lines.toString(UTF_8).lines().toList(), errors.toString(UTF_8).lines().toList());
  }

  /** The line that is so far from the end, 0 for the last. */
  String fromEnd(int back) {
    return lines.get(lines.size() - 1 - back);
  }

  CommandRun assertDone() {
    assertThat(errors).isEmpty();
    assertThat(code).isZero();
    return this;
  }

  void assertUsage(String... words) {
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0)).startsWith("tintin: ").contains(words);
    assertThat(lines).isEmpty();
    assertThat(code).isEqualTo(2);
  }
}
