package io.tintin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.cli.data.IdxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong use: one line, exit code 2, and nothing written. */
class UsageTest {
  @TempDir Path folder;
  private Path out;

  @BeforeEach
  void makeData() throws IOException {
    IdxFiles.folder(folder.resolve("mnist"), 40, 10);
    out = folder.resolve("a.model");
  }

  private CommandRun run(String... arguments) {
    return CommandRun.of(folder, arguments);
  }

  private CommandRun train(String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--out", out.toString()));
    if (!Arrays.asList(more).contains("--data")) {
      arguments.addAll(List.of("--data", "mnist"));
    }
    if (!Arrays.asList(more).contains("--net")) {
      arguments.addAll(List.of("--net", "mlp:64-3"));
    }
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rule adam | 'rule must be one of [aligned, lion, int8, niti, float]: adam'",
        "--rate 30 | 'rate must be in [1, 1048576] steps of 2^-16: 30'",
        "--mu 3 | 'settings of rule aligned must be among [decay, freeze, momentum, rate, rescaling, rounding, schedule, warm-up]: mu'",
        "--rule int8 --rate 0.3 | rate must be a power of two such as 1/8 or 0.125: 0.3",
        "--warm-up 99 | 'warm-up must be an integer in [0, 5]: 99'",
        "--freeze 1 | 'freeze must be below 1, the number of layers with parameters: 1'",
        "--rule float --freeze 1 | settings of rule float must be among",
        "--batch 0 | batch must be at least 1: 0",
        "--batch 999999999 | batchSize must be in",
        "--batch many | --batch",
        "--epochs 0 | epochs must be at least 1: 0",
        "--limit -1 | limit must be at least 0: -1",
        "--validate 40 | 'examples for validation must be in [0, 39]: 40'",
        "--threads -1 | threads must be at least 1: -1",
        "--threads 0 | threads must be at least 1: 0",
        "--threads 1025 | threads must be at most 1024: 1025",
        "--evaluate-every -1 | evaluate-every must be at least 0: -1",
        "--health --rule float | --health must be with a rule of integers: float",
        "--net mlp:64-4 | net outputs must be 3",
        "--net lenet7 | net must be lenet5",
        "--data fashion | run bin/data fashion",
        "--data nowhere.csv | data must be mnist, fashion, or a file or folder",
        "--curve curve.jpg | curve file must end in .svg or .png",
        "--speed 3 | --speed",
      })
  void wrongOptionOfTrainIsOneLineAndCode2(String options, String words) {
    train(options.split(" ")).assertUsage(words);
    assertThat(out).doesNotExist();
  }

  @Test
  void missingOptionsAreOneLineAndCode2() {
    run("train").assertUsage("--data", "--out", "tintin train --help");
    run("evaluate").assertUsage("MODEL");
    run("frobnicate").assertUsage("frobnicate", "tintin --help");
    assertThat(run().code()).isEqualTo(2);
  }

  @Test
  void outputThatCannotBeWrittenIsFoundBeforeTraining() throws IOException {
    CommandRun ran =
        run("train", "--data", "mnist", "--net", "mlp:64-3", "--out", folder + "/no/such/a");
    ran.assertUsage("--out must be a file that can be written", "no/such/a");
    run("train", "--data", "mnist", "--net", "mlp:64-3", "--out", folder.toString())
        .assertUsage("--out must be a file that can be written");
    train("--curve", folder + "/no/such/curve.svg")
        .assertUsage(
            "--curve must be a file that can be written: "
                + folder
                + "/no/such/curve.svg (its folder is not there)");
    train("--log", folder + "/no/such/log.csv").assertUsage("--log must be a file", "no/such/log");
    train("--log", folder.toString()).assertUsage("--log must be a file");
    assertThat(out).doesNotExist();
  }

  @Test
  void hostileDataIsOneLineAndCode2() throws IOException {
    Path images = folder.resolve("mnist/train-images-idx3-ubyte");
    byte[] bytes = Files.readAllBytes(images);
    Files.write(images, Arrays.copyOf(bytes, bytes.length - 1));
    train().assertUsage("train-images-idx3-ubyte: number of values must be 2560: 2559");
    Files.delete(folder.resolve("mnist/t10k-labels-idx1-ubyte"));
    Files.write(images, bytes);
    train().assertUsage("t10k-labels-idx1-ubyte");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluate", "reproduce", "summary"})
  void brokenModelIsOneLineAndCode2(String command) throws IOException {
    train("--epochs", "1").assertDone();
    byte[] bytes = Files.readAllBytes(out);
    bytes[bytes.length / 2] ^= 1;
    Files.write(out, bytes);
    String[] arguments =
        command.equals("evaluate")
            ? new String[] {command, out.toString(), "--data", "mnist"}
            : new String[] {command, out.toString()};
    run(arguments).assertUsage("checkpoint checksum must be");
    Files.write(out, Arrays.copyOf(bytes, 20));
    run(arguments).assertUsage("checkpoint");
    Files.delete(out);
    arguments[1] = out.toString();
    run(arguments).assertUsage(out.toString());
  }

  @Test
  void modelOfOtherExamplesIsOneLineAndCode2() throws IOException {
    train("--epochs", "1").assertDone();
    Path csv = Files.writeString(folder.resolve("a.csv"), "1,0\n2,1\n");
    run("evaluate", out.toString(), "--data", csv.toString())
        .assertUsage("example shape must be [8, 8, 1]: [1]");
  }

  @Test
  void numbersBelowTheLeastAreOneLineAndCode2() {
    run("summary", "lenet5", "--batch", "0").assertUsage("batch must be at least 1: 0");
    run("summary", "lenet5", "--batch", "-4").assertUsage("batch must be at least 1: -4");
    train("--epochs", "1").assertDone();
    run("evaluate", out.toString(), "--data", "mnist", "--threads", "0")
        .assertUsage("threads must be at least 1: 0");
    run("reproduce", out.toString(), "--threads", "-2")
        .assertUsage("threads must be at least 1: -2");
  }

  @Test
  void helpAndVersionGoToTheOutput() {
    assertThat(run("--version").assertDone().lines()).containsExactly(Tintin.VERSION);
    assertThat(String.join("\n", run("--help").assertDone().lines()))
        .contains("train", "evaluate", "summary", "reproduce", "Exit codes");
    assertThat(String.join("\n", run("train", "--help").assertDone().lines()))
        .contains("--data", "--net", "--rule", "--rate", "--mu", "--validate", "--curve", "--out");
  }
}
