package io.tintin.mcu;

import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import java.util.List;

/** A convolution in C; one of a sequence is one of an image with one row. */
record ConvCode(
    boolean isSequence,
    int kernelHeight,
    int kernelWidth,
    int stride,
    int rowPadding,
    int columnPadding,
    int dilation,
    int groups,
    LayerContext at)
    implements LayerCode {
  static ConvCode of(Conv2d layer, LayerContext at) {
    return new ConvCode(
        false,
        layer.kernelHeight(),
        layer.kernelWidth(),
        layer.stride(),
        layer.padding(),
        layer.padding(),
        layer.dilation(),
        layer.groups(),
        at);
  }

  static ConvCode of(Conv1d layer, LayerContext at) {
    return new ConvCode(
        true,
        1,
        layer.kernelSize(),
        layer.stride(),
        0,
        layer.padding(),
        layer.dilation(),
        layer.groups(),
        at);
  }

  private int outHeight() {
    return isSequence ? 1 : at.output().extent(0);
  }

  private int outWidth() {
    return at.output().extent(isSequence ? 0 : 1);
  }

  @Override
  public List<String> files() {
    return List.of(
        "tintin_conv.h",
        "tintin_conv.c",
        "tintin_conv_gradient.c",
        "tintin_sums.h",
        "tintin_sums.c",
        "tintin_sums_arm.c",
        "tintin_bias.c");
  }

  @Override
  public String title() {
    String kernel = isSequence ? "" + kernelWidth : kernelHeight + "x" + kernelWidth;
    return CText.of("convolution of %s: %s -> %s", kernel, at.input(), at.output());
  }

  @Override
  public String declaration() {
    return CText.of(
        """
    static const TintinConv layer%d = {
        .height = %d, .width = %d, .channels = %d,
        .outHeight = %d, .outWidth = %d, .outChannels = %d,
        .kernelHeight = %d, .kernelWidth = %d,
        .stride = %d, .rowPadding = %d, .columnPadding = %d, .dilation = %d, .groups = %d};
    """,
        at.number(),
        isSequence ? 1 : at.input().extent(0),
        at.input().extent(isSequence ? 0 : 1),
        at.channels(),
        outHeight(),
        outWidth(),
        at.output().channels(),
        kernelHeight,
        kernelWidth,
        stride,
        rowPadding,
        columnPadding,
        dilation,
        groups);
  }

  @Override
  public String forward() {
    return at.forwardOf("Conv");
  }

  @Override
  public String backward(int input) {
    return at.backwardOf("Conv");
  }

  @Override
  public String gradient(int parameter) {
    return at.gradientOf("Conv", parameter, at.output().channels(), outHeight() * outWidth());
  }

  @Override
  public boolean placesOutput() {
    return true;
  }

  @Override
  public boolean placesGradient() {
    return true;
  }
}
