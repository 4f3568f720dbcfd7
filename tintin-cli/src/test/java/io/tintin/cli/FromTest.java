package io.tintin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.cli.data.IdxFiles;
import io.tintin.cli.training.SavedModel;
import io.tintin.core.tensor.Int8Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training that begins with a saved model. */
class FromTest {
  @TempDir Path folder;
  private String old;
  private String oldHash;
  private Path model;

  @BeforeEach
  void trainTheOldModel() throws IOException {
    IdxFiles.folder(folder.resolve("mnist"), 200, 60);
    IdxFiles.folder(folder.resolve("elsewhere"), 90, 30);
    old = folder.resolve("old.model").toString();
    model = folder.resolve("a.model");
    CommandRun trained =
        run("train", "--data", "mnist", "--net", "mlp:64-12-3", "--epochs", "1", "--out", old);
    oldHash = trained.assertDone().fromEnd(0).replace("model sha256 ", "");
  }

  private CommandRun run(String... arguments) {
    return CommandRun.of(folder, arguments);
  }

  private CommandRun train(String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--out", model.toString()));
    arguments.addAll(List.of("--data", folder.resolve("elsewhere").toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private static SavedModel read(Path file) throws Exception {
    return SavedModel.decode(Files.readAllBytes(file));
  }

  @Test
  void weightsAndNormalizerAreThoseOfTheOldModel() throws Exception {
    CommandRun trained =
        train("--from", old, "--freeze", "1", "--rule", "lion", "--epochs", "1").assertDone();
    assertThat(trained.lines()).contains("model mlp:64-12-3: 819 parameters");
    SavedModel before = read(Path.of(old));
    SavedModel after = read(model);
    assertThat(after.normalizer()).isEqualTo(before.normalizer());
    List<Int8Tensor> first = before.model().parameters();
    List<Int8Tensor> last = after.model().parameters();
    // Weights and bias of the first dense layer are frozen.
    assertThat(last.subList(0, 2)).isEqualTo(first.subList(0, 2));
    assertThat(last.get(2)).isNotEqualTo(first.get(2));
    assertThat(String.join("\n", run("summary", model.toString()).assertDone().lines()))
        .containsPattern("from model sha256 +" + oldHash);
  }

  @Test
  void reproducingNeedsTheOldModel() {
    String hash = train("--from", old).assertDone().fromEnd(0);
    String file = model.toString();
    run("reproduce", file)
        .assertUsage("--from must be the model with sha256 " + oldHash + ", as in training: none");
    run("reproduce", file, "--from", file)
        .assertUsage("--from must be the model with sha256 " + oldHash + ", as in training: ");
    run("reproduce", old, "--from", old)
        .assertUsage("--from must be left away, as weights were drawn");
    assertThat(run("reproduce", file, "--from", old).assertDone().fromEnd(0)).isEqualTo(hash);
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    train("--from", old, "--net", "mlp:64-11-3")
        .assertUsage("net must be the architecture of --from, or left away: mlp:64-11-3");
    String csv = Files.writeString(folder.resolve("a.csv"), "1,0\n2,1\n3,1\n4,0\n5,1\n").toString();
    run("train", "--data", csv, "--from", old, "--out", model.toString())
        .assertUsage("example shape must be [8, 8, 1]: [1]");
    train("--from", csv).assertUsage("checkpoint");
    train("--from", folder + "/none").assertUsage("model must be a file that can be read");
    assertThat(model).doesNotExist();
    train("--from", old, "--net", "mlp:64-12-3").assertDone();
  }

  /** Outputs keep their meaning, so names are equal, and in equal order. */
  @Test
  void classesAreThoseOfTheOldModel() throws IOException {
    String few =
        Files.writeString(folder.resolve("few.csv"), "1,a\n2,b\n3,c\n4,a\n5,b\n6,c\n").toString();
    run("train", "--data", few, "--net", "mlp:1-3", "--out", old).assertDone();
    for (String labels : List.of("abcd", "cat,dog,emu", "abd")) {
      String[] names = labels.contains(",") ? labels.split(",") : labels.split("");
      StringBuilder rows = new StringBuilder();
      for (int i = 0; i < 12; i++) {
        rows.append(i).append(',').append(names[i % names.length]).append('\n');
      }
      String other = Files.writeString(folder.resolve("other.csv"), rows).toString();
      run("train", "--data", other, "--from", old, "--out", model.toString())
          .assertUsage("classes of the data must be [a, b, c], as of --from: " + List.of(names));
    }
    assertThat(model).doesNotExist();
  }
}
