package io.tintin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tintin.cli.data.IdxFiles;
import io.tintin.mcu.McuRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that write models for microcontrollers and run them. */
class MicrocontrollersTest {
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
    List<String> words =
        new ArrayList<>(
            List.of("train", "--data", "mnist", "--net", "mlp:64-12-3", "--batch", "16"));
    words.addAll(List.of("--epochs", "3", "--out", model.toString()));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }

  @Test
  void savedModelIsExportedAsC() throws Exception {
    train("--rule", "int8").assertDone();
    Path out = folder.resolve("node");
    CommandRun exported = exportC("--out", out.toString(), "--name", "digits").assertDone();
    assertThat(exported.fromEnd(1)).isEqualTo("c " + out);
    assertThat(exported.fromEnd(0)).startsWith("ram without stack ").contains("parameters 819,");
    assertThat(out.resolve("digits.h")).content().contains("#define DIGITS_BATCH 16\n");
    exportC("--out", out.toString(), "--batch", "1").assertDone();
    assertThat(out.resolve("model.h")).content().contains("#define MODEL_BATCH 1\n");
    run("export-c", "mlp", "--out", out.toString(), "--name", "fresh").assertDone();
    assertThat(out.resolve("fresh.h")).content().contains("#define FRESH_INPUTS 36\n");
    exportC("--out", out.toString(), "--name", "1st").assertUsage("name must be");
    exportC("--out", out.toString(), "--batch", "0").assertUsage("batchSize must be in");
  }

  @Test
  void budgetIsKept() {
    String out = folder.resolve("node").toString();
    String[] net = {"export-c", "mlp:50-200-50-3", "--batch", "16", "--out", out};
    List<String> words = new ArrayList<>(List.of(net));
    assertThat(run(net).assertDone().fromEnd(0)).startsWith("ram without stack ");
    words.addAll(List.of("--budget", "29KB"));
    CommandRun fitted = run(words.toArray(String[]::new)).assertDone();
    assertThat(fitted.fromEnd(1)).startsWith("ram without stack ");
    assertThat(fitted.fromEnd(0)).contains(" in each step, to the same bits: ");
    words.set(words.size() - 1, "2000");
    run(words.toArray(String[]::new)).assertUsage("budget must be at least ");
    words.set(words.size() - 1, "16K");
    run(words.toArray(String[]::new)).assertUsage("--budget must be bytes, as 16384, 16KB or");
  }

  @Test
  void planShowsTheArena() {
    List<String> words = new ArrayList<>(List.of("plan", "mlp"));
    CommandRun plan = run(words.toArray(String[]::new)).assertDone();
    assertThat(plan.fromEnd(0)).isEqualTo("10 back through layer 0, updates");
    assertThat(plan.fromEnd(10)).isEqualTo("0 layer 0: dense 36 -> 32");
    assertThat(plan.fromEnd(12)).startsWith("gradient 1, 2").endsWith(" ........###");
    words.addAll(List.of("--budget", "1KB"));
    run(words.toArray(String[]::new)).assertUsage("budget must be at least ");
  }

  @Test
  void modelThatPredictsAloneIsExportedAsC() {
    train("--rule", "int8").assertDone();
    Path out = folder.resolve("node");
    CommandRun exported = exportC("--out", out.toString(), "--infer-only").assertDone();
    assertThat(exported.fromEnd(0)).contains("parameters 0,");
    assertThat(out.resolve("model.h")).content().doesNotContain("modelStep");
    exportC("--out", out.toString(), "--infer-only", "--batch", "2").assertUsage("--batch goes");
    run("export-c", "mlp", "--out", out.toString(), "--infer-only")
        .assertUsage("--infer-only needs a model that tintin train saved: mlp");
  }

  @Test
  void whatHasNoFormInCIsNotExportedAsC() {
    train("--rule", "niti").assertDone();
    Path out = folder.resolve("node");
    exportC("--out", out.toString()).assertUsage("rescaling must be TRACKED");
    assertThat(out).doesNotExist();
  }

  private CommandRun exportC(String... more) {
    List<String> words = new ArrayList<>(List.of("export-c", model.toString()));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }

  @Test
  void emulatedCoresHaveOneHash() {
    assumeTrue(McuRun.missingTools().isEmpty(), "needs " + McuRun.TOOLS);
    train("--rule", "int8").assertDone();
    CommandRun run = mcu("--batch", "1", "--core", "m0,m3", "--steps", "5").assertDone();
    assertThat(run.fromEnd(3)).startsWith("m0: hash ");
    assertThat(run.fromEnd(2)).startsWith("m0: float32 ").contains(" times as many; RAM ");
    assertThat(run.fromEnd(1)).startsWith("m3: hash ").contains(" instructions a step");
    String hash = "hash [0-9a-f]{8}";
    assertThat(run.fromEnd(1).replaceAll(".*(" + hash + ").*", "$1"))
        .isEqualTo(run.fromEnd(3).replaceAll(".*(" + hash + ").*", "$1"));
    assertThat(mcu("--core", "m3", "--steps", "2").assertDone().fromEnd(1))
        .isEqualTo(
            "no float32 net to compare with: the float32 net has cross-entropy and a batch of 1 alone");
    mcu("--core", "m7").assertUsage("core must be one of m0, m3,");
    mcu("--steps", "0").assertUsage("--steps must be at least 1: 0");
    mcu("--optimize", "x").assertUsage("--optimize must be 0, 1,");
  }

  @Test
  void netsRunWithNewWeights() {
    assumeTrue(McuRun.missingTools().isEmpty(), "needs " + McuRun.TOOLS);
    CommandRun run = run("mcu", "--net", "mlp", "--core", "m3", "--steps", "3").assertDone();
    assertThat(run.fromEnd(1)).startsWith("m3: hash ");
    assertThat(run.fromEnd(0)).startsWith("m3: float32 ");
    run("mcu", "--net", "mlp:36").assertUsage("mlp must have inputs and outputs");
    run("mcu", "--net", "nothing").assertUsage("net must be lenet5,");
    run("mcu", "--net", "mlp", "--batch", "0").assertUsage("batchSize must be in");
    run("mcu").assertUsage("--net");
  }

  private CommandRun mcu(String... more) {
    List<String> words = new ArrayList<>(List.of("mcu", "--net", model.toString()));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }
}
