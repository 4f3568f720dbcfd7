package io.tintin.samples.motes;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Layer;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.train.TrainerConfig;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The same network in float32, for comparison only: dense layers with ReLU between them, plain
 * gradient descent on the mean of a batch, weights drawn from the same distribution.
 */
final class FloatNet implements Net {
  private static final float FEATURE_STEP = 1 / 32f;

  private final List<DenseLayer> layers = new ArrayList<>();
  private final TrainerConfig config;
  private final float rate;
  private final List<byte[]> pendingFeatures = new ArrayList<>();
  private final List<int[]> pendingTargets = new ArrayList<>();
  private float[] output = {};

  /**
   * A network of this architecture.
   *
   * @param outputFactor of the last layer's first weights
   */
  FloatNet(
      ModelSpec spec, TrainerConfig config, float rate, float outputFactor, RandomSource random) {
    this.config = config;
    this.rate = rate;
    for (Layer layer : spec.layers()) {
      if (layer instanceof Dense dense) {
        layers.add(new DenseLayer(dense.inputs(), dense.outputs(), random.stream(layers.size())));
      }
    }
    layers.get(layers.size() - 1).multiplyWeights(outputFactor);
  }

  /** All weights and biases, one layer after the other. */
  float[] parameters() {
    FloatBuffer all = FloatBuffer.allocate(size());
    layers.forEach(layer -> all.put(layer.weights).put(layer.bias));
    return all.array();
  }

  /** Takes over what {@link #parameters} of a network like this returned. */
  void load(float[] parameters) {
    FloatBuffer all = FloatBuffer.wrap(parameters);
    layers.forEach(layer -> all.get(layer.weights).get(layer.bias));
  }

  private int size() {
    return layers.stream().mapToInt(layer -> layer.weights.length + layer.bias.length).sum();
  }

  @Override
  public void add(byte[] features, int[] targets) {
    pendingFeatures.add(features.clone());
    pendingTargets.add(targets.clone());
  }

  @Override
  public int pendingCount() {
    return pendingFeatures.size();
  }

  @Override
  public boolean isFull() {
    return pendingFeatures.size() == config.batchSize();
  }

  @Override
  public void step() {
    for (int e = 0; e < pendingFeatures.size(); e++) {
      run(pendingFeatures.get(e));
      float[] gradient = lossGradient(pendingTargets.get(e));
      for (int l = layers.size() - 1; l >= 0; l--) {
        gradient = layers.get(l).backward(gradient, l > 0);
      }
    }
    for (DenseLayer layer : layers) {
      layer.update(rate / config.batchSize());
    }
    pendingFeatures.clear();
    pendingTargets.clear();
  }

  @Override
  public void run(byte[] features) {
    float[] x = new float[features.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = features[i] * FEATURE_STEP;
    }
    for (int l = 0; l < layers.size(); l++) {
      x = layers.get(l).forward(x, l < layers.size() - 1);
    }
    output = x;
  }

  @Override
  public int label() {
    int best = 0;
    for (int o = 1; o < output.length; o++) {
      if (output[o] > output[best]) {
        best = o;
      }
    }
    return best;
  }

  @Override
  public int output(int index) {
    return Math.round(output[index] / FEATURE_STEP * 256);
  }

  private float[] lossGradient(int[] targets) {
    float[] gradient = new float[output.length];
    if (config.loss() instanceof CrossEntropy) {
      float sum = 0;
      float max = output[label()];
      for (int o = 0; o < output.length; o++) {
        gradient[o] = (float) Math.exp(output[o] - max);
        sum += gradient[o];
      }
      for (int o = 0; o < output.length; o++) {
        gradient[o] = gradient[o] / sum - (o == targets[0] ? 1 : 0);
      }
    } else if (config.loss() instanceof SquaredError squared) {
      float limit = squared.maxDifference() * FEATURE_STEP;
      for (int o = 0; o < output.length; o++) {
        float difference = output[o] - targets[o] * FEATURE_STEP;
        gradient[o] = Math.max(-limit, Math.min(limit, difference));
      }
    }
    return gradient;
  }

  /** One dense layer with its gradients. */
  private static final class DenseLayer {
    private final int inputs;
    private final int outputs;
    private final float[] weights;
    private final float[] bias;
    private final float[] gradWeights;
    private final float[] gradBias;
    private float[] input = {};
    private float[] result = {};
    private boolean hasRelu;

    DenseLayer(int inputs, int outputs, RandomSource random) {
      this.inputs = inputs;
      this.outputs = outputs;
      this.weights = new float[outputs * inputs];
      this.bias = new float[outputs];
      this.gradWeights = new float[weights.length];
      this.gradBias = new float[outputs];
      RandomSequence draws = new RandomSequence(random, 0);
      float limit = (float) Math.sqrt(6.0 / (inputs + outputs));
      for (int i = 0; i < weights.length; i++) {
        weights[i] = limit * (draws.nextBelow(255) - 127) / 127;
      }
    }

    void multiplyWeights(float factor) {
      for (int i = 0; i < weights.length; i++) {
        weights[i] *= factor;
      }
    }

    float[] forward(float[] x, boolean relu) {
      input = x;
      hasRelu = relu;
      result = new float[outputs];
      for (int o = 0; o < outputs; o++) {
        float sum = bias[o];
        for (int i = 0; i < inputs; i++) {
          sum += weights[o * inputs + i] * x[i];
        }
        result[o] = relu ? Math.max(sum, 0) : sum;
      }
      return result;
    }

    float[] backward(float[] gradOutput, boolean wantsInput) {
      float[] gradInput = new float[wantsInput ? inputs : 0];
      for (int o = 0; o < outputs; o++) {
        float g = hasRelu && result[o] <= 0 ? 0 : gradOutput[o];
        gradBias[o] += g;
        for (int i = 0; i < inputs; i++) {
          gradWeights[o * inputs + i] += g * input[i];
          if (wantsInput) {
            gradInput[i] += g * weights[o * inputs + i];
          }
        }
      }
      return gradInput;
    }

    void update(float rate) {
      descend(weights, gradWeights, rate);
      descend(bias, gradBias, rate);
    }

    private static void descend(float[] values, float[] gradients, float rate) {
      for (int i = 0; i < values.length; i++) {
        values[i] -= rate * gradients[i];
        gradients[i] = 0;
      }
    }
  }
}
