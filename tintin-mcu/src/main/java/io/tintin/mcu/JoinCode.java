package io.tintin.mcu;

import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** A sum or a concatenation in C: layers of several inputs. */
record JoinCode(boolean isSum, LayerContext at) implements LayerCode {
  @Override
  public List<String> files() {
    return List.of("tintin_join.c", "tintin_sums.h", "tintin_sums.c");
  }

  @Override
  public String title() {
    List<String> shapes = new ArrayList<>();
    at.inputShapes().forEach(shape -> shapes.add(shape.toString()));
    return CText.of(
        "%s of %s -> %s", isSum ? "sum" : "concatenation", String.join(", ", shapes), at.output());
  }

  @Override
  public String declaration() {
    if (isSum) {
      return "";
    }
    List<String> channels = new ArrayList<>();
    for (Shape shape : at.inputShapes()) {
      channels.add("" + LayerContext.channelsOf(shape));
    }
    return CText.of(
        "static const TintinConcat layer%d = {%d, %d, %d, {%s}};\n",
        at.number(),
        at.pixels(),
        LayerContext.channelsOf(at.output()),
        channels.size(),
        String.join(", ", channels));
  }

  @Override
  public String forward() {
    String call =
        isSum
            ? sum(at.inputs().size(), "inputs", at.output(), at.placeOfOutput(), at.result())
            : CText.of("tintinConcat(%s, inputs, batch, %s);", at.layer(), at.result());
    return block(at.sources(), "inputs", call);
  }

  private static String sum(int count, String terms, Shape shape, String place, String result) {
    return CText.of(
        "tintinAdd(%s, %d, %d, batch, %s, %s);", terms, count, shape.size(), place, result);
  }

  private static String block(String terms, String name, String call) {
    return CText.of(
        "{\n    const TintinTensor *const %s[] = {%s};\n    %s\n  }", name, terms, call);
  }

  /** The statement that adds a gradient to the one of the same value that is there. */
  static String addition(InputGradient to, String gradient, Shape shape) {
    String sum = "&gradient" + to.value();
    String place = LayerContext.place(to.sumPlace());
    return block(sum + ", " + gradient, "terms", sum(2, "terms", shape, place, sum));
  }

  @Override
  public String backward(int input) {
    return isSum
        ? CText.of("tintinCopy(%s, %s, %s);", at.gradOutput(), at.count(), at.gradInput(input))
        : CText.of(
            "tintinConcatBackward(%s, %d, %s, batch, %s);",
            at.layer(), input, at.gradOutput(), at.gradInput(input));
  }

  @Override
  public boolean placesOutput() {
    return isSum;
  }

  @Override
  public boolean isInPlace() {
    return isSum;
  }

  @Override
  public boolean passesGradient() {
    return isSum;
  }
}
