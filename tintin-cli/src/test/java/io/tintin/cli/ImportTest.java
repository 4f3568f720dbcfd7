package io.tintin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.cli.data.IdxFiles;
import io.tintin.cli.onnx.FloatOnnx;
import io.tintin.cli.onnx.OnnxImport;
import io.tintin.cli.training.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that come from ONNX files, as a user meets them. */
class ImportTest {
  @TempDir Path folder;
  private Path model;
  private Path onnx;
  private Path imported;
  private CommandRun trained;

  @BeforeEach
  void trainAndExport() throws IOException {
    IdxFiles.folder(folder.resolve("mnist"), 200, 60);
    model = folder.resolve("a.model");
    onnx = folder.resolve("a.onnx");
    imported = folder.resolve("b.model");
    trained =
        run(
                "train",
                "--data",
                "mnist",
                "--net",
                "mlp:64-12-3",
                "--batch",
                "16",
                "--epochs",
                "3",
                "--out",
                model.toString())
            .assertDone();
    run("export", model.toString(), "--out", onnx.toString()).assertDone();
  }

  private CommandRun run(String... arguments) {
    return CommandRun.of(folder, arguments);
  }

  private CommandRun bring(String... more) {
    String[] arguments = new String[4 + more.length];
    arguments[0] = "import";
    arguments[1] = onnx.toString();
    arguments[2] = "--out";
    arguments[3] = imported.toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    return run(arguments);
  }

  private String accuracy(Path file) {
    return run("evaluate", file.toString(), "--data", "mnist").assertDone().fromEnd(0);
  }

  private static SavedModel read(Path file) throws Exception {
    return SavedModel.decode(Files.readAllBytes(file));
  }

  /** The floats of a model's weights, as PyTorch would export them. */
  private void writeFloats(boolean isImage) throws Exception {
    Files.write(onnx, FloatOnnx.of(read(model).model(), isImage).toBytes());
  }

  @Test
  void exportedModelComesBackAndIsExportedAsBefore() throws Exception {
    CommandRun run = bring().assertDone();
    assertThat(run.fromEnd(1)).isEqualTo("model " + imported);
    assertThat(run.fromEnd(0)).isEqualTo(trained.fromEnd(0));
    assertThat("test " + accuracy(imported)).isEqualTo(trained.fromEnd(1));
    SavedModel before = read(model);
    SavedModel after = read(imported);
    assertThat(after.normalizer()).isEqualTo(before.normalizer());
    assertThat(after.classes()).isEqualTo(before.classes());
    Path again = folder.resolve("again.onnx");
    run("export", imported.toString(), "--out", again.toString()).assertDone();
    assertThat(read(imported).frozen()).isEqualTo(before.frozen());
    assertThat(run("summary", imported.toString()).assertDone().lines())
        .anyMatch(line -> line.matches("imported from +a.onnx, sha256 [0-9a-f]{64}"))
        .anyMatch(line -> line.matches("trained by +" + Tintin.VERSION))
        .anyMatch(line -> line.matches("steps +0"))
        .noneMatch(line -> line.startsWith("rule"));
    // Also what it says of the data is as before.
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(onnx));
  }

  @Test
  void importedModelIsTrainedFurther() {
    bring().assertDone();
    run(
            "train",
            "--data",
            "mnist",
            "--from",
            imported.toString(),
            "--epochs",
            "1",
            "--out",
            folder.resolve("c.model").toString())
        .assertDone();
    run("reproduce", imported.toString())
        .assertUsage("model must be one that tintin train made: it was imported from a.onnx");
  }

  @Test
  void floatNetIsImportedWithData() throws Exception {
    writeFloats(true);
    CommandRun run = bring("--data", "mnist").assertDone();
    assertThat(run.fromEnd(0)).isNotEqualTo(trained.fromEnd(0));
    assertThat(accuracy(imported)).matches("accuracy (9[5-9]|100)\\.[0-9]{2} %");
    assertThat(read(imported).normalizer()).isEqualTo(read(model).normalizer());
    assertThat(read(imported).provenance().origin()).isEmpty();
    Path again = folder.resolve("again.onnx");
    run("export", imported.toString(), "--out", again.toString()).assertDone();
    OnnxImport exported = OnnxImport.of(Files.readAllBytes(again));
    assertThat(exported.metadata("data_sha256")).isEmpty();
    assertThat(exported.metadata("trained_by")).isEmpty();
  }

  /** A row of 64 values is the image of the data. */
  @Test
  void floatNetOfARowTakesImages() throws Exception {
    writeFloats(false);
    bring("--data", "mnist", "--mean", "89.9", "--deviation", "71").assertDone();
    assertThat(accuracy(imported)).matches("accuracy (9[5-9]|100)\\.[0-9]{2} %");
  }

  @Test
  void floatNetWithoutDataHasScalesThatFollowItsExamples() throws Exception {
    writeFloats(true);
    bring("--mean", "89.9", "--deviation", "71").assertDone();
    assertThat(accuracy(imported)).matches("accuracy (9[5-9]|100)\\.[0-9]{2} %");
    assertThat(read(imported).classes()).containsExactly("0", "1", "2");
    run("export", imported.toString(), "--out", onnx.toString())
        .assertUsage(
            "as import with --data or train --from it would give: it was imported from a.onnx");
  }

  @Test
  void whatCannotBeImportedIsTold() throws Exception {
    bring("--data", "mnist").assertUsage("must be for a float32 net");
    bring("--label", "kind").assertUsage("--label must be with --data");
    writeFloats(true);
    bring("--deviation", "0").assertUsage("deviation must be above 0");
    bring("--mean", "grey").assertUsage("mean must be a number below 10^18: grey");
    Files.write(onnx, new byte[] {1, 2, 3});
    bring().assertUsage(onnx + ": model must be a protobuf message");
    Files.delete(onnx);
    bring().assertUsage("FILE must be an ONNX file that can be read");
    assertThat(imported).doesNotExist();
  }
}
