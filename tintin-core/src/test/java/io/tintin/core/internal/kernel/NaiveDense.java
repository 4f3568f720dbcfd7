package io.tintin.core.internal.kernel;

/** What {@link DenseKernels} has to compute, in plain loops. */
final class NaiveDense {
  private NaiveDense() {}

  /** {@code acc[o][b] = sum_i weights[o][i] * input[i][b]}. */
  static void forward(byte[] weights, byte[] input, int outputs, int inputs, int batch, int[] acc) {
    for (int o = 0; o < outputs; o++) {
      int row = o * inputs;
      if (batch == 1) {
        acc[o] = dot(weights, row, input, 0, inputs);
        continue;
      }
      int to = o * batch;
      for (int b = 0; b < batch; b++) {
        acc[to + b] = 0;
      }
      for (int i = 0; i < inputs; i++) {
        int weight = weights[row + i];
        int from = i * batch;
        for (int b = 0; b < batch; b++) {
          acc[to + b] += weight * input[from + b];
        }
      }
    }
  }

  /** {@code acc[i][b] = sum_o weights[o][i] * gradOutput[o][b]}. */
  static void backward(
      byte[] weights, byte[] gradOutput, int outputs, int inputs, int batch, int[] acc) {
    for (int j = 0; j < inputs * batch; j++) {
      acc[j] = 0;
    }
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        int weight = weights[o * inputs + i];
        for (int b = 0; b < batch; b++) {
          acc[i * batch + b] += weight * gradOutput[o * batch + b];
        }
      }
    }
  }

  /** {@code acc[o][i] = sum_b gradOutput[o][b] * input[i][b]}. */
  static void gradient(
      byte[] gradOutput, byte[] input, int outputs, int inputs, int batch, int[] acc) {
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        acc[o * inputs + i] = dot(gradOutput, o * batch, input, i * batch, batch);
      }
    }
  }

  /** {@code sum_j left[leftFrom + j] * right[rightFrom + j]} over {@code count} products. */
  static int dot(byte[] left, int leftFrom, byte[] right, int rightFrom, int count) {
    int acc = 0;
    for (int j = 0; j < count; j++) {
      acc += left[leftFrom + j] * right[rightFrom + j];
    }
    return acc;
  }
}
