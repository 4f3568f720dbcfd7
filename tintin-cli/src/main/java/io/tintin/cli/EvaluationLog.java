package io.tintin.cli;

import io.tintin.cli.training.Evaluation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Rows of CSV, one for each evaluation, each written at once: a run that is killed leaves what it
 * had. A row that can't be written is the last: the run goes on without a log.
 */
final class EvaluationLog implements AutoCloseable {
  private final OutputStream rows;
  private final Consumer<IOException> onFailure;
  private boolean hasFailed;
  private long lastStep;

  private EvaluationLog(OutputStream rows, Consumer<IOException> onFailure) {
    this.rows = rows;
    this.onFailure = onFailure;
  }

  /** One that keeps nothing. */
  static EvaluationLog none() {
    return new EvaluationLog(OutputStream.nullOutputStream(), failure -> {});
  }

  /**
   * Writes the header.
   *
   * @param rows unbuffered; closed with the log
   * @param heldOut what the model is judged by, such as {@code test}
   * @param onFailure hears of the first row that can't be written
   * @throws IOException if the header can't be written; the rows are closed then
   */
  static EvaluationLog begin(OutputStream rows, String heldOut, Consumer<IOException> onFailure)
      throws IOException {
    String header = "step,epoch,training_loss," + heldOut + "_loss," + heldOut + "_accuracy\n";
    try {
      rows.write(header.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      rows.close();
      throw e;
    }
    return new EvaluationLog(rows, onFailure);
  }

  /**
   * Adds a row, unless this step has one: the last step of an epoch may be evaluated twice.
   *
   * @param epoch to which the step belongs, counted from 1
   * @param trainingLoss mean of the examples of the epoch so far, in nats
   */
  void add(long step, int epoch, double trainingLoss, Evaluation evaluation) {
    if (step == lastStep || hasFailed) {
      return;
    }
    lastStep = step;
    String row =
        String.format(
            Locale.ROOT,
            "%d,%d,%.6f,%.6f,%.6f\n",
            step,
            epoch,
            trainingLoss,
            evaluation.loss(),
            evaluation.accuracy());
    try {
      rows.write(row.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      fail(e);
    }
  }

  private void fail(IOException e) {
    if (!hasFailed) {
      hasFailed = true;
      onFailure.accept(e);
    }
  }

  @Override
  public void close() {
    try {
      rows.close();
    } catch (IOException e) {
      fail(e);
    }
  }
}
