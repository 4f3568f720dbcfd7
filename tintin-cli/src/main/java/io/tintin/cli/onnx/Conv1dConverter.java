package io.tintin.cli.onnx;

import io.tintin.cli.onnx.OnnxGraph.Attribute;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import java.util.List;

/** {@link Conv1d} as Conv over {@code [N, channels, length]}. */
final class Conv1dConverter implements Converter<Conv1d> {
  @Override
  public long fanIn(Conv1d layer) {
    return (long) layer.kernelSize() * (layer.inChannels() / layer.groups());
  }

  @Override
  public Activation convert(Conv1d layer, Site site) {
    List<Attribute> attributes =
        List.of(
            Attribute.list("kernel_shape", layer.kernelSize()),
            Attribute.list("strides", layer.stride()),
            Attribute.list("dilations", layer.dilation()),
            Attribute.list("pads", layer.padding(), layer.padding()),
            Attribute.of("group", layer.groups()));
    return Products.add(
        site,
        Products.channelsFirst(site.parameters().get(0)),
        List.of(layer.outChannels(), layer.inChannels() / layer.groups(), layer.kernelSize()),
        Conv2d.MAX_BIAS,
        new Products.Operator("Conv", 0, attributes));
  }
}
