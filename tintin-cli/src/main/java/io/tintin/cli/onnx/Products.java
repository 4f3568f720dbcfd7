package io.tintin.cli.onnx;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** What layers of weights and a bias have in common. */
final class Products {
  private static final int WEIGHTS = 0;
  private static final int BIAS = 1;

  /**
   * What multiplies.
   *
   * @param biasHalvings how often it halves the bias
   */
  record Operator(String name, int biasHalvings, List<OnnxGraph.Attribute> attributes) {}

  private Products() {}

  /**
   * Adds weights and bias of a layer to the graph.
   *
   * @param weights in the order of ONNX, outputs outermost
   * @param extents of the weights in the order of ONNX
   * @param maxBias largest magnitude that the bias adds to an accumulator
   * @param operator that takes input, weights and bias
   */
  static Activation add(
      Site site, byte[] weights, List<Integer> extents, int maxBias, Operator operator) {
    Scale weightScale = site.parameters().get(WEIGHTS).scale();
    Activation input = site.input();
    int accShift = site.checked("accumulator", weightScale.shift() + input.shift());
    Activation acc =
        new Activation(
            site.name("acc"),
            site.outputShape(),
            accShift,
            weightScale.up() + input.up(),
            weightScale.down() + input.down());
    int[] bias =
        site.parameters().size() == BIAS
            ? new int[site.parameters().get(WEIGHTS).shape().extent(0)]
            : bias(site.parameters().get(BIAS), acc, maxBias);
    checkSums(site, weights, bias);

    OnnxGraph graph = site.graph();
    List<String> operands = new ArrayList<>(List.of(graph.dequantized(input)));
    String stored = graph.addInt8(site.name("weights"), extents, weights);
    int weightShift = site.checked("weight", weightScale.shift());
    operands.add(graph.dequantized(stored, weightShift, site.name("weights_real")));
    String storedBias = graph.addInt32(site.name("bias"), List.of(bias.length), bias);
    int biasShift = accShift + operator.biasHalvings();
    operands.add(graph.dequantizedInt32(storedBias, biasShift, site.name("bias_real")));
    graph.add(operator.name(), operands, acc.name(), operator.attributes());
    return site.requantized(acc);
  }

  /** A bias in steps of the accumulator, as a layer adds it. */
  static int[] bias(Int8Tensor bias, Activation acc, int maxBias) {
    long ratio =
        Rescale.ratio(
            bias.scale().shift() - acc.shift(),
            bias.scale().up() - acc.up(),
            bias.scale().down() - acc.down());
    int[] added = new int[bias.size()];
    for (int o = 0; o < added.length; o++) {
      added[o] = Rescale.apply(ratio, bias.get(o), maxBias, Rounding.NEAREST, 0);
    }
    return added;
  }

  /**
   * Refuses sums that float32 might round: of every output, {@code 127 * sum |weight| + |bias|} is
   * at most 2^24. Then every partial sum is an integer that float32 holds, in any order of adding.
   */
  static void checkSums(Site site, byte[] weights, int[] bias) {
    int outputs = site.parameters().get(WEIGHTS).shape().extent(0);
    int fanIn = weights.length / outputs;
    long worst = 0;
    for (int o = 0; o < outputs; o++) {
      long reach = Math.abs((long) bias[o]);
      for (int i = 0; i < fanIn; i++) {
        reach += Int8Tensor.MAX_VALUE * Math.abs((long) weights[o * fanIn + i]);
      }
      worst = Math.max(worst, reach);
    }
    if (worst > Float32.MAX_INTEGER) {
      site.refuse("accumulator must be at most 2^24, or float32 could round it: " + worst);
    }
  }

  /** {@code [outputs, …, channels]} to {@code [outputs, channels, …]}. */
  static byte[] channelsFirst(Int8Tensor weights) {
    return swapped(weights.toArray(), weights.shape().extent(0), channels(weights.shape()));
  }

  /** Values in that order, back into that of a shape; those of a vector or a matrix stay. */
  static byte[] channelsLast(Shape shape, byte[] values) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException("values must be " + shape.size() + ": " + values.length);
    }
    int area = shape.size() / shape.extent(0) / channels(shape);
    return shape.rank() <= 2 ? values : swapped(values, shape.extent(0), area);
  }

  private static int channels(Shape shape) {
    return shape.extent(shape.rank() - 1);
  }

  /** {@code [outputs, rows, columns]} to {@code [outputs, columns, rows]}. */
  private static byte[] swapped(byte[] values, int outputs, int columns) {
    int rows = values.length / outputs / columns;
    byte[] turned = new byte[values.length];
    int from = 0;
    for (int o = 0; o < outputs; o++) {
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          turned[(o * columns + column) * rows + row] = values[from++];
        }
      }
    }
    return turned;
  }
}
