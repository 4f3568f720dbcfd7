package io.tintin.cli.floating;

import io.tintin.core.loss.AbsoluteError;
import io.tintin.core.loss.BinaryCrossEntropy;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.NitiCrossEntropy;
import io.tintin.core.loss.SquaredError;

/** From outputs and targets to the derivative of the mean loss by the outputs. */
sealed interface FloatLoss
    permits FloatAbsoluteError, FloatBinaryCrossEntropy, FloatCrossEntropy, FloatSquaredError {
  /** The float32 form of a loss. That of NITI's is the softmax cross-entropy that it comes near. */
  static FloatLoss of(Loss loss) {
    if (loss instanceof SquaredError squared) {
      return new FloatSquaredError(squared);
    } else if (loss instanceof AbsoluteError absolute) {
      return new FloatAbsoluteError(absolute);
    } else if (loss instanceof BinaryCrossEntropy) {
      return new FloatBinaryCrossEntropy();
    } else if (loss instanceof CrossEntropy || loss instanceof NitiCrossEntropy) {
      return new FloatCrossEntropy();
    }
    throw new IllegalStateException("loss has no float32 form: " + loss);
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
