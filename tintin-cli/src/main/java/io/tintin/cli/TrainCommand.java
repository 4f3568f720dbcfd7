package io.tintin.cli;

import io.tintin.cli.chart.CurveChart;
import io.tintin.cli.chart.LearningCurve;
import io.tintin.cli.data.DataSource;
import io.tintin.cli.data.MalformedDataException;
import io.tintin.cli.net.MalformedNetException;
import io.tintin.cli.net.NetParser;
import io.tintin.cli.output.AtomicFile;
import io.tintin.cli.training.Evaluation;
import io.tintin.cli.training.Prepared;
import io.tintin.cli.training.Provenance;
import io.tintin.cli.training.SavedModel;
import io.tintin.cli.training.TrainingPlan;
import io.tintin.cli.training.TrainingRun;
import io.tintin.core.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tintin train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    version = Tintin.VERSION,
    description = {"Trains a model and saves it, with all that reproducing it needs.", ""})
final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description =
          "mnist, fashion (bin/data brings them), a folder with four files of MNIST's names, an IDX"
              + " file of images with its labels beside it, or a CSV file")
  private String data = "";

  @Option(
      names = "--test",
      paramLabel = "DATA",
      defaultValue = "",
      description =
          "the test set, likewise; default: that of the folder, or one example in five, held out")
  private String test = "";

  @Option(
      names = "--label",
      paramLabel = "NAME",
      defaultValue = "",
      description = "column of a CSV file that holds the labels; default: the last one")
  private String label = "";

  @Option(
      names = "--net",
      paramLabel = "NET",
      defaultValue = "lenet5",
      description =
          "lenet5, lenet5-small, mlp:784-100-50-10, or a file of layers; default: ${DEFAULT-VALUE}")
  private String net = "lenet5";

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      defaultValue = "aligned",
      description = "how weights follow their gradient: ${COMPLETION-CANDIDATES}; default: aligned",
      completionCandidates = RuleNames.class)
  private String rule = "aligned";

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "examples of a step; default: ${DEFAULT-VALUE}")
  private int batch;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "5",
      description = "passes over the training examples; default: ${DEFAULT-VALUE}")
  private int epochs;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "decides every bit; default: ${DEFAULT-VALUE}")
  private long seed;

  @Mixin private final RuleOptions settings = new RuleOptions();

  @Mixin private final ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "train on so many examples, drawn by the seed; default: on all")
  private int limit;

  @Option(
      names = "--validate",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "hold so many training examples out and judge epochs by them; default: by the test set")
  private int validate;

  @Option(
      names = "--curve",
      paramLabel = "FILE",
      description = "draw loss and accuracy over epochs, .svg or .png")
  private @Nullable Path curve;

  @Option(
      names = "--evaluate-every",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "judge the model every N steps too, and tell when it first reached 90, 95, 97, 98 and 99 %%")
  private int evaluateEvery;

  @Option(
      names = "--health",
      description = "look into the last step of each epoch, and tell what is wrong with it")
  private boolean health;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "MODEL",
      description = "the file to save the model in")
  private Path out = Path.of("");

  private final Environment environment;

  TrainCommand(Environment environment) {
    this.environment = environment;
  }

  /** For the help text. */
  static final class RuleNames extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    RuleNames() {
      super(TrainingRules.names());
    }
  }

  @Override
  public Integer call() throws UsageException, IOException {
    TrainingPlan plan = plan();
    int threadCount = threads.count();
    AtomicFile modelFile = writable("--out", out);
    Optional<CurveFile> curveFile = curveFile();
    Prepared prepared;
    ModelSpec spec;
    TrainingRun run;
    try {
      prepared = Prepared.of(plan, environment.data());
      spec = NetParser.parse(net, prepared.training().shape(), prepared.classes().size());
      run = TrainingRules.named(rule).start(spec, plan, prepared.training().count(), threadCount);
    } catch (MalformedDataException | MalformedNetException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    RunReport report =
        new RunReport(environment, plan, prepared).evaluatingEvery(evaluateEvery).examining(health);
    report.start(spec);
    List<LearningCurve.Epoch> learned = report.train(run);
    Evaluation evaluation = report.test(run);
    Provenance provenance = new Provenance(Tintin.VERSION, plan, prepared.sha256());
    SavedModel saved = SavedModel.of(run, prepared, provenance);
    modelFile.write(saved.encode());
    environment.out().println("model " + out);
    if (curveFile.isPresent()) {
      CurveFile file = curveFile.get();
      file.file.write(CurveChart.draw(report.curve(learned), file.kind));
      environment.out().println("curve " + curve);
    }
    environment.out().println("test accuracy " + RunReport.percent(evaluation.accuracy()));
    environment.out().println("model sha256 " + saved.model().id());
    return 0;
  }

  private TrainingPlan plan() throws UsageException {
    try {
      Map<String, String> settled = TrainingRules.named(rule).settle(settings.given(), batch);
      DataSource source = new DataSource(data, test, label);
      return new TrainingPlan(source, net, rule, settled, batch, epochs, seed, limit, validate);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private record CurveFile(AtomicFile file, CurveChart.Kind kind) {}

  private Optional<CurveFile> curveFile() throws UsageException {
    if (curve == null) {
      return Optional.empty();
    }
    try {
      CurveChart.Kind kind = CurveChart.Kind.of(curve.toString());
      return Optional.of(new CurveFile(writable("--curve", curve), kind));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Found out before hours of training. */
  static AtomicFile writable(String option, Path path) throws UsageException {
    try {
      return AtomicFile.at(path);
    } catch (IOException e) {
      throw new UsageException(
          option + " must be a file that can be written: " + path + " (" + Errors.describe(e) + ")",
          e);
    }
  }
}
