package io.tintin.cli.training;

import io.tintin.cli.data.Dataset;
import io.tintin.cli.data.Shuffle;

/** Passes of a run over its training examples, each in an order of its own. */
public final class Epochs {
  /** Hears of each step, for a progress bar. */
  @FunctionalInterface
  public interface StepListener {
    /** So many examples of the epoch are done, with this mean loss in nats so far. */
    void stepDone(int examples, double loss);
  }

  private Epochs() {}

  /**
   * One epoch, counted from 1.
   *
   * @param examines whether the last step is {@linkplain TrainingRun#examinedStep examined}
   * @return mean loss of an example, each measured just before it was learned, in nats
   */
  public static double train(
      TrainingRun run,
      Dataset data,
      Seeds seeds,
      int epoch,
      boolean examines,
      StepListener listener) {
    int[] order = Shuffle.of(data.count(), seeds.order(epoch));
    byte[] features = new byte[data.shape().size()];
    double loss = 0;
    for (int i = 0; i < order.length; i++) {
      data.copyFeatures(order[i], features);
      run.add(features, data.label(order[i]));
      boolean isLast = i == order.length - 1;
      if (run.isFull() || isLast) {
        loss += isLast && examines ? run.examinedStep() : run.step();
        listener.stepDone(i + 1, loss / (i + 1));
      }
    }
    return loss / order.length;
  }
}
