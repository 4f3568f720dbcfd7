package io.tintin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.cli.data.IdxFiles;
import io.tintin.cli.training.Evaluation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that fail on the way. */
class OutputFailureTest {
  private static final Evaluation EVALUATION = new Evaluation(10, 9, 0.5);

  @TempDir Path folder;

  /** A file on a disk that takes so many bytes, and then fails at all there is. */
  private static final class FullDisk extends OutputStream {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final int most;

    FullDisk(int most) {
      this.most = most;
    }

    @Override
    public void write(int value) throws IOException {
      if (taken.size() == most) {
        throw new IOException("No space left on device");
      }
      taken.write(value);
    }

    @Override
    public void close() throws IOException {
      throw new IOException("No space left on device");
    }
  }

  @Test
  void logThatFailsIsToldOnce() throws IOException {
    FullDisk disk = new FullDisk(80);
    List<String> failures = new ArrayList<>();
    try (EvaluationLog log =
        EvaluationLog.begin(disk, "test", e -> failures.add(String.valueOf(e.getMessage())))) {
      log.add(1, 1, 0.25, EVALUATION);
      assertThat(failures).isEmpty();
      log.add(2, 1, 0.25, EVALUATION);
      log.add(3, 1, 0.25, EVALUATION);
    }
    assertThat(failures).containsExactly("No space left on device");
    assertThat(disk.taken.toString(UTF_8))
        .startsWith(
            """
            step,epoch,training_loss,test_loss,test_accuracy
            1,1,0.250000,0.500000,0.900000
            """);
  }

  @Test
  void logWithoutAHeaderIsNotBegun() {
    assertThatThrownBy(() -> EvaluationLog.begin(new FullDisk(3), "test", e -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
  }

  /** While the model is trained, something takes the place of its curve. */
  @Test
  void modelIsSavedWithoutItsCurve() throws IOException {
    Path model = folder.resolve("a.model");
    Path curve = folder.resolve("curve.svg");
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    OutputStream watched =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            Files.createDirectories(curve.resolve("taken"));
            lines.write(value);
          }
        };
    assertThat(train(watched, errors, "--out", model.toString(), "--curve", curve.toString()))
        .isZero();
    assertThat(errors.toString(UTF_8))
        .startsWith("tintin: the model has no curve: --curve must be a file that can be written: ")
        .contains(curve.toString())
        .doesNotContain(".tmp");
    assertThat(lines.toString(UTF_8)).contains("test accuracy", "model sha256");
    assertThat(model).isNotEmptyFile();
  }

  @Test
  void outputThatIsCutOffIsCode1() throws IOException {
    Path model = folder.resolve("a.model");
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    assertThat(train(new FullDisk(10), errors, "--out", model.toString())).isEqualTo(1);
    assertThat(errors.toString(UTF_8).lines())
        .containsExactly("tintin: output must be writable: it was cut off");
    assertThat(model).isNotEmptyFile();
    errors.reset();
    assertThat(run(new FullDisk(10), errors, "--help")).isEqualTo(1);
    assertThat(errors.toString(UTF_8).lines()).hasSize(1);
  }

  private int train(OutputStream out, OutputStream errors, String... more) throws IOException {
    IdxFiles.folder(folder.resolve("mnist"), 40, 10);
    List<String> arguments =
        new ArrayList<>(List.of("train", "--data", "mnist", "--net", "mlp:64-3", "--epochs", "1"));
    arguments.addAll(List.of(more));
    return run(out, errors, arguments.toArray(String[]::new));
  }

  private int run(OutputStream out, OutputStream errors, String... arguments) {
    return Tintin.execute(
        new Environment(
            new PrintStream(out, true, UTF_8),
            new PrintStream(errors, true, UTF_8),
            false,
            () -> 0,
            folder),
        arguments);
  }
}
