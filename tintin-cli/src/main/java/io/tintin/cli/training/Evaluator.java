package io.tintin.cli.training;

import io.tintin.cli.data.Dataset;
import io.tintin.cli.data.Normalizer;
import io.tintin.core.model.Model;
import io.tintin.core.quant.Scale;
import io.tintin.core.train.FrozenModel;
import io.tintin.core.train.Predictor;
import io.tintin.core.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Runs a model on all examples of a data set, in parts of fixed size: the same for any threads. */
public final class Evaluator {
  private static final int PART = 256;

  /** Examples that a frozen model takes at a time. */
  private static final int BATCH = 64;

  private static final Scale OUTPUT_SCALE = Scale.powerOfTwo(-10);

  private final Supplier<Predictor> predictors;
  private final int batchSize;
  private final int threads;

  private Evaluator(Supplier<Predictor> predictors, int batchSize, int threads) {
    this.predictors = predictors;
    this.batchSize = batchSize;
    this.threads = threads;
  }

  /**
   * For a model as a trainer has it now: frozen, the thing that is exported, if the trainer tracks
   * scales; else one example at a time, with scales that follow it.
   */
  public static Evaluator of(Trainer trainer, int threads) {
    boolean isFrozen = trainer.config().rescaling().allowsSplitBatches() && trainer.stepCount() > 0;
    if (isFrozen) {
      return of(trainer.frozen(), threads);
    }
    Model model = trainer.model();
    return new Evaluator(() -> new Predictor(model, Normalizer.SCALE), 1, threads);
  }

  static Evaluator of(FrozenModel frozen, int threads) {
    return new Evaluator(() -> new Predictor(frozen, BATCH), BATCH, threads);
  }

  /** Evaluates it on up to so many threads. */
  public Evaluation evaluate(Dataset data) {
    ThreadLocal<Predictor> ofThread = ThreadLocal.withInitial(predictors);
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Evaluation>> parts = new ArrayList<>();
      for (int from = 0; from < data.count(); from += PART) {
        int first = from;
        parts.add(workers.submit(() -> part(ofThread.get(), data, first)));
      }
      int hits = 0;
      double loss = 0;
      for (Future<Evaluation> part : parts) {
        Evaluation done = part.get();
        hits += done.hits();
        loss += done.loss() * done.count();
      }
      return new Evaluation(data.count(), hits, loss / data.count());
    } catch (ExecutionException e) {
      throw new IllegalStateException("evaluation failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("evaluation was interrupted", e);
    } finally {
      workers.shutdownNow();
    }
  }

  private Evaluation part(Predictor predictor, Dataset data, int from) {
    int to = Math.min(from + PART, data.count());
    int hits = 0;
    double loss = 0;
    for (int i = from; i < to; i += batchSize) {
      int count = Math.min(batchSize, to - i);
      predictor.run(data.examples(i, count));
      for (int e = 0; e < count; e++) {
        int label = data.label(i + e);
        hits += predictor.label(e) == label ? 1 : 0;
        loss += loss(predictor, e, label, data.classCount());
      }
    }
    return new Evaluation(to - from, hits, loss / (to - from));
  }

  /** {@code log(sum_o exp(output[o])) - output[label]}. */
  private static double loss(Predictor predictor, int example, int label, int classes) {
    double[] outputs = new double[classes];
    for (int o = 0; o < classes; o++) {
      outputs[o] = Math.scalb((double) predictor.output(example, o, OUTPUT_SCALE), -10);
    }
    return loss(outputs, label);
  }

  /** Cross-entropy of real outputs, in nats. */
  public static double loss(double[] outputs, int label) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double output : outputs) {
      largest = Math.max(largest, output);
    }
    double powers = 0;
    for (double output : outputs) {
      powers += Math.exp(output - largest);
    }
    return largest + Math.log(powers) - outputs[label];
  }
}
