package io.tintin.cli;

import io.tintin.cli.training.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A CSV file with a row for each evaluation, each written at once: a run that is killed leaves what
 * it had.
 */
final class EvaluationLog implements AutoCloseable {
  private final Writer rows;
  private long lastStep;

  private EvaluationLog(Writer rows) {
    this.rows = rows;
  }

  /** One that keeps nothing. */
  static EvaluationLog none() {
    return new EvaluationLog(Writer.nullWriter());
  }

  /**
   * Begins a file, in the place of what is there.
   *
   * @param heldOut what the model is judged by, such as {@code test}
   */
  static EvaluationLog open(Path file, String heldOut) throws IOException {
    EvaluationLog log = new EvaluationLog(Files.newBufferedWriter(file));
    try {
      log.write("step,epoch,training_loss," + heldOut + "_loss," + heldOut + "_accuracy\n");
    } catch (UncheckedIOException e) {
      log.close();
      throw e.getCause();
    }
    return log;
  }

  /**
   * Adds a row, unless this step has one: the last step of an epoch may be evaluated twice.
   *
   * @param epoch to which the step belongs, counted from 1
   * @param trainingLoss mean of the examples of the epoch so far, in nats
   * @throws UncheckedIOException if the disk is full, for instance
   */
  void add(long step, int epoch, double trainingLoss, Evaluation evaluation) {
    if (step == lastStep) {
      return;
    }
    lastStep = step;
    write(
        String.format(
            Locale.ROOT,
            "%d,%d,%.6f,%.6f,%.6f\n",
            step,
            epoch,
            trainingLoss,
            evaluation.loss(),
            evaluation.accuracy()));
  }

  private void write(String row) {
    try {
      rows.write(row);
      rows.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
