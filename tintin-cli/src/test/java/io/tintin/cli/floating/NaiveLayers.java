package io.tintin.cli.floating;

import io.tintin.core.layer.Add;
import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/**
 * Layers in double, one example after the other, written down from their formulas; channels come
 * first.
 *
 * @param inputs values of each input of each example
 * @param in shape of the first input
 * @param bits by counter, of the layer's key
 */
record NaiveLayers(
    List<List<double[]>> inputs,
    Shape in,
    Shape out,
    List<double[]> parameters,
    boolean trains,
    IntUnaryOperator bits) {
  /** The output of each example. */
  List<double[]> outputs(Layer layer) {
    List<double[]> outputs = new ArrayList<>();
    for (int e = 0; e < inputs.get(0).size(); e++) {
      outputs.add(output(layer, e));
    }
    return outputs;
  }

  private double[] output(Layer layer, int example) {
    double[] input = inputs.get(0).get(example);
    if (layer instanceof Dense dense) {
      return dense(dense, input);
    } else if (layer instanceof Conv2d conv) {
      return conv2d(conv, input);
    } else if (layer instanceof Conv1d conv) {
      return conv1d(conv, input);
    } else if (layer instanceof MaxPool2d pool) {
      return pool(input, pool.size(), pool.stride(), NaiveLayers::largest);
    } else if (layer instanceof MaxPool1d pool) {
      return pool1d(input, pool.size(), pool.stride(), NaiveLayers::largest);
    } else if (layer instanceof AveragePool2d pool) {
      return pool(input, pool.size(), pool.stride(), NaiveLayers::mean);
    } else if (layer instanceof AveragePool1d pool) {
      return pool1d(input, pool.size(), pool.stride(), NaiveLayers::mean);
    } else if (layer instanceof GlobalAveragePool) {
      return globalAverage(input);
    } else if (layer instanceof Relu) {
      return each(input, x -> Math.max(x, 0));
    } else if (layer instanceof LeakyRelu relu) {
      return each(input, x -> x > 0 ? x : x / (1 << relu.slopeShift()));
    } else if (layer instanceof Tanh) {
      return each(input, Math::tanh);
    } else if (layer instanceof Dropout dropout) {
      return trains ? dropout(dropout, input, example) : input;
    } else if (layer instanceof LayerNorm) {
      return layerNorm(input);
    } else if (layer instanceof Add) {
      return sum(example);
    } else if (layer instanceof Concat) {
      return inputs.stream().flatMapToDouble(i -> Arrays.stream(i.get(example))).toArray();
    } else if (layer instanceof Flatten) {
      return input;
    }
    throw new IllegalArgumentException("layer must have a formula here: " + layer);
  }

  private static double[] each(double[] input, DoubleUnaryOperator function) {
    return Arrays.stream(input).map(function).toArray();
  }

  private double[] dense(Dense layer, double[] input) {
    double[] weights = parameters.get(0);
    double[] output = layer.hasBias() ? parameters.get(1).clone() : new double[layer.outputs()];
    for (int o = 0; o < output.length; o++) {
      for (int i = 0; i < input.length; i++) {
        output[o] += weights[o * input.length + i] * input[i];
      }
    }
    return output;
  }

  private double[] conv2d(Conv2d layer, double[] input) {
    double[] weights = parameters.get(0);
    double[] bias = layer.hasBias() ? parameters.get(1) : new double[layer.outChannels()];
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

  private double[] conv1d(Conv1d layer, double[] input) {
    double[] weights = parameters.get(0);
    int n = layer.inChannels() / layer.groups();
    double[] output = new double[out.size()];
    for (int o = 0; o < layer.outChannels(); o++) {
      int g = o * layer.groups() / layer.outChannels();
      for (int t = 0; t < out.extent(0); t++) {
        double acc = layer.hasBias() ? parameters.get(1)[o] : 0;
        for (int k = 0; k < layer.kernelSize(); k++) {
          int from = t * layer.stride() + k * layer.dilation() - layer.padding();
          for (int i = 0; i < n && from >= 0 && from < in.extent(0); i++) {
            double weight = weights[(o * layer.kernelSize() + k) * n + i];
            acc += weight * input[(g * n + i) * in.extent(0) + from];
          }
        }
        output[o * out.extent(0) + t] = acc;
      }
    }
    return output;
  }

  /** What a pool makes of a window. */
  private interface Window {
    double reduce(double[] values);
  }

  private double[] pool(double[] input, int size, int stride, Window window) {
    double[] output = new double[out.size()];
    for (int at = 0; at < output.length; at++) {
      int c = at / (out.extent(0) * out.extent(1));
      int y = at / out.extent(1) % out.extent(0) * stride;
      int x = at % out.extent(1) * stride;
      double[] values = new double[size * size];
      for (int k = 0; k < values.length; k++) {
        int row = c * in.extent(0) + y + k / size;
        values[k] = input[row * in.extent(1) + x + k % size];
      }
      output[at] = window.reduce(values);
    }
    return output;
  }

  private double[] pool1d(double[] input, int size, int stride, Window window) {
    double[] output = new double[out.size()];
    for (int at = 0; at < output.length; at++) {
      int first = at / out.extent(0) * in.extent(0) + at % out.extent(0) * stride;
      output[at] = window.reduce(Arrays.copyOfRange(input, first, first + size));
    }
    return output;
  }

  private static double largest(double... window) {
    return Arrays.stream(window).max().orElseThrow();
  }

  private static double mean(double... window) {
    return Arrays.stream(window).average().orElseThrow();
  }

  private double[] globalAverage(double[] input) {
    double[] output = new double[in.channels()];
    int pixels = in.size() / output.length;
    for (int i = 0; i < input.length; i++) {
      output[i / pixels] += input[i] / pixels;
    }
    return output;
  }

  private double[] dropout(Dropout layer, double[] input, int example) {
    double factor =
        switch (layer.rate()) {
          case HALF -> 2;
          case FIFTH -> 5 / 4.0;
          case THREE_SIXTEENTHS -> 16 / 13.0;
        };
    double[] output = new double[input.length];
    for (int f = 0; f < input.length; f++) {
      long drawn = bits.applyAsInt(example * input.length + f) & 0xFFFF_FFFFL;
      output[f] = drawn < layer.rate().threshold() ? 0 : factor * input[f];
    }
    return output;
  }

  private double[] layerNorm(double[] input) {
    double[] gain = parameters.get(0);
    double[] bias = parameters.get(1);
    double mean = Arrays.stream(input).average().orElseThrow();
    double variance = Arrays.stream(input).map(x -> (x - mean) * (x - mean)).sum() / input.length;
    double largest =
        (trains ? inputs.get(0).stream() : Stream.of(input))
            .flatMapToDouble(Arrays::stream)
            .map(Math::abs)
            .max()
            .orElseThrow();
    double step = 1;
    while (largest / step < 64) {
      step /= 2;
    }
    while (largest / step >= 128) {
      step *= 2;
    }
    double deviation = Math.sqrt(variance + step * step / 4);
    int pixels = input.length / gain.length;
    double[] output = new double[input.length];
    for (int i = 0; i < input.length; i++) {
      output[i] = gain[i / pixels] * (input[i] - mean) / deviation + bias[i / pixels];
    }
    return output;
  }

  private double[] sum(int example) {
    double[] output = new double[out.size()];
    for (List<double[]> input : inputs) {
      for (int i = 0; i < output.length; i++) {
        output[i] += input.get(example)[i];
      }
    }
    return output;
  }
}
