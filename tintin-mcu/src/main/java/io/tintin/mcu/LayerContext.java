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
  /** The arguments for weights and bias. */
  String parameters() {
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
