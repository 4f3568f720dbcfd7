package io.tintin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.cli.data.IdxFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bits on every JDK that is installed beside this one. */
class JdksTest {
  private static final int LEAST_VERSION = 17;

  @TempDir Path folder;

  @BeforeEach
  void makeData() throws IOException {
    IdxFiles.folder(folder.resolve("mnist"), 300, 60);
    Files.write(
        folder.resolve("net"),
        List.of(
            "conv2d 4 padding=1",
            "leakyrelu",
            "maxpool 2",
            "conv2d 4",
            "tanh",
            "dropout 1/5",
            "flatten",
            "dense 12",
            "layernorm",
            "dense 3"));
  }

  private static Path own() throws IOException {
    return Path.of(System.getProperty("java.home")).toRealPath();
  }

  /** The neighbours of this one of version 17 or later. */
  private static List<Path> others() throws IOException {
    Path own = own();
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> neighbours = Files.newDirectoryStream(own.resolveSibling("."))) {
      for (Path neighbour : neighbours) {
        Path home = neighbour.toRealPath();
        if (isNewEnough(home) && !home.equals(own) && !all.contains(home)) {
          all.add(home);
        }
      }
    }
    return all;
  }

  private static boolean isNewEnough(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isRegularFile(release)) {
      return false;
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(release, UTF_8)) {
      properties.load(reader);
    }
    String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
    return version.matches("[1-9][0-9].*")
        && Integer.parseInt(version.substring(0, 2)) >= LEAST_VERSION;
  }

  private List<String> arguments(String rule, int threads) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("train", "--data", "mnist", "--net", folder.resolve("net").toString()));
    arguments.addAll(List.of("--batch", "8", "--epochs", "1", "--rule", rule));
    arguments.addAll(List.of("--threads", String.valueOf(threads)));
    arguments.addAll(List.of("--out", folder.resolve("model" + threads).toString()));
    return arguments;
  }

  private String lastLineOf(Path jdk, String rule) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(jdk.resolve("bin/java").toString(), "-Djava.awt.headless=true"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tintin.cli.Tintin"));
    command.addAll(arguments(rule, 3));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TINTIN_DATA", folder.toString());
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed.lines().reduce((first, last) -> last).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"aligned", "lion", "int8", "niti"})
  void everyRuleHasTheSameHash(String rule) throws Exception {
    CommandRun here = CommandRun.of(folder, arguments(rule, 1).toArray(String[]::new));
    String expected = here.assertDone().fromEnd(0);
    assertThat(expected).startsWith("model sha256 ");
    for (Path jdk : others()) {
      assertThat(lastLineOf(jdk, rule)).as("%s", jdk).isEqualTo(expected);
    }
  }

  @Test
  void thisOneWouldBeFound() throws IOException {
    assertThat(isNewEnough(own())).isTrue();
    assertThat(others()).doesNotContain(own());
  }
}
