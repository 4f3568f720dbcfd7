package io.tintin.mcu;

import io.tintin.core.layer.Dense;
import java.util.List;

/** A fully connected layer in C. */
record DenseCode(Dense layer, LayerContext at) implements LayerCode {
  @Override
  public List<String> files() {
    return List.of("tintin_dense.c", "tintin_sums.h", "tintin_sums.c", "tintin_bias.c");
  }

  @Override
  public String title() {
    return "dense " + layer.inputs() + " -> " + layer.outputs();
  }

  @Override
  public String declaration() {
    return CText.of(
        "static const TintinDense layer%d = {%d, %d};\n",
        at.number(), layer.inputs(), layer.outputs());
  }

  @Override
  public String forward(String input) {
    return CText.of(
        "tintinDenseForward(%s, %s, %s, batch, %s, %s);",
        at.layer(), at.parameters(), input, at.placeOfOutput(), at.result());
  }

  @Override
  public String backward() {
    return CText.of(
        "tintinDenseBackward(%s, &parameters[%d], %s, batch, %s, %s);",
        at.layer(), at.firstParameter(), at.gradOutput(), at.placeOfGradient(), at.gradInput());
  }

  @Override
  public String gradient(int parameter) {
    return parameter == 0
        ? CText.of(
            "tintinDenseGradient(%s, %s, %s, batch)", at.layer(), at.value(), at.gradOutput())
        : CText.of("tintinBiasGradient(%s, %d, 1, batch)", at.gradOutput(), layer.outputs());
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
    return false;
  }

  @Override
  public boolean backwardReadsOutput() {
    return false;
  }

  @Override
  public boolean isInPlace() {
    return false;
  }
}
