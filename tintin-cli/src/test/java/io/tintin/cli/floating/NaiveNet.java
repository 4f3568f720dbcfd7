package io.tintin.cli.floating;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.Loss;
import io.tintin.core.model.Model;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The oracle: a net in double, one example after the other, written down from the formulas, with
 * gradients by central differences. An image is {@code [channels, height, width]}.
 */
final class NaiveNet {
  private static final double EPSILON = 1e-5;

  private final Model model;
  private final Loss loss;
  private final double inputStep;
  final List<double[]> parameters = new ArrayList<>();

  NaiveNet(Model model, Loss loss, double inputStep) {
    this.model = model;
    this.loss = loss;
    this.inputStep = inputStep;
    for (Int8Tensor tensor : model.parameters()) {
      double[] values = new double[tensor.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.get(i) * FloatParameter.real(tensor.scale());
      }
      parameters.add(values);
    }
  }

  /** The mean loss of a batch. */
  double loss(List<Example> batch) {
    double sum = 0;
    for (Example example : batch) {
      sum += NaiveLosses.loss(loss, output(example.features()), example.targets());
    }
    return sum / batch.size();
  }

  /** Its derivatives by all parameters. */
  List<double[]> gradients(List<Example> batch) {
    List<double[]> gradients = new ArrayList<>();
    for (double[] values : parameters) {
      double[] gradient = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        double value = values[i];
        values[i] = value + EPSILON;
        double above = loss(batch);
        values[i] = value - EPSILON;
        gradient[i] = (above - loss(batch)) / (2 * EPSILON);
        values[i] = value;
      }
      gradients.add(gradient);
    }
    return gradients;
  }

  double[] output(byte[] features) {
    Shape shape = model.spec().input();
    int channels = shape.rank() == 3 ? shape.extent(2) : 1;
    int pixels = shape.size() / channels;
    double[] values = new double[features.length];
    for (int i = 0; i < values.length; i++) {
      values[i % channels * pixels + i / channels] = features[i] * inputStep;
    }
    Iterator<double[]> remaining = parameters.iterator();
    for (Layer layer : model.spec().layers()) {
      Shape output = layer.outputShape(shape);
      if (layer instanceof Dense dense) {
        values = dense(dense, remaining, values);
      } else if (layer instanceof Conv2d conv) {
        values = conv(conv, remaining, values, shape, output);
      } else if (layer instanceof MaxPool2d pool) {
        values = pool(pool, values, shape, output);
      } else if (layer instanceof Relu) {
        for (int i = 0; i < values.length; i++) {
          values[i] = Math.max(values[i], 0);
        }
      }
      shape = output;
    }
    return values;
  }

  private static double[] dense(Dense layer, Iterator<double[]> parameters, double[] input) {
    double[] weights = parameters.next();
    double[] output = layer.hasBias() ? parameters.next().clone() : new double[layer.outputs()];
    for (int o = 0; o < output.length; o++) {
      for (int i = 0; i < input.length; i++) {
        output[o] += weights[o * input.length + i] * input[i];
      }
    }
    return output;
  }

  private static double[] conv(
      Conv2d layer, Iterator<double[]> parameters, double[] input, Shape in, Shape out) {
    double[] weights = parameters.next();
    double[] bias = layer.hasBias() ? parameters.next() : new double[layer.outChannels()];
    int channels = layer.inChannels() / layer.groups();
    double[] output = new double[out.size()];
    for (int at = 0; at < output.length; at++) {
      int o = at / (out.extent(0) * out.extent(1));
      int y = at / out.extent(1) % out.extent(0) * layer.stride() - layer.padding();
      int x = at % out.extent(1) * layer.stride() - layer.padding();
      int firstChannel = o / (layer.outChannels() / layer.groups()) * channels;
      output[at] = bias[o];
      int taps = layer.kernelHeight() * layer.kernelWidth() * channels;
      for (int tap = 0; tap < taps; tap++) {
        int c = firstChannel + tap % channels;
        int row = y + tap / channels / layer.kernelWidth() * layer.dilation();
        int column = x + tap / channels % layer.kernelWidth() * layer.dilation();
        if (row >= 0 && row < in.extent(0) && column >= 0 && column < in.extent(1)) {
          output[at] +=
              weights[o * taps + tap] * input[(c * in.extent(0) + row) * in.extent(1) + column];
        }
      }
    }
    return output;
  }

  private static double[] pool(MaxPool2d layer, double[] input, Shape in, Shape out) {
    double[] output = new double[out.size()];
    for (int at = 0; at < output.length; at++) {
      int c = at / (out.extent(0) * out.extent(1));
      int y = at / out.extent(1) % out.extent(0) * layer.stride();
      int x = at % out.extent(1) * layer.stride();
      output[at] = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < layer.size() * layer.size(); k++) {
        int row = c * in.extent(0) + y + k / layer.size();
        output[at] = Math.max(output[at], input[row * in.extent(1) + x + k % layer.size()]);
      }
    }
    return output;
  }

  /** Features and targets of one example. */
  record Example(byte[] features, int[] targets) {}
}
