package io.tintin.cli;

import io.tintin.cli.chart.LearningCurve;
import io.tintin.cli.data.DataSource;
import io.tintin.cli.data.MalformedDataException;
import io.tintin.cli.net.MalformedNetException;
import io.tintin.cli.net.NetParser;
import io.tintin.cli.training.Evaluation;
import io.tintin.cli.training.Prepared;
import io.tintin.cli.training.Provenance;
import io.tintin.cli.training.SavedModel;
import io.tintin.cli.training.Seeds;
import io.tintin.cli.training.TrainingPlan;
import io.tintin.cli.training.TrainingRun;
import io.tintin.core.model.Model;
import io.tintin.core.tensor.Shape;
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
      description =
          "lenet5, lenet5-small, mlp:784-100-50-10, or a file of layers; default: that of --from, or"
              + " lenet5")
  private @Nullable String net;

  @Option(
      names = "--from",
      paramLabel = "MODEL",
      description =
          "begin with the weights of a saved model, and use its normaliser; default: weights are"
              + " drawn by the seed")
  private @Nullable Path from;

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

  @Mixin private final ReportOptions told = new ReportOptions();

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
  public Integer call() throws UsageException, RunFailedException, IOException {
    Optional<SavedModel> before =
        from == null ? Optional.empty() : Optional.of(ModelFile.read(from));
    TrainingPlan plan = plan(before);
    told.check(rule);
    int threadCount = threads.count();
    NamedFiles files = inputs();
    OutputFile modelFile = files.writes("--out", out);
    Optional<ReportOptions.CurveFile> curveFile = told.checkFiles(files);
    Prepared prepared;
    Model initial;
    TrainingRun run;
    try {
      prepared = Prepared.of(plan, environment.data(), before.map(SavedModel::normalizer));
      initial = initial(plan, before, prepared);
      run =
          TrainingRules.named(rule).start(initial, plan, prepared.training().count(), threadCount);
    } catch (MalformedDataException | MalformedNetException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    RunReport report = new RunReport(environment, plan, prepared);
    List<LearningCurve.Epoch> learned;
    try (EvaluationLog log = told.openLog(prepared.heldOutName(), environment)) {
      report.start(initial.spec());
      learned = report.train(run, log, told.evaluateEvery(), told.health());
    }
    Evaluation evaluation = report.test(run);
    Provenance provenance = new Provenance.Trained(Tintin.VERSION, plan, prepared.sha256());
    SavedModel saved = SavedModel.of(run, prepared, provenance);
    modelFile.write(saved.encode());
    environment.out().println("model " + out);
    if (curveFile.isPresent()) {
      draw(curveFile.get(), report.curve(learned));
    }
    environment.out().println("test accuracy " + RunReport.percent(evaluation.accuracy()));
    environment.out().println("model sha256 " + saved.model().id());
    return 0;
  }

  /** A curve that can't be drawn takes nothing from the model, which is saved by then. */
  private void draw(ReportOptions.CurveFile file, LearningCurve learned) throws IOException {
    try {
      file.draw(learned);
      environment.out().println("curve " + file.file().path());
    } catch (RunFailedException e) {
      environment.complain("the model has no curve: " + e.getMessage());
    }
  }

  private NamedFiles inputs() {
    NamedFiles files = new NamedFiles();
    files.readsData("--data", data, environment.data());
    if (!test.isEmpty()) {
      files.readsData("--test", test, environment.data());
    }
    if (net != null) {
      files.readsIfFile("--net", net);
    }
    if (from != null) {
      files.reads("--from", from);
    }
    return files;
  }

  private TrainingPlan plan(Optional<SavedModel> before) throws UsageException {
    try {
      Map<String, String> settled = TrainingRules.named(rule).settle(settings.given(), batch);
      String named = before.map(model -> model.provenance().net()).orElse("lenet5");
      return new TrainingPlan(
          new DataSource(data, test, label),
          net == null ? named : net,
          rule,
          settled,
          batch,
          epochs,
          seed,
          limit,
          validate,
          before.map(model -> model.model().id().toString()).orElse(""));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The model that training begins with. */
  private Model initial(TrainingPlan plan, Optional<SavedModel> before, Prepared prepared)
      throws MalformedNetException {
    int classes = prepared.classes().size();
    if (before.isEmpty()) {
      Shape shape = prepared.training().shape();
      return new Seeds(seed).model(NetParser.parse(plan.net(), shape, classes));
    }
    Model model = before.get().model();
    if (!prepared.classes().equals(before.get().classes())) {
      throw new IllegalArgumentException(
          "classes of the data must be "
              + before.get().classes()
              + ", as of --from: "
              + prepared.classes());
    }
    if (net != null && !NetParser.parse(net, model.spec().input(), classes).equals(model.spec())) {
      throw new IllegalArgumentException(
          "net must be the architecture of --from, or left away: " + net);
    }
    return model;
  }
}
