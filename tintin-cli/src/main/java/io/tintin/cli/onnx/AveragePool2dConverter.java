package io.tintin.cli.onnx;

import io.tintin.cli.onnx.OnnxGraph.Attribute;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * {@link AveragePool2d} as a convolution by ones, each channel an image of its own, and a division
 * of int32; AveragePool would round. A sum is at most {@code 127 * 181^2}, far below 2^24.
 */
final class AveragePool2dConverter implements Converter<AveragePool2d> {
  @Override
  public Activation convert(AveragePool2d layer, Site site) {
    OnnxGraph graph = site.graph();
    Shape input = site.input().shape();
    Shape output = site.outputShape();
    int size = layer.size();
    byte[] ones = new byte[size * size];
    Arrays.fill(ones, (byte) 1);
    String kernel = graph.addInt8(site.name("ones"), List.of(1, 1, size, size), ones);
    List<Attribute> attributes =
        List.of(
            Attribute.list("kernel_shape", size, size),
            Attribute.list("strides", layer.stride(), layer.stride()));
    String steps = graph.dequantized(site.input().name(), 0, site.name("steps"));
    List<String> operands =
        List.of(
            reshaped(site, steps, "planes", 1, input.extent(0), input.extent(1)),
            graph.dequantized(kernel, 0, site.name("ones_real")));
    String sum = graph.add("Conv", operands, site.name("sum"), attributes);
    String int32 = graph.cast(sum, OnnxGraph.INT32, site.name("sum_int32"));
    int channels = input.channels();
    String image = reshaped(site, int32, "image", channels, output.extent(0), output.extent(1));
    return Means.add(site, image, size * size);
  }

  private static String reshaped(
      Site site, String tensor, String name, int channels, int height, int width) {
    String extents =
        site.graph().addInt64(site.name(name + "_shape"), List.of(4), -1, channels, height, width);
    return site.graph().add("Reshape", List.of(tensor, extents), site.name(name));
  }
}
