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
        channelsFirst(layer, site.parameters().get(0).toArray()),
        List.of(layer.outChannels(), groupChannels(layer), height, width),
        Conv2d.MAX_BIAS,
        new Products.Operator("Conv", 0, attributes));
  }

  /** {@code [outChannels, height, width, channels]} to {@code [outChannels, channels, …]}. */
  private static byte[] channelsFirst(Conv2d layer, byte[] weights) {
    int channels = groupChannels(layer);
    int area = layer.kernelHeight() * layer.kernelWidth();
    byte[] turned = new byte[weights.length];
    int from = 0;
    for (int o = 0; o < layer.outChannels(); o++) {
      for (int tap = 0; tap < area; tap++) {
        for (int c = 0; c < channels; c++) {
          turned[(o * channels + c) * area + tap] = weights[from++];
        }
      }
    }
    return turned;
  }
}
