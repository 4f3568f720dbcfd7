package io.tintin.core.train;

import io.tintin.core.layer.Add;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.ModelSpec;
import java.util.Arrays;
import java.util.List;

/** Forward passes of a graph of flat values in double precision, one example at a time. */
final class RealGraph {
  private final ModelSpec spec;

  RealGraph(ModelSpec spec) {
    this.spec = spec;
  }

  /** The outputs of one example; parameters in the order of the model. */
  double[] outputs(double[][] parameters, double... input) {
    double[][] values = new double[spec.nodes().size() + 1][];
    values[0] = input;
    int next = 0;
    for (int n = 0; n < spec.nodes().size(); n++) {
      Layer layer = spec.layers().get(n);
      List<Integer> taken = spec.nodes().get(n).inputs();
      double[][] inputs = taken.stream().map(v -> values[v]).toArray(double[][]::new);
      int count = layer.parameterShapes().size();
      values[n + 1] = forward(layer, inputs, Arrays.copyOfRange(parameters, next, next + count));
      next += count;
    }
    return values[values.length - 1];
  }

  private static double[] forward(Layer layer, double[][] inputs, double[]... parameters) {
    double[] x = inputs[0];
    if (layer instanceof Dense) {
      return dense(x, parameters);
    }
    if (layer instanceof Relu) {
      return Arrays.stream(x).map(v -> Math.max(v, 0)).toArray();
    }
    if (layer instanceof Concat) {
      return Arrays.stream(inputs).flatMapToDouble(Arrays::stream).toArray();
    }
    double[] output = x.clone();
    if (layer instanceof Add) {
      for (int i = 1; i < inputs.length; i++) {
        for (int f = 0; f < x.length; f++) {
          output[f] += inputs[i][f];
        }
      }
      return output;
    }
    if (!(layer instanceof LayerNorm)) {
      throw new IllegalArgumentException("layer must be one of flat values: " + layer);
    }
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    for (int f = 0; f < x.length; f++) {
      output[f] = parameters[0][f] * (x[f] - mean) / Math.sqrt(variance) + parameters[1][f];
    }
    return output;
  }

  private static double[] dense(double[] x, double[]... parameters) {
    double[] weights = parameters[0];
    double[] output = new double[weights.length / x.length];
    for (int o = 0; o < output.length; o++) {
      output[o] = parameters.length > 1 ? parameters[1][o] : 0;
      for (int i = 0; i < x.length; i++) {
        output[o] += weights[o * x.length + i] * x[i];
      }
    }
    return output;
  }
}
