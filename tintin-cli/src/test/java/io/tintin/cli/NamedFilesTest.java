package io.tintin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.cli.data.IdxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No option's file is written over that of another one. */
class NamedFilesTest {
  private static final String ROWS = "1,a\n2,b\n3,a\n4,b\n5,a\n6,b\n";

  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    IdxFiles.folder(folder.resolve("mnist"), 40, 10);
    Files.writeString(folder.resolve("e.csv"), ROWS);
    Files.writeString(folder.resolve("t.csv"), ROWS);
    Files.writeString(folder.resolve("a.net"), "dense 2\n");
    Files.createSymbolicLink(folder.resolve("link.csv"), folder.resolve("e.csv"));
    Files.createSymbolicLink(folder.resolve("dangling"), Path.of("new"));
    Files.createSymbolicLink(folder.resolve("here"), folder);
    Files.createLink(folder.resolve("hard.csv"), folder.resolve("e.csv"));
  }

  /** Words with a slash before them are in the folder. */
  private CommandRun run(String command) {
    return CommandRun.of(
        folder,
        Arrays.stream(command.split(" "))
            .map(word -> word.startsWith("/") ? folder + word : word)
            .toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "--data /e.csv --out /e.csv, --out, --data",
    "--data /e.csv --out /m --log /e.csv, --log, --data",
    "--data /e.csv --out /m --log /link.csv, --log, --data",
    "--data /e.csv --out /m --log /hard.csv, --log, --data",
    "--data /link.csv --out /m --log /./e.csv, --log, --data",
    "--data /here/e.csv --out /m --log /e.csv, --log, --data",
    "--data /e.csv --test /t.csv --out /t.csv, --out, --test",
    "--data /e.csv --net /a.net --out /a.net, --out, --net",
    "--data /e.csv --out /b --log /b, --log, --out",
    "--data /e.csv --out /b --log /here/b, --log, --out",
    "--data /e.csv --out /new --log /dangling, --log, --out",
    "--data /e.csv --out /b.svg --curve /mnist/../b.svg, --curve, --out",
    "--data /e.csv --out /m --log /b.svg --curve /b.svg, --curve, --log",
    "--data mnist --out /mnist/train-images-idx3-ubyte, --out, --data",
    "--data /mnist --out /mnist/t10k-labels-idx1-ubyte.gz, --out, --data",
    "--data /mnist/train-images-idx3-ubyte --out /mnist/train-labels-idx1-ubyte, --out, --data",
  })
  void outputOfTrainIsAnotherFile(String options, String output, String other) throws IOException {
    String file = options.substring(options.indexOf(output + " /") + output.length() + 1);
    run("train " + options)
        .assertUsage(
            output + " must be another file than " + other + ": " + folder + file.split(" ")[0]);
    assertThat(folder.resolve("e.csv")).hasContent(ROWS);
    assertThat(folder.resolve("t.csv")).hasContent(ROWS);
    assertThat(folder.resolve("a.net")).hasContent("dense 2\n");
    assertThat(folder.resolve("b")).doesNotExist();
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void modelAndOnnxFileStay() throws IOException {
    Path model = folder.resolve("m");
    Path onnx = folder.resolve("m.onnx");
    run("train --data /e.csv --net mlp:1-2 --out /m").assertDone();
    byte[] bytes = Files.readAllBytes(model);
    run("train --data /e.csv --from /m --out /m")
        .assertUsage("--out must be another file than --from: " + model);
    run("export /m --out /m").assertUsage("--out must be another file than MODEL: " + model);
    assertThat(Files.readAllBytes(model)).isEqualTo(bytes);
    run("export /m --out /m.onnx").assertDone();
    run("import /m.onnx --out /m.onnx")
        .assertUsage("--out must be another file than FILE: " + onnx);
    run("import /m.onnx --data /e.csv --out /e.csv")
        .assertUsage("--out must be another file than --data: ");
    assertThat(folder.resolve("e.csv")).hasContent(ROWS);
  }
}
