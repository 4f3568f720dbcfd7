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

/** A run of training as the user follows it. */
final class RunReport {
  private final Environment environment;
  private final TrainingPlan plan;
  private final Prepared data;
  private final String heldOut;
  private final Milestones milestones = new Milestones();
  private int evaluateEvery;
  private boolean examines;
  private long steps;

  RunReport(Environment environment, TrainingPlan plan, Prepared data) {
    this.environment = environment;
    this.plan = plan;
    this.data = data;
    this.heldOut = data.validation().isPresent() ? "validation" : "test";
  }

  /** This report, with an evaluation every so many steps; none for 0. */
  RunReport evaluatingEvery(int steps) {
    evaluateEvery = steps;
    return this;
  }

  /** This report, with a look into the last step of each epoch. */
  RunReport examining(boolean isWanted) {
    examines = isWanted;
    return this;
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

  /** Trains all epochs, with a line each, and a bar where there is a terminal. */
  List<LearningCurve.Epoch> train(TrainingRun run) {
    List<LearningCurve.Epoch> epochs = new ArrayList<>();
    Progress progress = progress();
    for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
      double loss = train(run, epoch, progress);
      Evaluation evaluation = run.evaluate(data.heldOut());
      epochs.add(new LearningCurve.Epoch(epoch, loss, evaluation.loss(), evaluation.accuracy()));
      progress.line(
          String.format(
              Locale.ROOT,
              "epoch %d/%d  loss %.4f  %s loss %.4f  %s accuracy %s  %s",
              epoch,
              plan.epochs(),
              loss,
              heldOut,
              evaluation.loss(),
              heldOut,
              percent(evaluation.accuracy()),
              progress.elapsed()));
      run.advice().forEach(advice -> progress.line("  " + advice));
    }
    milestones.lines().forEach(progress::line);
    return epochs;
  }

  /** Trains all epochs, with nothing but a bar. */
  void repeat(TrainingRun run) {
    Progress progress = progress();
    for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
      train(run, epoch, progress);
    }
    progress.leave();
  }

  private Progress progress() {
    long work = (long) plan.epochs() * data.training().count();
    return new Progress(environment.out(), environment.isTerminal(), environment.nanoTime(), work);
  }

  private double train(TrainingRun run, int epoch, Progress progress) {
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
          if (evaluateEvery > 0 && steps % evaluateEvery == 0) {
            double accuracy = run.evaluate(data.heldOut()).accuracy();
            milestones.add(steps, accuracy);
            progress.line("step " + steps + "  " + heldOut + " accuracy " + percent(accuracy));
          }
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
