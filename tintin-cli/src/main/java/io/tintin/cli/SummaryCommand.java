package io.tintin.cli;

import io.tintin.cli.net.MalformedNetException;
import io.tintin.cli.net.NetParser;
import io.tintin.cli.terminal.TextTable;
import io.tintin.cli.training.Provenance;
import io.tintin.cli.training.SavedModel;
import io.tintin.cli.training.TrainingPlan;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.plan.ModelSummary;
import io.tintin.core.plan.OverflowProof;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tintin summary}. */
@Command(
    name = "summary",
    mixinStandardHelpOptions = true,
    version = Tintin.VERSION,
    description = {"Lists the layers of a model, and where a saved one comes from.", ""})
final class SummaryCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "MODEL|NET",
      description =
          "a file that tintin train or import saved; or lenet5, lenet5-small, mlp:784-100-50-10, or a file"
              + " of layers")
  private String model = "";

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "prove for steps of so many examples that no sum can wrap")
  private @Nullable Integer batch;

  private final Environment environment;

  SummaryCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws UsageException {
    if (batch != null && batch < 1) {
      throw new UsageException("batch must be at least 1: " + batch);
    }
    try {
      if (ModelFile.isOne(model)) {
        SavedModel saved = ModelFile.read(Path.of(model));
        layers(saved.model().spec());
        origin(saved);
      } else {
        layers(NetParser.parse(model));
      }
    } catch (MalformedNetException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    return 0;
  }

  private void layers(ModelSpec spec) {
    String proof = batch == null ? "" : "\n" + OverflowProof.of(spec, batch);
    environment.out().print(ModelSummary.of(spec) + proof);
  }

  private void origin(SavedModel saved) {
    TextTable table = new TextTable();
    if (saved.provenance() instanceof Provenance.Trained trained) {
      training(table, trained);
    }
    if (saved.provenance() instanceof Provenance.Imported imported) {
      line(table, "imported from", imported.file() + ", sha256 " + imported.sha256());
      line(table, "imported by", imported.version());
      imported.origin().ifPresent(origin -> origin(table, origin));
    }
    line(table, "steps", Long.toString(saved.stepCount()));
    line(table, "classes", String.join(" ", saved.classes()));
    environment.out().println();
    table.lines().forEach(environment.out()::println);
    environment.out().println("model sha256 " + saved.model().id());
  }

  private static void origin(TextTable table, Provenance.Origin origin) {
    line(table, "trained by", origin.version());
    line(table, "data sha256", origin.dataSha256());
  }

  private static void training(TextTable table, Provenance.Trained trained) {
    TrainingPlan plan = trained.plan();
    line(table, "trained by", trained.version());
    line(table, "data", plan.source().data());
    line(table, "data sha256", trained.dataSha256());
    line(table, "net", plan.net());
    if (!plan.from().isEmpty()) {
      line(table, "from model sha256", plan.from());
    }
    line(table, "rule", plan.rule() + " " + plan.settings());
    line(
        table, "batch, epochs, seed", plan.batchSize() + ", " + plan.epochs() + ", " + plan.seed());
    line(table, "limit, validate", plan.limit() + ", " + plan.validate());
  }

  /** A table of one column, so that values stand to the left. */
  private static void line(TextTable table, String name, String value) {
    table.row(String.format(Locale.ROOT, "%-20s %s", name, value));
  }
}
