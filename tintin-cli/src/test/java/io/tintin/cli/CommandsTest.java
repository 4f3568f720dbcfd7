package io.tintin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.cli.data.IdxFiles;
import io.tintin.cli.training.Provenance;
import io.tintin.cli.training.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as a user meets them, on small images. */
class CommandsTest {
  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void makeData() throws IOException {
    IdxFiles.folder(folder.resolve("mnist"), 200, 60);
    model = folder.resolve("a.model");
  }

  private CommandRun run(String... arguments) {
    return CommandRun.of(folder, arguments);
  }

  private CommandRun train(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("train", "--data", "mnist", "--net", "mlp:64-12-3", "--batch", "16"));
    arguments.addAll(List.of("--epochs", "3", "--out", model.toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void trainingEndsWithAccuracyAndHash() {
    CommandRun trained = train().assertDone();
    assertThat(trained.fromEnd(1)).matches("test accuracy (9[5-9]|100)\\.[0-9]{2} %");
    assertThat(trained.fromEnd(0)).matches("model sha256 [0-9a-f]{64}");
    assertThat(trained.lines())
        .startsWith(
            "data mnist: 200 examples to train on, 60 to test, 3 classes",
            "model mlp:64-12-3: 819 parameters",
            "rule aligned {decay=0, freeze=0, momentum=0.875, rate=0.0075, rescaling=tracked,"
                + " rounding=stochastic, schedule=linear, warm-up=0}, batch 16, 3 epochs, seed 1")
        .anyMatch(line -> line.startsWith("epoch 3/3  loss 0."));
    assertThat(model).isRegularFile();
  }

  @Test
  void savedModelIsEvaluatedAsInTraining() {
    CommandRun trained = train().assertDone();
    CommandRun evaluated =
        run("evaluate", model.toString(), "--data", "mnist", "--threads", "3").assertDone();
    assertThat("test " + evaluated.fromEnd(0)).isEqualTo(trained.fromEnd(1));
    assertThat(evaluated.fromEnd(1)).contains(" of 60 right, loss 0.");
  }

  @Test
  void summaryListsLayersAndOrigin() {
    CommandRun trained = train("--rule", "niti", "--mu", "2").assertDone();
    CommandRun summary = run("summary", model.toString()).assertDone();
    assertThat(String.join("\n", summary.lines()))
        .contains("Flatten", "Dense", "Relu", "total", "819")
        .containsPattern("data +mnist\n")
        .containsPattern("rule +niti \\{freeze=0, mu=2}\n")
        .containsPattern("steps +39\n");
    assertThat(summary.fromEnd(0)).isEqualTo(trained.fromEnd(0));
  }

  @Test
  void summaryOfANameNeedsNoFile() {
    assertThat(String.join("\n", run("summary", "lenet5").assertDone().lines()))
        .contains("[24, 24, 20]", "431,080");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aligned",
        "aligned --rescaling compound --rounding nearest --warm-up 3",
        "lion",
        "lion --rescaling dynamic --decay 1/64 --schedule halving",
        "int8",
        "int8 --rate 0.25 --rescaling dynamic --rounding pseudo",
        "niti",
        "niti --freeze 1",
        "float --warm-up 5",
      })
  void modelIsReproduced(String rule) {
    List<String> options = new ArrayList<>(List.of("--validate", "20", "--limit", "100", "--rule"));
    options.addAll(List.of(rule.split(" ")));
    CommandRun trained = train(options.toArray(String[]::new)).assertDone();
    CommandRun again = run("reproduce", model.toString(), "--threads", "1").assertDone();
    assertThat(again.fromEnd(1)).isEqualTo("reproduced " + model);
    assertThat(again.fromEnd(0)).isEqualTo(trained.fromEnd(0));
  }

  /** One that was saved before rescaling, rounding and warm-up were settings. */
  @Test
  void modelWithoutLaterSettingsIsReproduced() throws Exception {
    Path old = Path.of(CommandsTest.class.getResource("/golden/aligned-v1.model").toURI());
    assertThat(String.join("\n", run("summary", old.toString()).assertDone().lines()))
        .contains("{decay=0, momentum=0.875, rate=0.0075, schedule=linear}");
    CommandRun again = run("reproduce", old.toString()).assertDone();
    assertThat(again.fromEnd(0))
        .isEqualTo("model sha256 23ee9ce77997657a09e784ff6c9a3f540844e1b78783723060026b7bf8603835");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--rescaling", "--rounding", "--warm-up", "--freeze"})
  void settingDecidesTheWeights(String name) {
    String value =
        switch (name) {
          case "--rescaling" -> "dynamic";
          case "--rounding" -> "nearest";
          default -> "1";
        };
    assertThat(train(name, value).assertDone().fromEnd(0))
        .isNotEqualTo(train().assertDone().fromEnd(0));
  }

  @Test
  void equalSeedsGiveEqualFilesAndOthersDoNot() throws IOException {
    String hash = train("--threads", "1").assertDone().fromEnd(0);
    byte[] bytes = Files.readAllBytes(model);
    assertThat(train("--threads", "4").assertDone().fromEnd(0)).isEqualTo(hash);
    assertThat(Files.readAllBytes(model)).isEqualTo(bytes);
    assertThat(train("--seed", "2").assertDone().fromEnd(0)).isNotEqualTo(hash);
  }

  @Test
  void otherDataIsNotReproducedOn() throws IOException {
    train().assertDone();
    IdxFiles.folder(folder.resolve("mnist"), 201, 60);
    CommandRun again = run("reproduce", model.toString());
    again.assertUsage("data sha256 must be", "as in training");
  }

  @Test
  void modelOfAnotherRunIsNotReproduced() throws Exception {
    train("--seed", "2").assertDone();
    SavedModel other = SavedModel.decode(Files.readAllBytes(model));
    train().assertDone();
    SavedModel own = SavedModel.decode(Files.readAllBytes(model));
    Provenance.Trained trained = (Provenance.Trained) own.provenance();
    Files.write(
        model,
        new SavedModel(
                other.checkpoint(),
                own.normalizer(),
                own.classes(),
                new Provenance.Trained("Tin-Tin 0.0.9", trained.plan(), trained.dataSha256()))
            .encode());
    CommandRun again = run("reproduce", model.toString());
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.errors())
        .containsExactly(
            "tintin: model sha256 must be "
                + other.model().id()
                + ": "
                + own.model().id()
                + " (trained by Tin-Tin 0.0.9, this is "
                + Tintin.VERSION
                + ")");
  }

  @Test
  void movedDataIsReproducedOn() throws IOException {
    String hash = train().assertDone().fromEnd(0);
    Path moved = Files.move(folder.resolve("mnist"), folder.resolve("moved"));
    run("reproduce", model.toString()).assertUsage("run bin/data mnist");
    CommandRun again = run("reproduce", model.toString(), "--data", moved.toString());
    assertThat(again.assertDone().fromEnd(0)).isEqualTo(hash);
  }

  @Test
  void csvWithTextLabelsIsTrainedAndEvaluated() throws IOException {
    List<String> lines = new ArrayList<>(List.of("kind,width,height"));
    for (int i = 0; i < 100; i++) {
      boolean isTall = i % 2 == 0;
      lines.add((isTall ? "tall," : "wide,") + (isTall ? 1.5 : 3.5 + i % 7) + "," + (50 + i % 3));
    }
    Path csv = Files.write(folder.resolve("shapes.csv"), lines);
    run(
            "train",
            "--data",
            csv.toString(),
            "--label",
            "kind",
            "--net",
            "mlp:2-8-2",
            "--batch",
            "4",
            "--epochs",
            "10",
            "--rate",
            "0.02",
            "--out",
            model.toString())
        .assertDone();
    CommandRun evaluated = run("evaluate", model.toString(), "--data", csv.toString()).assertDone();
    assertThat(evaluated.fromEnd(0)).isEqualTo("accuracy 100.00 %");
    run("reproduce", model.toString()).assertDone();
    Path other = Files.writeString(folder.resolve("other.csv"), "kind,width,height\nflat,1,2\n");
    run("evaluate", model.toString(), "--data", other.toString())
        .assertUsage("label must be one of the classes trained on");
  }

  @ParameterizedTest
  @ValueSource(strings = {"curve.svg", "curve.png"})
  void curveIsDrawn(String name) {
    Path curve = folder.resolve(name);
    CommandRun trained = train("--validate", "20", "--curve", curve.toString()).assertDone();
    assertThat(curve).isNotEmptyFile();
    assertThat(trained.fromEnd(2)).isEqualTo("curve " + curve);
    assertThat(trained.lines()).anyMatch(line -> line.contains("validation accuracy"));
  }

  @Test
  void nothingButTheOutputIsLeft() throws IOException {
    train().assertDone();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("mnist", "a.model");
    }
  }

