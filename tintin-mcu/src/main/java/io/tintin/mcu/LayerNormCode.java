package io.tintin.mcu;

import java.util.List;

/** A layer normalisation in C. */
record LayerNormCode(LayerContext at) implements LayerCode {
  @Override
  public List<String> files() {
    return List.of("tintin_layer_norm.c", "tintin_sums.h", "tintin_sums.c", "tintin_bias.c");
  }

  @Override
  public String title() {
    return "layer normalisation of " + at.input();
  }

  @Override
  public String declaration() {
    return CText.of(
        "static const TintinLayerNorm layer%d = {%d, %d};\n",
        at.number(), at.pixels(), at.channels());
  }

  @Override
  public String forward() {
    return at.forwardOf("LayerNorm");
  }

  @Override
  public String backward(int input) {
    return CText.of(
        "tintinLayerNormBackward(%s, &parameters[%d], %s, %s, batch, %s, %s);",
        at.layer(),
        at.firstParameter(),
        at.value(),
        at.gradOutput(),
        at.placeOfGradient(),
        at.gradInput());
  }

  @Override
  public String gradient(int parameter) {
    return at.gradientOf("LayerNorm", parameter, at.channels(), at.pixels());
  }

  @Override
  public boolean placesOutput() {
    return true;
  }

  @Override
  public boolean placesGradient() {
    return true;
  }

  @Override
  public boolean backwardReadsInput() {
    return true;
  }
}
