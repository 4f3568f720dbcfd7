package io.tintin.cli;

import io.tintin.cli.chart.CurveChart;
import io.tintin.cli.chart.LearningCurve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what is told about a run; they change no bit of it. */
final class ReportOptions {
  @Option(
      names = "--curve",
      paramLabel = "FILE",
      description = "draw loss and accuracy over epochs, .svg or .png")
  private @Nullable Path curve;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "write a row of CSV for each evaluation, as the run goes on")
  private @Nullable Path log;

  @Option(
      names = "--evaluate-every",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "judge the model every N steps too, and tell when it first reached 90, 95, 97, 98 and 99 %%")
  private int evaluateEvery;

  @Option(
      names = "--health",
      description =
          "of all rules but float: look into the last step of each epoch, and tell what is wrong with"
              + " it")
  private boolean health;

  int evaluateEvery() {
    return evaluateEvery;
  }

  boolean health() {
    return health;
  }

  /** Refuses what a run by this rule can't tell. */
  void check(String rule) throws UsageException {
    if (evaluateEvery < 0) {
      throw new UsageException("evaluate-every must be at least 0: " + evaluateEvery);
    }
    if (health && !TrainingRules.named(rule).isExamined()) {
      throw new UsageException("--health must be with a rule of integers: " + rule);
    }
  }

  /** Where a curve is drawn. */
  record CurveFile(OutputFile file, CurveChart.Kind kind) {
    void draw(LearningCurve learned) throws IOException, RunFailedException {
      file.write(CurveChart.draw(learned, kind));
    }
  }

  /**
   * Finds out before training whether the files can be written.
   *
   * @param files of the other options
   */
  Optional<CurveFile> checkFiles(NamedFiles files) throws UsageException {
    if (log != null) {
      files.writes("--log", log);
    }
    if (curve == null) {
      return Optional.empty();
    }
    try {
      CurveChart.Kind kind = CurveChart.Kind.of(curve.toString());
      return Optional.of(new CurveFile(files.writes("--curve", curve), kind));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Begins the log, which takes the place of an older one.
   *
   * @param heldOut what the model is judged by
   * @param environment hears once of a log that can't be written to its end
   */
  EvaluationLog openLog(String heldOut, Environment environment) throws UsageException {
    if (log == null) {
      return EvaluationLog.none();
    }
    Path file = log;
    try {
      return EvaluationLog.begin(
          Files.newOutputStream(file),
          heldOut,
          e ->
              environment.complain(
                  "training goes on without a log: " + OutputFile.unwritable("--log", file, e)));
    } catch (IOException e) {
      throw new UsageException(OutputFile.unwritable("--log", file, e), e);
    }
  }
}
