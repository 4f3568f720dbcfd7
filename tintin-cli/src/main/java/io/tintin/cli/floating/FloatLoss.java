package io.tintin.cli.floating;

import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.SquaredError;

/** From outputs and targets to the derivative of the mean loss by the outputs. */
sealed interface FloatLoss permits FloatCrossEntropy, FloatSquaredError {
  /** The float32 form of a loss. */
  static FloatLoss of(Loss loss) {
    if (loss instanceof SquaredError squared) {
      return new FloatSquaredError(squared);
    } else if (loss instanceof CrossEntropy) {
      return new FloatCrossEntropy();
    }
    throw new IllegalArgumentException("loss must have a float32 form: " + loss);
  }

  /**
   * Computes the gradient of the mean over the batch.
   *
   * @param targets {@code [targetSize, batch]}
   * @param gradOutput overwritten
   * @return the loss summed over the batch
   */
  double gradient(FloatTensor output, int[] targets, int batch, FloatTensor gradOutput);
}
