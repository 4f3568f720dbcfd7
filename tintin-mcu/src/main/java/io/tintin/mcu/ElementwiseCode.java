package io.tintin.mcu;

import io.tintin.core.layer.Dropout;
import java.util.List;

/** A layer in C that has no parameters and whose values stay apart. */
record ElementwiseCode(
    String file,
    String title,
    String declaration,
    String forward,
    String backward,
    boolean placesGradient,
    boolean backwardReadsOutput,
    boolean isInPlace,
    boolean isIdentity)
    implements LayerCode {
  private static final String FILE = "tintin_elementwise.c";

  static ElementwiseCode relu(LayerContext at) {
    return new ElementwiseCode(
        FILE,
        "ReLU",
        "",
        CText.of("tintinRelu(%s, %s, %s);", at.source(), at.count(), at.result()),
        CText.of(
            "tintinReluBackward(%s, %s, %s, %s);",
            at.result(), at.gradOutput(), at.count(), at.gradInput()),
        false,
        true,
        true,
        false);
  }

  static ElementwiseCode leakyRelu(int slopeShift, LayerContext at) {
    return new ElementwiseCode(
        FILE,
        "leaky ReLU, slope 2^-" + slopeShift,
        "",
        CText.of(
            "tintinLeakyRelu(%s, %s, %d, %s);", at.source(), at.count(), slopeShift, at.result()),
        CText.of(
            "tintinLeakyReluBackward(%s, %s, %s, %d, %s);",
            at.result(), at.gradOutput(), at.count(), slopeShift, at.gradInput()),
        false,
        true,
        true,
        false);
  }

  static ElementwiseCode tanh(LayerContext at) {
    return new ElementwiseCode(
        "tintin_tanh.c",
        "tanh",
        "",
        CText.of("tintinTanh(%s, %s, %s);", at.source(), at.count(), at.result()),
        CText.of(
            "tintinTanhBackward(%s, %s, %d, batch, %s, %s);",
            at.result(), at.gradOutput(), at.input().size(), at.placeOfGradient(), at.gradInput()),
        true,
        true,
        true,
        false);
  }

  /** Values of images change their order; all others only their name. */
  static ElementwiseCode flatten(LayerContext at) {
    int pixels = at.pixels();
    int channels = at.channels();
    boolean isIdentity = pixels == 1 || channels == 1;
    return new ElementwiseCode(
        FILE,
        "flatten " + at.input(),
        "",
        CText.of(
            "tintinFlatten(%s, %d, %d, batch, %s);", at.source(), pixels, channels, at.result()),
        CText.of(
            "tintinFlatten(%s, %d, %d, batch, %s);",
            at.gradOutput(), channels, pixels, at.gradInput()),
        false,
        false,
        isIdentity,
        isIdentity);
  }

  static ElementwiseCode dropout(Dropout.Rate rate, LayerContext at) {
    String factor =
        switch (rate) {
          case HALF -> "{1, 0, 0}";
          case FIFTH -> "{0, 1, 0}";
          case THREE_SIXTEENTHS -> "{0, 0, -1}";
        };
    boolean isFlat = at.input().rank() != 2 && at.input().rank() != 3;
    String declaration =
        CText.of(
            "static const TintinDropout layer%d = {%d, %d, %dU, %s};\n",
            at.number(),
            isFlat ? at.input().size() : at.pixels(),
            isFlat ? 1 : at.channels(),
            rate.threshold(),
            factor);
    return new ElementwiseCode(
        FILE,
        "dropout of " + rate,
        declaration,
        CText.of(
            "tintinDropout(%s, %s, batch, dropping%d, %s);",
            at.layer(), at.source(), at.number(), at.result()),
        CText.of(
            "tintinDropout(%s, %s, batch, &key%d, %s);",
            at.layer(), at.gradOutput(), at.number(), at.gradInput()),
        false,
        false,
        true,
        false);
  }

  @Override
  public List<String> files() {
    return List.of(file);
  }

  @Override
  public String backward(int input) {
    return backward;
  }
}
