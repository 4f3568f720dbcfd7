package io.tintin.mcu;

import io.tintin.core.layer.Dense;
import java.util.List;

/** A fully connected layer in C. */
record DenseCode(Dense layer, LayerContext at) implements LayerCode {
  @Override
  public List<String> files() {
    return List.of(
        "tintin_dense.c", "tintin_sums.h", "tintin_sums.c", "tintin_sums_arm.c", "tintin_bias.c");
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
  public String forward() {
    return at.forwardOf("Dense");
  }

  @Override
  public String backward(int input) {
    return at.backwardOf("Dense");
  }

  @Override
  public String gradient(int parameter) {
    return at.gradientOf("Dense", parameter, layer.outputs(), 1);
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
