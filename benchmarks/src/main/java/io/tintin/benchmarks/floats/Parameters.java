package io.tintin.benchmarks.floats;

import java.util.SplittableRandom;

/** Weights in rows, one an output, and biases, with their gradients and velocities. */
final class Parameters {
  final float[][] weights;
  final float[][] gradWeights;
  final float[] bias;
  final float[] gradBias;
  private final float[][] velocities;
  private final float[] biasVelocities;

  /** Weights uniform in {@code ±sqrt(6 / (fanIn + fanOut))}, zero biases. */
  Parameters(int outputs, int inputs, int fanOut, SplittableRandom random) {
    this.weights = new float[outputs][inputs];
    this.gradWeights = new float[outputs][inputs];
    this.velocities = new float[outputs][inputs];
    this.bias = new float[outputs];
    this.gradBias = new float[outputs];
    this.biasVelocities = new float[outputs];
    double most = Math.sqrt(6.0 / (inputs + fanOut));
    for (float[] row : weights) {
      for (int i = 0; i < inputs; i++) {
        row[i] = (float) ((2 * random.nextDouble() - 1) * most);
      }
    }
  }

  /** {@code v = momentum v + g}, then {@code w -= rate v}. */
  void update(float rate, float momentum) {
    for (int o = 0; o < weights.length; o++) {
      follow(velocities[o], gradWeights[o], momentum);
      descend(weights[o], velocities[o], rate);
    }
    follow(biasVelocities, gradBias, momentum);
    descend(bias, biasVelocities, rate);
  }

  private static void follow(float[] velocities, float[] gradients, float momentum) {
    for (int i = 0; i < velocities.length; i++) {
      velocities[i] = momentum * velocities[i] + gradients[i];
    }
  }

  private static void descend(float[] weights, float[] velocities, float rate) {
    for (int i = 0; i < weights.length; i++) {
      weights[i] -= rate * velocities[i];
    }
  }
}
