package io.tintin.cli.onnx;

import io.tintin.cli.onnx.OnnxGraph.Attribute;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pools by windows, over one extent or two. */
final class Pools {
  private Pools() {}

  /** MaxPool; the scale stays, so nothing is rounded. */
  static Activation max(Site site, long stride, long... window) {
    OnnxGraph graph = site.graph();
    String real = graph.dequantized(site.input());
    String largest =
        graph.add("MaxPool", List.of(real), site.name("largest"), attributes(stride, window));
    graph.quantized(largest, site.input().shift(), site.output());
    return site.sameScale();
  }

  /**
   * A convolution by ones, each channel an image or a sequence of its own, and a division of int32;
   * AveragePool would round. A sum is at most {@code 127 * 33,025}, below 2^24.
   */
  static Activation average(Site site, long stride, long... window) {
    OnnxGraph graph = site.graph();
    int count = (int) Arrays.stream(window).reduce(1, (a, b) -> a * b);
    byte[] ones = new byte[count];
    Arrays.fill(ones, (byte) 1);
    List<Integer> kernelShape = new ArrayList<>(List.of(1, 1));
    Arrays.stream(window).forEach(extent -> kernelShape.add((int) extent));
    String kernel = graph.addInt8(site.name("ones"), kernelShape, ones);
    String steps = graph.dequantized(site.input().name(), 0, site.name("steps"));
    Shape input = site.input().shape();
    List<String> operands =
        List.of(
            reshaped(site, steps, "planes", 1, input),
            graph.dequantized(kernel, 0, site.name("ones_real")));
    String sum = graph.add("Conv", operands, site.name("sum"), attributes(stride, window));
    String int32 = graph.cast(sum, OnnxGraph.INT32, site.name("sum_int32"));
    String joined = reshaped(site, int32, "joined", input.channels(), site.outputShape());
    return Means.add(site, joined, count);
  }

  private static List<Attribute> attributes(long stride, long... window) {
    long[] strides = new long[window.length];
    Arrays.fill(strides, stride);
    return List.of(Attribute.list("kernel_shape", window), Attribute.list("strides", strides));
  }

  /** With so many channels, before the other extents of the shape. */
  private static String reshaped(Site site, String tensor, String name, int channels, Shape shape) {
    long[] extents = new long[shape.rank() + 1];
    extents[0] = -1;
    extents[1] = channels;
    for (int axis = 0; axis < shape.rank() - 1; axis++) {
      extents[axis + 2] = shape.extent(axis);
    }
    OnnxGraph graph = site.graph();
    String to = graph.addInt64(site.name(name + "_shape"), List.of(extents.length), extents);
    return graph.add("Reshape", List.of(tensor, to), site.name(name));
  }
}
