package io.tintin.cli;

import io.tintin.cli.data.DataSource;
import io.tintin.cli.data.Dataset;
import io.tintin.cli.data.MalformedDataException;
import io.tintin.cli.training.Evaluation;
import io.tintin.cli.training.SavedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tintin evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    version = Tintin.VERSION,
    description = {"Says how a saved model does on examples.", ""})
final class EvaluateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "a file that tintin train or import saved")
  private Path file = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description =
          "mnist, fashion or a folder, of which the test set is taken; or an IDX or CSV file")
  private String data = "";

  @Option(
      names = "--label",
      paramLabel = "NAME",
      description = "column of a CSV file that holds the labels; default: as in training")
  private String label = "";

  @Mixin private final ThreadsOption threads = new ThreadsOption();

  private final Environment environment;

  EvaluateCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws UsageException, IOException {
    int threadCount = threads.count();
    SavedModel saved = ModelFile.read(file);
    String column = label.isEmpty() ? saved.provenance().label() : label;
    Dataset examples;
    try {
      DataSource source = new DataSource(data, "", column);
      examples = saved.normalizer().apply(source.loadTest(environment.data(), saved.classes()));
    } catch (MalformedDataException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    Evaluation evaluation = saved.evaluator(threadCount).evaluate(examples);
    environment
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "%d of %d right, loss %.4f",
                evaluation.hits(),
                evaluation.count(),
                evaluation.loss()));
    environment.out().println("accuracy " + RunReport.percent(evaluation.accuracy()));
    return 0;
  }
}
