package io.tintin.cli;

import io.tintin.cli.data.DataSource;
import io.tintin.cli.data.MalformedDataException;
import io.tintin.cli.data.Normalizer;
import io.tintin.cli.training.Prepared;
import io.tintin.cli.training.Provenance;
import io.tintin.cli.training.SavedModel;
import io.tintin.cli.training.Seeds;
import io.tintin.cli.training.TrainingPlan;
import io.tintin.cli.training.TrainingRule;
import io.tintin.cli.training.TrainingRun;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tintin reproduce}. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    version = Tintin.VERSION,
    description = {"Trains a saved model anew, as it was trained, and compares the hash.", ""})
final class ReproduceCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "a file that tintin train saved")
  private Path file = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "where the data is now; its content must be the same; default: where it was")
  private @Nullable String data;

  @Option(
      names = "--test",
      paramLabel = "DATA",
      description = "where the test set is now; default: where it was")
  private @Nullable String test;

  @Option(
      names = "--from",
      paramLabel = "MODEL",
      description = "the saved model that training began with, if it began with one")
  private @Nullable Path from;

  @Mixin private final ThreadsOption threads = new ThreadsOption();

  private final Environment environment;

  ReproduceCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws UsageException, RunFailedException, IOException {
    int threadCount = threads.count();
    SavedModel saved = ModelFile.read(file);
    Provenance.Trained trained = trained(saved.provenance());
    TrainingPlan plan = plan(trained.plan());
    Model initial = initial(saved, plan);
    Prepared prepared;
    TrainingRun run;
    try {
      // That of --from is in the saved model too.
      Optional<Normalizer> normalizer =
          plan.from().isEmpty() ? Optional.empty() : Optional.of(saved.normalizer());
      prepared = Prepared.of(plan, environment.data(), normalizer);
      if (!prepared.sha256().equals(trained.dataSha256())) {
        throw new UsageException(
            "data sha256 must be "
                + trained.dataSha256()
                + ", as in training: "
                + prepared.sha256());
      }
      run =
          TrainingRules.named(plan.rule())
              .start(initial, plan, prepared.training().count(), threadCount);
    } catch (MalformedDataException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    RunReport report = new RunReport(environment, plan, prepared);
    report.start(saved.model().spec());
    report.repeat(run);
    ModelId again = run.model().id();
    ModelId expected = saved.model().id();
    if (!again.equals(expected)) {
      throw new RunFailedException(
          "model sha256 must be "
              + expected
              + ": "
              + again
              + " (trained by "
              + trained.version()
              + ", this is "
              + Tintin.VERSION
              + ")");
    }
    environment.out().println("reproduced " + file);
    environment.out().println("model sha256 " + again);
    return 0;
  }

  private static Provenance.Trained trained(Provenance provenance) throws UsageException {
    if (provenance instanceof Provenance.Trained trained) {
      return trained;
    }
    throw new UsageException(
        "model must be one that tintin train made: it was imported from " + provenance.net());
  }

  /** The model that training began with. */
  private Model initial(SavedModel saved, TrainingPlan plan) throws UsageException {
    if (plan.from().isEmpty()) {
      if (from != null) {
        throw new UsageException("--from must be left away, as weights were drawn: " + from);
      }
      return new Seeds(plan.seed()).model(saved.model().spec());
    }
    String rule = "--from must be the model with sha256 " + plan.from() + ", as in training: ";
    if (from == null) {
      throw new UsageException(rule + "none is given");
    }
    Model model = ModelFile.read(from).model();
    if (!model.id().toString().equals(plan.from())) {
      throw new UsageException(rule + model.id());
    }
    return model;
  }

  /** A setting that was not there yet when the model was saved has its default. */
  private TrainingPlan plan(TrainingPlan saved) throws UsageException {
    DataSource was = saved.source();
    DataSource source =
        new DataSource(
            data == null ? was.data() : data, test == null ? was.test() : test, was.label());
    try {
      TrainingRule rule = TrainingRules.named(saved.rule());
      return saved
          .withSource(source)
          .withSettings(rule.settle(saved.settings(), saved.batchSize()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
