package io.tintin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of a CSV file as windows of two channels: does the first of them rise or fall? */
class SequencesTest {
  private static final int LENGTH = 16;

  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void writeWindows() throws IOException {
    RandomSequence draws = new RandomSequence(new RandomSource(7), 0);
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < 1500; row++) {
      boolean rises = draws.nextBelow(2) == 1;
      int at = 3 + draws.nextBelow(LENGTH - 6);
      StringBuilder line = new StringBuilder();
      for (int t = 0; t < LENGTH; t++) {
        int level = t < at == rises ? -60 : 60;
        line.append(level + draws.nextBelow(61) - 30).append(',');
        line.append(draws.nextBelow(121) - 60).append(',');
      }
      rows.add(line.append(rises ? "rises" : "falls").toString());
    }
    data = Files.write(folder.resolve("windows.csv"), rows);
  }

  private CommandRun train(Path out, String rule, String... net) throws IOException {
    Path file = Files.write(folder.resolve("net"), List.of(net));
    return CommandRun.of(
        folder,
        "train",
        "--data",
        data.toString(),
        "--net",
        file.toString(),
        "--rule",
        rule,
        "--batch",
        "8",
        "--epochs",
        "4",
        "--out",
        out.toString());
  }

  @ParameterizedTest
  @CsvSource({"aligned", "lion", "int8", "float"})
  void rowsAreReadAsSequencesWhereTheNetSaysSo(String rule) throws IOException {
    Path model = folder.resolve("model");
    CommandRun trained =
        train(
            model,
            rule,
            "input 16 2",
            "conv1d 6 padding=1",
            "leakyrelu shift=4",
            "maxpool 2",
            "conv1d 6 padding=1",
            "leakyrelu shift=4",
            "avgpool 2",
            "flatten",
            "dense 2");
    trained.assertDone();
    assertThat(trained.fromEnd(1)).matches("test accuracy (9[0-9]|100)\\.[0-9]{2} %");
    CommandRun reproduced = CommandRun.of(folder, "reproduce", model.toString());
    reproduced.assertDone();
    CommandRun.of(folder, "evaluate", model.toString(), "--data", data.toString()).assertDone();
    CommandRun summary = CommandRun.of(folder, "summary", model.toString()).assertDone();
    assertThat(String.join("\n", summary.lines())).contains("MaxPool1d").contains("[16, 2]");
  }

  @Test
  void anInputOfOtherSizeIsRefused() throws IOException {
    train(folder.resolve("model"), "aligned", "input 16 3", "flatten", "dense 2")
        .assertUsage("net line 1: input must be [32], as the examples are: [16, 3]");
  }
}
