package io.tintin.cli.floating;

import io.tintin.core.layer.Dense;
import java.util.List;

/**
 * A fully connected layer, {@code output[o] = sum_i weights[o][i] * input[i] + bias[o]}.
 *
 * <p>A batch is too short for an inner loop, so activations are turned to {@code [batch,
 * features]}, and loops run along inputs or outputs.
 */
final class FloatDense implements FloatLayer {
  private final int inputs;
  private final int outputs;
  private final List<FloatParameter> parameters;
  private final FloatParameter weights;

  /** Weights as {@code [inputs, outputs]}. */
  private final float[][] turnedWeights;

  private final float[][] input;
  private final float[][] output;
  private final float[][] gradInput;

  /**
   * A layer of these parameters.
   *
   * @param parameters weights and, unless there is none, bias
   */
  FloatDense(Dense layer, List<FloatParameter> parameters, int maxBatch) {
    this.inputs = layer.inputs();
    this.outputs = layer.outputs();
    this.parameters = parameters;
    this.weights = parameters.get(0);
    this.turnedWeights = Rows.allocate(inputs, outputs);
    this.input = Rows.allocate(maxBatch, inputs);
    this.output = Rows.allocate(maxBatch, outputs);
    this.gradInput = Rows.allocate(maxBatch, inputs);
  }

  @Override
  public List<FloatParameter> parameters() {
    return parameters;
  }

  @Override
  public void forward(FloatTensor[] from, int batch, FloatTensor to) {
    Rows.transpose(weights.values, outputs, inputs, turnedWeights);
    toExamples(from[0].rows[0], inputs, batch, input);
    for (int b = 0; b < batch; b++) {
      if (parameters.size() > 1) {
        System.arraycopy(parameters.get(1).values[0], 0, output[b], 0, outputs);
      } else {
        Rows.fill(output[b], 0, outputs);
      }
    }
    DenseProducts.add(output, batch, input, turnedWeights, inputs, outputs);
    toFeatures(output, outputs, batch, to.rows[0]);
  }

  @Override
  public void backward(
      FloatTensor[] from, FloatTensor to, FloatTensor gradTo, int batch, FloatTensor[] gradFrom) {
    toExamples(gradTo.rows[0], outputs, batch, output);
    for (float[] row : weights.gradients) {
      Rows.fill(row, 0, inputs);
    }
    DenseProducts.addTransposed(weights.gradients, outputs, output, input, batch, inputs);
    if (parameters.size() > 1) {
      float[] gradBias = parameters.get(1).gradients[0];
      Rows.fill(gradBias, 0, outputs);
      for (int b = 0; b < batch; b++) {
        Rows.add(gradBias, output[b], outputs);
      }
    }
    for (FloatTensor gradient : gradFrom) {
      for (int b = 0; b < batch; b++) {
        Rows.fill(gradInput[b], 0, inputs);
      }
      DenseProducts.add(gradInput, batch, output, weights.values, outputs, inputs);
      toFeatures(gradInput, inputs, batch, gradient.rows[0]);
    }
  }

  private static void toExamples(float[] features, int count, int batch, float[][] examples) {
    for (int f = 0; f < count; f++) {
      for (int b = 0; b < batch; b++) {
        examples[b][f] = features[f * batch + b];
      }
    }
  }

  private static void toFeatures(float[][] examples, int count, int batch, float[] features) {
    for (int f = 0; f < count; f++) {
      for (int b = 0; b < batch; b++) {
        features[f * batch + b] = examples[b][f];
      }
    }
  }
}
