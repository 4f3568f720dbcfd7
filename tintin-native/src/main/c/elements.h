/* Loops over flat arrays, for the compiler to map to vectors. */
#ifndef ELEMENTS_H
#define ELEMENTS_H

#include "vec.h"

static void relu(const int8_t *restrict input, int count, int8_t *restrict output) {
  for (int j = 0; j < count; j++) {
    output[j] = input[j] > 0 ? input[j] : 0;
  }
}

static void reluBackward(const int8_t *restrict input, const int8_t *restrict gradOutput, int count,
                         int8_t *restrict gradInput) {
  for (int j = 0; j < count; j++) {
    gradInput[j] = (int8_t)(gradOutput[j] & -(input[j] > 0));
  }
}

static void rowSums(const int8_t *restrict values, int rows, int columns, int32_t *restrict acc) {
  for (int r = 0; r < rows; r++, values += columns) {
    int32_t sum = 0;
    for (int j = 0; j < columns; j++) {
      sum += values[j];
    }
    acc[r] = sum;
  }
}

static void add(const int32_t *restrict terms, int from, int to, int32_t *restrict sums) {
  for (int j = from; j < to; j++) {
    sums[j] += terms[j];
  }
}

#endif
