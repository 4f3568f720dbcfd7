package io.tintin.cli;

import io.tintin.cli.chart.LearningCurve;
import io.tintin.cli.data.Dataset;
import io.tintin.cli.terminal.Progress;
import io.tintin.cli.training.Epochs;
import io.tintin.cli.training.Evaluation;
import io.tintin.cli.training.Prepared;
import io.tintin.cli.training.Seeds;
import io.tintin.cli.training.TrainingPlan;
import io.tintin.cli.training.TrainingRun;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleConsumer;

/** A run of training as the user follows it. */
final class RunReport {
  private final Environment environment;
  private final TrainingPlan plan;
  private final Prepared data;
  private final String heldOut;
  private final Milestones milestones = new Milestones();
  private long steps;

  RunReport(Environment environment, TrainingPlan plan, Prepared data) {
    this.environment = environment;
    this.plan = plan;
    this.data = data;
    this.heldOut = data.heldOutName();
  }

  /** Says what is about to happen. */
  void start(ModelSpec spec) {
    String validation =
        data.validation()
            .map(Dataset::count)
            .map(count -> ", " + count + " for validation")
            .orElse("");
    print(
        "data %s: %d examples to train on%s, %d to test, %d classes",
        plan.source().data(),
        data.training().count(),
        validation,
        data.test().count(),
        data.classes().size());
    long parameters = spec.parameterShapes().stream().mapToLong(Shape::size).sum();
    print("model %s: %,d parameters", plan.net(), parameters);
    print(
        "rule %s %s, batch %d, %d epochs, seed %d",
        plan.rule(), plan.settings(), plan.batchSize(), plan.epochs(), plan.seed());
  }

  /**
   * Trains all epochs, with a line each, and a bar where there is a terminal.
   *
   * @param log to which each evaluation is added
   * @param evaluateEvery steps after which the model is judged within an epoch; 0 for never
   * @param examines whether to look into the last step of each epoch
   */
  List<LearningCurve.Epoch> train(
      TrainingRun run, EvaluationLog log, int evaluateEvery, boolean examines) {
    List<LearningCurve.Epoch> epochs = new ArrayList<>();
    Progress progress = progress();
    for (int e = 1; e <= plan.epochs(); e++) {
      int epoch = e;
      double loss =
          train(
              run,
              epoch,
              examines,
              progress,
              lossSoFar -> {
                if (evaluateEvery > 0 && steps % evaluateEvery == 0) {
                  Evaluation evaluation = run.evaluate(data.heldOut());
                  log.add(steps, epoch, lossSoFar, evaluation);
                  milestones.add(steps, evaluation.accuracy());
                  String accuracy = percent(evaluation.accuracy());
                  progress.line("step " + steps + "  " + heldOut + " accuracy " + accuracy);
                }
              });
      Evaluation evaluation = run.evaluate(data.heldOut());
      log.add(steps, epoch, loss, evaluation);
      epochs.add(new LearningCurve.Epoch(epoch, loss, evaluation.loss(), evaluation.accuracy()));
      progress.line(epochLine(epochs.get(epoch - 1), progress.elapsed()));
      run.advice().forEach(advice -> progress.line("  " + advice));
    }
    milestones.lines().forEach(progress::line);
    return epochs;
  }

  private String epochLine(LearningCurve.Epoch epoch, String elapsed) {
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  loss %.4f  %s loss %.4f  %s accuracy %s  %s",
        epoch.number(),
        plan.epochs(),
        epoch.trainingLoss(),
        heldOut,
        epoch.heldOutLoss(),
        heldOut,
        percent(epoch.heldOutAccuracy()),
        elapsed);
  }

  /** Trains all epochs, with nothing but a bar. */
  void repeat(TrainingRun run) {
    Progress progress = progress();
    for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
      train(run, epoch, false, progress, loss -> {});
    }
    progress.leave();
  }

  private Progress progress() {
    long work = (long) plan.epochs() * data.training().count();
    return new Progress(environment.out(), environment.isTerminal(), environment.nanoTime(), work);
  }

  /** One epoch; after each step, the listener hears of the mean loss so far. */
  private double train(
      TrainingRun run, int epoch, boolean examines, Progress progress, DoubleConsumer afterStep) {
    long before = (long) (epoch - 1) * data.training().count();
    String what = "epoch " + epoch + "/" + plan.epochs();
    return Epochs.train(
        run,
        data.training(),
        new Seeds(plan.seed()),
        epoch,
        examines,
        (done, loss) -> {
          progress.show(what, before + done, String.format(Locale.ROOT, "loss %.4f", loss));
          steps++;
          afterStep.accept(loss);
        });
  }

  /** How the model does on the test set. */
  Evaluation test(TrainingRun run) {
    return run.evaluate(data.test());
  }

  LearningCurve curve(List<LearningCurve.Epoch> epochs) {
    String title = plan.net() + " on " + plan.source().data() + ", rule " + plan.rule();
    return new LearningCurve(title, heldOut, epochs);
  }

  private void print(String pattern, Object... values) {
    environment.out().println(String.format(Locale.ROOT, pattern, values));
  }

  /** For example {@code 99.05 %}. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
