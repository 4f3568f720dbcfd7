package io.tintin.cli.chart;

import java.util.List;

/**
 * How a run went.
 *
 * @param title above the picture
 * @param heldOut what the model was judged by, such as {@code test}
 * @param epochs at least one, in order
 */
public record LearningCurve(String title, String heldOut, List<Epoch> epochs) {
  public LearningCurve {
    epochs = List.copyOf(epochs);
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException("epochs must be at least 1: 0");
    }
  }

  /**
   * One pass over the training examples.
   *
   * @param number counted from 1
   * @param trainingLoss mean of an example, in nats
   * @param heldOutLoss likewise
   * @param heldOutAccuracy share of hits
   */
  public record Epoch(
      int number, double trainingLoss, double heldOutLoss, double heldOutAccuracy) {}
}
