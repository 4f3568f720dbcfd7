package io.tintin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that gives no model: one line, exit code 1, and nothing written. */
class FailedRunTest {
  @TempDir Path folder;

  @Test
  void weightsThatAreNotFiniteFailTheRun() throws IOException {
    Path data =
        Files.writeString(folder.resolve("a.csv"), "x,y,label\n" + "1,2,a\n3,1,b\n".repeat(9));
    Path model = folder.resolve("a.model");
    String most = "999999999";
    String options =
        "--net mlp:2-2 --rule float --schedule none --epochs 2 --batch 4 --rate " + most;
    String command =
        "train --data " + data + " --out " + model + " --decay " + most + " " + options;
    CommandRun run = CommandRun.of(folder, command.split(" "));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().get(0))
        .matches("tintin: weights must be finite: parameter 0 has .*; lower --rate");
    assertThat(model).doesNotExist();
  }
}
