package io.tintin.cli.onnx.read;

import io.tintin.cli.real.Quantized;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Conv, MaxPool and AveragePool over images. */
final class WindowReader {
  private static final String KERNEL = "kernel_shape";
  private static final String STRIDES = "strides";
  private static final String PADS = "pads";
  private static final String DILATIONS = "dilations";
  private static final String AUTO_PAD = "auto_pad";

  private WindowReader() {}

  static Trained conv(OnnxNode node, Constants constants) throws MalformedOnnxException {
    node.checkAttributes(Set.of(KERNEL, STRIDES, PADS, DILATIONS, AUTO_PAD, "group"));
    OnnxTensor weights = constants.get(node, 1);
    int[] extents = weights.extents();
    if (extents.length != 4) {
      throw node.malformed("weights rank", "4, of an image", extents.length);
    }
    long[] kernel = node.integers(KERNEL, extents[2], extents[3]);
    if (!Arrays.equals(kernel, new long[] {extents[2], extents[3]})) {
      throw node.malformed(KERNEL, "that of the weights", Arrays.toString(kernel));
    }
    int groups = exact(node, "group", node.integer("group", 1));
    boolean hasBias = Constants.hasInput(node, 2);
    Conv2d layer =
        new Conv2d(
            exact(node, "channels", (long) extents[1] * groups),
            extents[0],
            extents[2],
            extents[3],
            same(node, STRIDES, 1, 2),
            padding(node),
            same(node, DILATIONS, 1, 2),
            groups,
            hasBias);
    Shape shape = Shape.of(extents[0], extents[2], extents[3], extents[1]);
    Int8Tensor quantized = Quantized.of(shape, channelsLast(weights.floats(), extents));
    return new Trained(
        layer,
        hasBias
            ? List.of(quantized, DenseReader.bias(node, constants.get(node, 2), extents[0]))
            : List.of(quantized));
  }

  /** {@code [outputs, channels, …]} to {@code [outputs, …, channels]}. */
  private static float[] channelsLast(float[] values, int[] extents) {
    int channels = extents[1];
    int area = extents[2] * extents[3];
    float[] turned = new float[values.length];
    for (int to = 0; to < turned.length; to++) {
      int channel = to % channels;
      int tap = to / channels % area;
      int output = to / channels / area;
      turned[to] = values[(output * channels + channel) * area + tap];
    }
    return turned;
  }

  static Trained maxPool(OnnxNode node) throws MalformedOnnxException {
    node.checkAttributes(
        Set.of(KERNEL, STRIDES, PADS, DILATIONS, AUTO_PAD, "ceil_mode", "storage_order"));
    checkUnpadded(node);
    return Trained.of(new MaxPool2d(same(node, KERNEL, 0, 2), same(node, STRIDES, 1, 2)));
  }

  static Trained averagePool(OnnxNode node) throws MalformedOnnxException {
    node.checkAttributes(
        Set.of(KERNEL, STRIDES, PADS, DILATIONS, AUTO_PAD, "ceil_mode", "count_include_pad"));
    checkUnpadded(node);
    return Trained.of(new AveragePool2d(same(node, KERNEL, 0, 2), same(node, STRIDES, 1, 2)));
  }

  private static void checkUnpadded(OnnxNode node) throws MalformedOnnxException {
    check(node, PADS, 0, padding(node));
    check(node, "ceil_mode", 0, node.integer("ceil_mode", 0));
    check(node, DILATIONS, 1, same(node, DILATIONS, 1, 2));
  }

  private static void check(OnnxNode node, String name, long only, long value)
      throws MalformedOnnxException {
    if (value != only) {
      throw node.malformed(name, only + ", as this layer has no other", value);
    }
  }

  private static int padding(OnnxNode node) throws MalformedOnnxException {
    String auto = node.text(AUTO_PAD, "NOTSET");
    if (!auto.equals("NOTSET") && !auto.equals("VALID")) {
      throw node.malformed(AUTO_PAD, "NOTSET or VALID", auto);
    }
    return auto.equals("VALID") ? 0 : same(node, PADS, 0, 4);
  }

  /** The one number of an attribute that has to be the same on all axes. */
  private static int same(OnnxNode node, String name, long otherwise, int count)
      throws MalformedOnnxException {
    long[] all = new long[count];
    Arrays.fill(all, otherwise);
    long[] given = node.integers(name, all);
    Arrays.fill(all, given.length == 0 ? otherwise : given[0]);
    if (!Arrays.equals(given, all)) {
      throw node.malformed(name, count + " equal numbers", Arrays.toString(given));
    }
    return exact(node, name, all[0]);
  }

  private static int exact(OnnxNode node, String name, long value) throws MalformedOnnxException {
    if (value < 0 || value > Shape.MAX_SIZE) {
      throw node.malformed(name, "in [0, " + Shape.MAX_SIZE + "]", value);
    }
    return (int) value;
  }
}
