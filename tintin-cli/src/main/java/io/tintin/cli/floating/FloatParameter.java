package io.tintin.cli.floating;

import io.tintin.cli.real.RealStep;
import io.tintin.core.tensor.Int8Tensor;

/**
 * One parameter with its gradient and velocity, as rows: one for each output of weights, a single
 * one for a vector.
 */
final class FloatParameter {
  final float[][] values;

  /** Mean over the batch, overwritten at each step. */
  final float[][] gradients;

  private final float[][] velocities;

  /** Vectors, which are biases and gains, do not decay: as with integers. */
  private final boolean decays;

  /** Starts at the real values of this tensor. */
  FloatParameter(Int8Tensor start) {
    int rowCount = start.shape().rank() == 1 ? 1 : start.shape().extent(0);
    int columns = start.size() / rowCount;
    this.values = new float[rowCount][columns];
    this.gradients = new float[rowCount][columns];
    this.velocities = new float[rowCount][columns];
    this.decays = start.shape().rank() > 1;
    double step = RealStep.of(start.scale());
    for (int i = 0; i < start.size(); i++) {
      values[i / columns][i % columns] = (float) (start.get(i) * step);
    }
  }

  /**
   * {@code v = momentum v + g + weightDecay w}, the last not of a vector; then {@code w -= rate v}.
   */
  void update(float rate, float momentum, float weightDecay) {
    for (int r = 0; r < values.length; r++) {
      if (decays && weightDecay != 0) {
        Rows.addScaled(gradients[r], weightDecay, values[r], values[r].length);
      }
      Rows.decayAndAdd(velocities[r], momentum, gradients[r], values[r].length);
      Rows.addScaled(values[r], -rate, velocities[r], values[r].length);
    }
  }

  int size() {
    return values.length * values[0].length;
  }

  /** A copy of the values, row-major. */
  float[] toArray() {
    float[] all = new float[size()];
    for (int r = 0; r < values.length; r++) {
      System.arraycopy(values[r], 0, all, r * values[r].length, values[r].length);
    }
    return all;
  }

  /** Takes over values, row-major; the velocity stays. */
  void set(float[] all) {
    for (int r = 0; r < values.length; r++) {
      System.arraycopy(all, r * values[r].length, values[r], 0, values[r].length);
    }
  }
}
