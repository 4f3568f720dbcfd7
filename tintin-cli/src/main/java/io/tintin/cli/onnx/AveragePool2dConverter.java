package io.tintin.cli.onnx;

import io.tintin.cli.onnx.OnnxGraph.Attribute;
import io.tintin.core.layer.AveragePool2d;
import java.util.Arrays;
import java.util.List;

/**
 * {@link AveragePool2d} as a convolution by ones, channel by channel, and a division of int32;
 * AveragePool would round. A sum is at most {@code 127 * 181^2}, far below 2^24.
 */
final class AveragePool2dConverter implements Converter<AveragePool2d> {
  @Override
  public Activation convert(AveragePool2d layer, Site site) {
    OnnxGraph graph = site.graph();
    int size = layer.size();
    int channels = site.input().shape().channels();
    byte[] ones = new byte[channels * size * size];
    Arrays.fill(ones, (byte) 1);
    String kernel = graph.addInt8(site.name("ones"), List.of(channels, 1, size, size), ones);
    List<Attribute> attributes =
        List.of(
            Attribute.list("kernel_shape", size, size),
            Attribute.list("strides", layer.stride(), layer.stride()),
            Attribute.of("group", channels));
    List<String> operands =
        List.of(
            graph.dequantized(site.input().name(), 0, site.name("steps")),
            graph.dequantized(kernel, 0, site.name("ones_real")));
    String sum = graph.add("Conv", operands, site.name("sum"), attributes);
    String int32 = graph.cast(sum, OnnxGraph.INT32, site.name("sum_int32"));
    return Means.add(site, int32, size * size);
  }
}
