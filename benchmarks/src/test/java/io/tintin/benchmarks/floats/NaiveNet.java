package io.tintin.benchmarks.floats;

import io.tintin.benchmarks.peer.Net;
import java.util.List;

/** The loss of a net for one example, by the definition and in double. */
final class NaiveNet {
  private NaiveNet() {}

  static double loss(Net net, List<Parameters> parameters, float[] pixels, int label) {
    int p = 0;
    int side = Net.SIDE;
    double[][][] image = new double[1][side][side];
    for (int i = 0; i < pixels.length; i++) {
      image[0][i / side][i % side] = pixels[i];
    }
    for (int l = 0; l < net.channels().size(); l++) {
      image = pool(convolution(image, parameters.get(p++)));
    }
    double[] values = flat(image);
    for (int d = 1; d < net.widths().size(); d++) {
      values = dense(values, parameters.get(p++), d + 1 < net.widths().size());
    }
    double total = 0;
    for (double value : values) {
      total += Math.exp(value);
    }
    return Math.log(total) - values[label];
  }

  private static double[][][] convolution(double[][][] in, Parameters parameters) {
    int out = in[0].length - 4;
    double[][][] result = new double[parameters.bias.length][out][out];
    for (int o = 0; o < result.length; o++) {
      for (int y = 0; y < out; y++) {
        for (int x = 0; x < out; x++) {
          double acc = parameters.bias[o];
          for (int t = 0; t < 25 * in.length; t++) {
            int k = t / in.length; // weights are [outputs, ky, kx, channels]
            acc += parameters.weights[o][t] * in[t % in.length][y + k / 5][x + k % 5];
          }
          result[o][y][x] = acc;
        }
      }
    }
    return result;
  }

  private static double[][][] pool(double[][][] in) {
    int out = in[0].length / 2;
    double[][][] result = new double[in.length][out][out];
    for (int c = 0; c < in.length; c++) {
      for (int y = 0; y < 2 * out; y++) {
        for (int x = 0; x < 2 * out; x++) {
          result[c][y / 2][x / 2] = Math.max(result[c][y / 2][x / 2], in[c][y][x]);
        }
      }
    }
    return result;
  }

  private static double[] flat(double[][][] image) {
    int side = image[0].length;
    double[] values = new double[image.length * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = image[i / (side * side)][i / side % side][i % side];
    }
    return values;
  }

  private static double[] dense(double[] in, Parameters parameters, boolean hasRelu) {
    double[] result = new double[parameters.bias.length];
    for (int o = 0; o < result.length; o++) {
      double acc = parameters.bias[o];
      for (int i = 0; i < in.length; i++) {
        acc += parameters.weights[o][i] * in[i];
      }
      result[o] = hasRelu ? Math.max(0, acc) : acc;
    }
    return result;
  }
}
