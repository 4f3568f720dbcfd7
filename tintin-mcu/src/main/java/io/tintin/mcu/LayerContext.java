package io.tintin.mcu;

import io.tintin.core.tensor.Shape;

/**
 * Where a layer stands in a model.
 *
 * @param number of the layer
 * @param firstParameter number of its first parameter
 * @param parameterCount how many it has
 * @param outputPlace number of the place that requantises its output; -1 if there is none
 * @param gradientPlace of that of the gradient by its input
 */
record LayerContext(
    int number,
    Shape input,
    Shape output,
    int firstParameter,
    int parameterCount,
    int outputPlace,
    int gradientPlace) {
  /** The forward call of a layer with weights, of this kind in the C. */
  String forwardOf(String kind, String input) {
    return CText.of(
        "tintin%sForward(%s, %s, %s, batch, %s, %s);",
        kind, layer(), parameters(), input, placeOfOutput(), result());
  }

  /** The backward call of such a layer. */
  String backwardOf(String kind) {
    return CText.of(
        "tintin%sBackward(%s, &parameters[%d], %s, batch, %s, %s);",
        kind, layer(), firstParameter, gradOutput(), placeOfGradient(), gradInput());
  }

  /**
   * The gradient of a parameter of such a layer.
   *
   * @param parameter 0 for the weights, 1 for the bias
   * @param outputs values of the bias
   * @param pixels that have each of them
   */
  String gradientOf(String kind, int parameter, int outputs, int pixels) {
    return parameter == 0
        ? CText.of("tintin%sGradient(%s, %s, %s, batch)", kind, layer(), value(), gradOutput())
        : CText.of("tintinBiasGradient(%s, %d, %d, batch)", gradOutput(), outputs, pixels);
  }

  /** The arguments for weights and bias. */
  private String parameters() {
    String bias = parameterCount > 1 ? "&parameters[" + (firstParameter + 1) + "]" : "NULL";
    return "&parameters[" + firstParameter + "], " + bias;
  }

  String layer() {
    return "&layer" + number;
  }

  String value() {
    return "&value" + number;
  }

  String result() {
    return "&value" + (number + 1);
  }

  String gradOutput() {
    return "&gradient" + (number + 1);
  }

  String gradInput() {
    return "&gradient" + number;
  }

  String placeOfOutput() {
    return place(outputPlace);
  }

  String placeOfGradient() {
    return place(gradientPlace);
  }

  private static String place(int number) {
    return number < 0 ? "NULL" : "&places[" + number + "]";
  }

  /** How many values a batch has, in C. */
  String count() {
    return "(uint32_t)" + input.size() + " * batch";
  }

  int channels() {
    return input.rank() == 2 || input.rank() == 3 ? input.channels() : input.size();
  }

  int pixels() {
    return input.size() / channels();
  }
}
