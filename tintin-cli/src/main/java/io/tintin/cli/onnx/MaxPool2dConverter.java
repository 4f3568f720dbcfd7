package io.tintin.cli.onnx;

import io.tintin.cli.onnx.OnnxGraph.Attribute;
import io.tintin.core.layer.MaxPool2d;
import java.util.List;

/** {@link MaxPool2d} as MaxPool; the scale stays, so nothing is rounded. */
final class MaxPool2dConverter implements Converter<MaxPool2d> {
  @Override
  public Activation convert(MaxPool2d layer, Site site) {
    List<Attribute> attributes =
        List.of(
            Attribute.list("kernel_shape", layer.size(), layer.size()),
            Attribute.list("strides", layer.stride(), layer.stride()));
    String real = site.graph().dequantized(site.input());
    String largest = site.graph().add("MaxPool", List.of(real), site.name("largest"), attributes);
    site.graph().quantized(largest, site.input().shift(), site.output());
    return site.sameScale();
  }
}