  @Test
  void evaluationsAreLogged() throws IOException {
    Path log = Files.writeString(folder.resolve("log.csv"), "an older one");
    train("--log", log.toString(), "--evaluate-every", "13", "--limit", "150").assertDone();
    List<String> rows = Files.readAllLines(log);
    // 150 examples in batches of 16 are 10 steps an epoch.
    assertThat(rows).hasSize(6);
    assertThat(rows.get(0)).isEqualTo("step,epoch,training_loss,test_loss,test_accuracy");
    assertThat(rows.subList(1, 6))
        .extracting(row -> row.substring(0, 5))
        .containsExactly("10,1,", "13,2,", "20,2,", "26,3,", "30,3,");
    assertThat(rows.get(5)).matches("30,3,0\\.[0-9]{6},0\\.[0-9]{6},[01]\\.[0-9]{6}");
    // A step that is evaluated twice is the same model, and one row.
    train("--log", log.toString(), "--evaluate-every", "12", "--validate", "9").assertDone();
    assertThat(Files.readAllLines(log))
        .hasSize(1 + 3)
        .startsWith("step,epoch,training_loss,validation_loss,validation_accuracy");
  }

  @Test
  void milestonesAndHealthAreTold() {
    List<String> lines = train("--evaluate-every", "5", "--health").assertDone().lines();
    assertThat(lines)
        .anyMatch(line -> line.matches("step 5  test accuracy .* %"))
        .anyMatch(line -> line.matches("90 % after [0-9]+ steps"));
    assertThat(train("--rate", "0.00002", "--health").assertDone().lines())
        .noneMatch(line -> line.contains("after"));
  }

