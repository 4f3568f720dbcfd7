package io.tintin.cli.training;

import io.tintin.cli.data.Dataset;
import io.tintin.core.model.Model;
import io.tintin.core.train.Checkpoint;
import java.util.List;

/**
 * A model that is being trained, whatever the arithmetic. For one thread.
 *
 * <p>Equal plans, models and examples give equal checkpoints, for any number of threads.
 */
public interface TrainingRun {
  /**
   * Adds an example to the next step.
   *
   * @param features int8 in steps of {@link io.tintin.cli.data.Normalizer#SCALE}; copied
   */
  void add(byte[] features, int label);

  /** Examples added since the last step. */
  int pendingCount();

  /** Whether a step has to come before the next example. */
  boolean isFull();

  /** Trains on the pending examples, of which there is one at least; their loss in nats, summed. */
  double step();

  /** As {@link #step}, looking at what it does. */
  double examinedStep();

  /**
   * What was wrong with the last examined step and what to try, a sentence each; empty if nothing
   * was, or if this arithmetic is not looked at.
   */
  List<String> advice();

  /** How the model as it is now does on these examples. */
  Evaluation evaluate(Dataset data);

  /**
   * The model as it is now and all that going on needs; one whose weights are not int8 is rounded
   * to int8. No example may be pending.
   */
  Checkpoint checkpoint();

  /** The model of {@link #checkpoint}. */
  default Model model() {
    return checkpoint().model();
  }
}
