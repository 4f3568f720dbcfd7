package io.tintin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.tintin.cli.data.DataSource;
import io.tintin.cli.data.Loaded;
import io.tintin.cli.data.RawDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real images. Without them tests are skipped, but with {@code -Dtintin.requireData=true} they
 * fail.
 */
class RealDataTest {
  @TempDir Path folder;

  private static Path dataWith(String name) {
    Path root =
        Optional.ofNullable(System.getenv("TINTIN_DATA")).map(Path::of).orElse(Path.of("../data"));
    if (!Files.isDirectory(root.resolve(name))) {
      String message = name + " must be in " + root + ": run bin/data " + name;
      if (Boolean.getBoolean("tintin.requireData")) {
        fail(message);
      }
      abort(message);
    }
    return root;
  }

  @ParameterizedTest
  @CsvSource({
    "mnist, e7260fe8f2c50833c0f4ed6bad57926f3191f2e1ccdbabffa64960848ec7d855, 5, 7",
    "fashion, 9b744e7913daf41e88fe9fe739ba1a8e6596bc6ba8e15025265efa09f51f0186, 9, 9",
  })
  void setsAreWhole(String name, String sha256, int firstLabel, int firstTestLabel)
      throws Exception {
    Loaded loaded = new DataSource(name, "", "").load(dataWith(name));
    RawDataset test = loaded.test().orElseThrow();
    assertThat(List.of(loaded.training().count(), test.count())).containsExactly(60_000, 10_000);
    assertThat(loaded.training().classes()).hasSize(10);
    assertThat(loaded.training().label(0)).isEqualTo(firstLabel);
    assertThat(test.label(0)).isEqualTo(firstTestLabel);
    assertThat(loaded.sha256()).isEqualTo(sha256);
  }

  /** The same hash on any machine. */
  @Test
  void fewDigitsAreLearnedWell() {
    Path model = folder.resolve("a.model");
    CommandRun trained =
        CommandRun.of(
            dataWith("mnist"),
            "train",
            "--data",
            "mnist",
            "--net",
            "mlp:784-32-10",
            "--limit",
            "4000",
            "--epochs",
            "2",
            "--batch",
            "16",
            "--out",
            model.toString());
    trained.assertDone();
    assertThat(trained.fromEnd(1)).matches("test accuracy 9[0-9]\\.[0-9]{2} %");
    assertThat(trained.fromEnd(0))
        .isEqualTo("model sha256 57e97855eebc924a128fc7eac2b37ec12b20824e8b60666f825d8e5f91011ff8");
  }
}