  @Test
  void savedModelIsExported() throws IOException {
    String hash = train().assertDone().fromEnd(0);
    Path onnx = folder.resolve("a.onnx");
    CommandRun exported = run("export", model.toString(), "--out", onnx.toString()).assertDone();
    assertThat(exported.fromEnd(0)).isEqualTo(hash);
    assertThat(onnx).isRegularFile();
    run("export", model.toString(), "--out", "/nowhere/a.onnx").assertUsage("--out must be a file");
  }

  @ParameterizedTest
  @CsvSource({
    "niti, its rule is niti",
    "float, its rule is float",
    "lion --rescaling dynamic, 'its rule is lion, its rescaling dynamic'",
  })
  void modelWithoutFixedScalesIsNotExported(String rule, String words) {
    train(("--rule " + rule).split(" ")).assertDone();
    String onnx = folder.resolve("a.onnx").toString();
    run("export", model.toString(), "--out", onnx)
        .assertUsage("--rescaling tracked, as train --from it would: " + words);
    // As it says.
    String again = folder.resolve("again.model").toString();
    run("train", "--data", "mnist", "--from", model.toString(), "--epochs", "1", "--out", again)
        .assertDone();
    run("export", again, "--out", onnx).assertDone();
  }

  @Test
  void whatCouldWrapIsRefusedBySummary() {
    assertThat(String.join("\n", run("summary", "lenet5", "--batch", "64").assertDone().lines()))
        .contains("gradient by a weight at most");
    run("summary", "lenet5", "--batch", "1000000").assertUsage("or it could wrap");
  }
}
