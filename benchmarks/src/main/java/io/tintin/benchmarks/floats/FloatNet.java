package io.tintin.benchmarks.floats;

import io.tintin.benchmarks.peer.Net;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A net that is trained in float32 by descent with momentum on the mean cross-entropy. */
final class FloatNet {
  private static final float RATE = 0.03f;
  private static final float MOMENTUM = 0.875f;

  private final int batch;
  private final float[] input;
  private final List<FloatLayer> layers = new ArrayList<>();
  private final List<Parameters> parameters = new ArrayList<>();

  /** Of the output of each layer. */
  private final List<float[]> gradients = new ArrayList<>();

  FloatNet(Net net, int batch, FloatKernels kernels) {
    this.batch = batch;
    this.input = new float[Net.PIXELS * batch];
    SplittableRandom random = new SplittableRandom(1);
    int channels = 1;
    int side = Net.SIDE;
    for (int outputs : net.channels()) {
      layers.add(kernels.conv(new ConvShape(channels, outputs, side, batch), random));
      side -= Net.KERNEL - 1;
      layers.add(kernels.pool(outputs, side, batch));
      channels = outputs;
      side /= Net.POOL;
    }
    List<Integer> widths = net.widths();
    for (int d = 1; d < widths.size(); d++) {
      boolean hasRelu = d + 1 < widths.size();
      layers.add(kernels.dense(widths.get(d - 1), widths.get(d), batch, hasRelu, random));
    }
    for (FloatLayer layer : layers) {
      parameters.addAll(layer.parameters());
      gradients.add(new float[layer.output().length]);
    }
  }

  /**
   * Trains on a batch.
   *
   * @param examples pixels of each
   * @return the mean loss before the step
   */
  float step(float[][] examples, int[] labels) {
    float loss = computeGradients(examples, labels);
    for (Parameters each : parameters) {
      each.update(RATE, MOMENTUM);
    }
    return loss;
  }

  /** Forward and backward pass. */
  float computeGradients(float[][] examples, int[] labels) {
    load(examples);
    for (int l = 0; l < layers.size(); l++) {
      layers.get(l).forward(inputOf(l));
    }
    int last = layers.size() - 1;
    float loss = crossEntropy(layers.get(last).output(), labels, gradients.get(last));
    for (int l = last; l >= 0; l--) {
      float[] gradInput = l == 0 ? new float[0] : gradients.get(l - 1);
      layers.get(l).backward(inputOf(l), gradients.get(l), gradInput);
    }
    return loss;
  }

  private float[] inputOf(int layer) {
    return layer == 0 ? input : layers.get(layer - 1).output();
  }

  /** To batch innermost, in blocks that stay in the first cache. */
  private void load(float[][] examples) {
    for (int p0 = 0; p0 < Net.PIXELS; p0 += 16) {
      for (int b = 0; b < batch; b++) {
        float[] pixels = examples[b];
        for (int p = p0; p < p0 + 16; p++) {
          input[p * batch + b] = pixels[p];
        }
      }
    }
  }

  /** The mean over the batch, and its gradient. */
  private float crossEntropy(float[] logits, int[] labels, float[] gradient) {
    double loss = 0;
    for (int b = 0; b < batch; b++) {
      float largest = Float.NEGATIVE_INFINITY;
      for (int c = 0; c < Net.CLASSES; c++) {
        largest = Math.max(largest, logits[c * batch + b]);
      }
      double total = 0;
      for (int c = 0; c < Net.CLASSES; c++) {
        double power = Math.exp(logits[c * batch + b] - largest);
        gradient[c * batch + b] = (float) power;
        total += power;
      }
      float factor = (float) (1 / (total * batch));
      for (int c = 0; c < Net.CLASSES; c++) {
        gradient[c * batch + b] *= factor;
      }
      gradient[labels[b] * batch + b] -= 1f / batch;
      loss += Math.log(total) + largest - logits[labels[b] * batch + b];
    }
    return (float) (loss / batch);
  }

  List<Parameters> parameters() {
    return parameters;
  }
}
