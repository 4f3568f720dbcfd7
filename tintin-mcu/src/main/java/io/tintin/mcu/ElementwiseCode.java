package io.tintin.mcu;

import io.tintin.core.layer.Dropout;
import java.util.List;

/**
 * A layer in C that has no parameters and requantises nothing.
 *
 * @param forward the call without its input, which {@code %s} stands for
 */
record ElementwiseCode(
    String title,
    String declaration,
    String forward,
    String backward,
    boolean backwardReadsOutput,
    boolean isInPlace,
    boolean isIdentity)
    implements LayerCode {
  static ElementwiseCode relu(LayerContext at) {
    return new ElementwiseCode(
        "ReLU",
        "",
        "tintinRelu(%s, " + at.count() + ", " + at.result() + ");",
        CText.of(
            "tintinReluBackward(%s, %s, %s, %s);",
            at.result(), at.gradOutput(), at.count(), at.gradInput()),
        true,
        true,
        false);
  }

  static ElementwiseCode leakyRelu(int slopeShift, LayerContext at) {
    return new ElementwiseCode(
        "leaky ReLU, slope 2^-" + slopeShift,
        "",
        "tintinLeakyRelu(%s, " + at.count() + ", " + slopeShift + ", " + at.result() + ");",
        CText.of(
            "tintinLeakyReluBackward(%s, %s, %s, %d, %s);",
            at.result(), at.gradOutput(), at.count(), slopeShift, at.gradInput()),
        true,
        true,
        false);
  }

  /** Values of images change their order; all others only their name. */
  static ElementwiseCode flatten(LayerContext at) {
    int pixels = at.pixels();
    int channels = at.channels();
    return new ElementwiseCode(
        "flatten " + at.input(),
        "",
        "tintinFlatten(%s, " + pixels + ", " + channels + ", batch, " + at.result() + ");",
        CText.of(
            "tintinFlatten(%s, %d, %d, batch, %s);",
            at.gradOutput(), channels, pixels, at.gradInput()),
        false,
        pixels == 1 || channels == 1,
        pixels == 1 || channels == 1);
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
        "dropout of " + rate,
        declaration,
        CText.of(
            "tintinDropout(%s, %%s, batch, dropping%d, %s);", at.layer(), at.number(), at.result()),
        CText.of(
            "tintinDropout(%s, %s, batch, &key%d, %s);",
            at.layer(), at.gradOutput(), at.number(), at.gradInput()),
        false,
        false,
        false);
  }

  @Override
  public List<String> files() {
    return List.of("tintin_elementwise.c");
  }

  @Override
  public String forward(String input) {
    return CText.of(forward, input);
  }
}
