package io.tintin.samples.motes.study;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Layer;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.Model;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.train.TrainerConfig;
import io.tintin.samples.motes.Learner;
import io.tintin.samples.motes.Net;
import io.tintin.samples.motes.Recipe;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The same network in float32, for comparison only: dense layers with ReLU between them, plain
 * gradient descent on the mean of a batch, started from the same weights.
 */
final class FloatNet implements Net {
  private static final float FEATURE_STEP = 1 / 32f;

  private final List<DenseLayer> layers = new ArrayList<>();
  private final TrainerConfig config;
  private final float rate;
  private final List<byte[]> pendingFeatures = new ArrayList<>();
  private final List<int[]> pendingTargets = new ArrayList<>();
  private float[] output = {};

  private FloatNet(Model start, TrainerConfig config) {
    this.config = config;
    this.rate = 1f / (1 << ((AlignedSgd) config.rule()).rateShift());
    Iterator<Int8Tensor> parameters = start.parameters().iterator();
    for (Layer layer : start.spec().layers()) {
      if (layer instanceof Dense dense) {
        float[] weights = real(parameters.next());
        layers.add(
            new DenseLayer(dense.inputs(), dense.outputs(), weights, real(parameters.next())));
      }
    }
  }

  /** A learner with such a network, at the learning rate of the recipe. */
  static Learner<FloatNet> learner(Recipe recipe, long seed, int stream) {
    FloatNet net = new FloatNet(recipe.initialModel(seed), recipe.config());
    return new Learner<>(recipe, net, recipe.random(seed).stream(stream).stream(0));
  }

  private static float[] real(Int8Tensor tensor) {
    Scale scale = tensor.scale();
    double step =
        Math.pow(2, scale.shift())
            * Math.pow(5 / 4.0, scale.up())
            * Math.pow(13 / 16.0, scale.down());
    float[] values = new float[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (tensor.get(i) * step);
    }
    return values;
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

    DenseLayer(int inputs, int outputs, float[] weights, float[] bias) {
      this.inputs = inputs;
      this.outputs = outputs;
      this.weights = weights;
      this.bias = bias;
      this.gradWeights = new float[weights.length];
      this.gradBias = new float[outputs];
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
