package io.tintin.cli.onnx;

import io.tintin.cli.onnx.OnnxGraph.Attribute;
import io.tintin.core.layer.Conv2d;
import java.util.List;

/** {@link Conv2d} as Conv. */
final class Conv2dConverter implements Converter<Conv2d> {
  @Override
  public long fanIn(Conv2d layer) {
    return (long) layer.kernelHeight() * layer.kernelWidth() * groupChannels(layer);
  }

  private static int groupChannels(Conv2d layer) {
    return layer.inChannels() / layer.groups();
  }

  @Override
  public Activation convert(Conv2d layer, Site site) {
    int stride = layer.stride();
    int padding = layer.padding();
    int height = layer.kernelHeight();
    int width = layer.kernelWidth();
    List<Attribute> attributes =
        List.of(
            Attribute.list("kernel_shape", height, width),
            Attribute.list("strides", stride, stride),
            Attribute.list("dilations", layer.dilation(), layer.dilation()),
            Attribute.list("pads", padding, padding, padding, padding),
            Attribute.of("group", layer.groups()));
    return Products.add(
        site,
        Products.channelsFirst(site.parameters().get(0)),
        List.of(layer.outChannels(), groupChannels(layer), height, width),
        Conv2d.MAX_BIAS,
        new Products.Operator("Conv", 0, attributes));
  }
}
