package io.tintin.cli.training;

import io.tintin.cli.data.Dataset;
import io.tintin.cli.data.Normalizer;
import io.tintin.core.model.Model;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import io.tintin.core.train.TrainingHealth;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/** A run of the core's trainer. */
final class IntegerRun implements TrainingRun {
  /** The core's unit of loss is a sixteenth of a bit. */
  private static final double NATS = Math.log(2) / 16;

  private final Trainer trainer;
  private final int threads;
  private List<String> advice = List.of();

  /**
   * A run that begins with this model.
   *
   * @param threads at most so many at work; a rescaling that needs whole batches takes one to train
   */
  IntegerRun(Model model, TrainerConfig config, int threads) {
    boolean shares = threads > 1 && config.rescaling().allowsSplitBatches();
    int lanes = Math.min(threads, config.batchSize());
    this.threads = threads;
    this.trainer =
        shares
            ? new Trainer(model, config, lanes, ForkJoinPool.commonPool())
            : new Trainer(model, config);
  }

  /** What all runs of integers share. */
  static TrainerConfig config(Model model, TrainingPlan plan, long seed) {
    return TrainerConfig.DEFAULT
        .withBatchSize(plan.batchSize())
        .withInputScale(Normalizer.SCALE)
        .withSeed(seed)
        .withTrainable(Numerics.trainable(plan.settings(), model.spec()));
  }

  @Override
  public void add(byte[] features, int label) {
    trainer.add(features, label);
  }

  @Override
  public int pendingCount() {
    return trainer.pendingCount();
  }

  @Override
  public boolean isFull() {
    return trainer.isFull();
  }

  @Override
  public double step() {
    return trainer.step() * NATS;
  }

  @Override
  public double examinedStep() {
    TrainingHealth health = trainer.examinedStep();
    advice = health.advice();
    return health.loss() * NATS;
  }

  @Override
  public List<String> advice() {
    return advice;
  }

  @Override
  public Evaluation evaluate(Dataset data) {
    return Evaluator.of(trainer, threads).evaluate(data);
  }

  @Override
  public Checkpoint checkpoint() {
    return trainer.checkpoint();
  }
}
