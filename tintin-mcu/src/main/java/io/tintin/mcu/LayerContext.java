package io.tintin.mcu;

import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a layer stands in a model.
 *
 * @param number of the layer; its output is the value of the next number
 * @param inputs numbers of the values that it takes
 * @param inputShapes of them
 * @param firstParameter number of its first parameter
 * @param parameterCount how many it has
 * @param outputPlace number of the place that requantises its output; -1 if there is none
 * @param gradients by its inputs
 */
record LayerContext(
    int number,
    List<Integer> inputs,
    List<Shape> inputShapes,
    Shape output,
    int firstParameter,
    int parameterCount,
    int outputPlace,
    List<InputGradient> gradients) {
  /** The forward call of a layer with weights, of this kind in the C. */
  String forwardOf(String kind) {
    return CText.of(
        "tintin%sForward(%s, %s, %s, batch, %s, %s);",
        kind, layer(), parameters(), source(), placeOfOutput(), result());
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

  /** Shape of the only input. */
  Shape input() {
    return inputShapes.get(0);
  }

  String layer() {
    return "&layer" + number;
  }

  /** The only input on the way forward: that of the model may be the caller's. */
  String source() {
    return source(inputs.get(0));
  }

  private static String source(int value) {
    return value == 0 ? "input" : "&value" + value;
  }

  /** All inputs on the way forward, as the values of an array. */
  String sources() {
    List<String> all = new ArrayList<>();
    inputs.forEach(value -> all.add(source(value)));
    return String.join(", ", all);
  }

  /** The only input on the way back. */
  String value() {
    return "&value" + inputs.get(0);
  }

  String result() {
    return "&value" + (number + 1);
  }

  String gradOutput() {
    return "&gradient" + (number + 1);
  }

  /** What the gradient by the only input is written to. */
  String gradInput() {
    return gradInput(0);
  }

  /** What the gradient by one input is written to. */
  String gradInput(int input) {
    InputGradient gradient = gradients.get(input);
    return gradient.isFurther() ? "&" + further(gradient.value()) : "&gradient" + gradient.value();
  }

  /** Name of a gradient by a value that is added to that of a later layer. */
  String further(int value) {
    return CText.of("gradient%dOf%d", value, number);
  }

  String placeOfOutput() {
    return place(outputPlace);
  }

  String placeOfGradient() {
    return place(gradients.get(0).place());
  }

  static String place(int number) {
    return number < 0 ? "NULL" : "&places[" + number + "]";
  }

  /** How many values of the only input a batch has, in C. */
  String count() {
    return "(uint32_t)" + input().size() + " * batch";
  }

  int channels() {
    return channelsOf(input());
  }

  static int channelsOf(Shape shape) {
    return shape.rank() == 2 || shape.rank() == 3 ? shape.channels() : shape.size();
  }

  int pixels() {
    return input().size() / channels();
  }
}
