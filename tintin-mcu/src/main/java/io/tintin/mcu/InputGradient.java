package io.tintin.mcu;

/**
 * The gradient by one input of a layer.
 *
 * @param value number of the input
 * @param isWanted whether it is computed: whether a parameter before it is trained
 * @param isFurther whether one of a later layer is there already, to which it is added
 * @param place number of the place that requantises it; -1 if there is none
 * @param sumPlace number of that of the sum
 */
record InputGradient(int value, boolean isWanted, boolean isFurther, int place, int sumPlace) {
  InputGradient at(int newPlace, int newSumPlace) {
    return new InputGradient(value, isWanted, isFurther, newPlace, newSumPlace);
  }
}
