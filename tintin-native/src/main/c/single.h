/* Fully connected layers at a batch of 1: bound by reading the weights, so in plain loops that the
 * compiler maps to vectors. */
#ifndef SINGLE_H
#define SINGLE_H

#include "product.h"

enum { BLOCK = 256 };

INLINE int32_t dot(const int8_t *a, const int8_t *b, int count) {
  int32_t sum = 0;
  for (int j = 0; j < count; j++) {
    sum += (int16_t)a[j] * (int16_t)b[j];
  }
  return sum;
}

/* Takes a few sums that are next to each other. */
static void takeSums(Sink *sink, int32_t *sums, int count, ptrdiff_t at) {
  int j = 0;
  for (; j + LANES <= count; j += LANES) {
    takeTile(sink, sums + j, 1, 1, at + j);
  }
  if (j < count) {
    takeColumns(sink, sums + j, 1, count - j, at + j);
  }
}

static void singleForward(const int8_t *weights, const int32_t *bias, const int8_t *input, int outputs,
                          int inputs, Sink *sink) {
  int32_t sums[BLOCK + LANES];
  for (int from = 0; from < outputs; from += BLOCK) {
    const int count = outputs - from < BLOCK ? outputs - from : BLOCK;
    for (int o = 0; o < count; o++) {
      sums[o] = bias[from + o] + dot(weights + (ptrdiff_t)(from + o) * inputs, input, inputs);
    }
    takeSums(sink, sums, count, from);
  }
}

static void singleBackward(const int8_t *weights, const int8_t *gradOutput, int outputs, int inputs,
                           Sink *sink) {
  int32_t sums[BLOCK + LANES];
  for (int from = 0; from < inputs; from += BLOCK) {
    const int count = inputs - from < BLOCK ? inputs - from : BLOCK;
    memset(sums, 0, sizeof sums);
    for (int o = 0; o < outputs; o++) {
      const int8_t *row = weights + (ptrdiff_t)o * inputs + from;
      const int16_t gradient = gradOutput[o];
      for (int i = 0; i < count; i++) {
        sums[i] += (int16_t)(row[i] * gradient);
      }
    }
    takeSums(sink, sums, count, from);
  }
}

static void singleGradient(const int8_t *gradOutput, const int8_t *input, int outputs, int inputs,
                           int32_t *acc) {
  for (int o = 0; o < outputs; o++, acc += inputs) {
    const int16_t gradient = gradOutput[o];
    for (int i = 0; i < inputs; i++) {
      acc[i] = (int16_t)(input[i] * gradient);
    }
  }
}

#endif
