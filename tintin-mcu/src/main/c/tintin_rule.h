/* What update rules have in common. */
#ifndef TINTIN_RULE_H
#define TINTIN_RULE_H

#include <stddef.h>

#include "tintin.h"

/* The ends of the exponents of a parameter. */
enum { LEAST_EXPONENT = -100, MAX_SHIFT = 100 };

/* A value with its fraction, in 1/256 of a step. */
static inline int32_t tintinMaster(const TintinParameter *parameter, uint32_t index) {
  return 256 * (int32_t)parameter->values[index] + parameter->fractions[index];
}

/* The value is the master rounded to nearest, ties upwards. */
static inline void tintinSetMaster(TintinParameter *parameter, uint32_t index, int32_t master) {
  const int32_t value = (master + 128) >> 8;
  parameter->values[index] = (int8_t)value;
  parameter->fractions[index] = (int8_t)(master - 256 * value);
}

/* Whether a value stays as it is, as its channel is not trained. */
static inline uint8_t tintinIsFixed(const TintinGradient *gradient, uint32_t index) {
  return TINTIN_CHANNELS && !gradient->isTrained[index / gradient->channelSize];
}

/* Goes through a gradient, piece by piece. */
typedef struct {
  const TintinGradient *gradient;
  uint32_t index; /* of the first value of the piece */
  uint32_t column;
  uint16_t row;
  uint8_t count;
  uint8_t isAny; /* whether a value of the piece is not 0 */
  int32_t values[TINTIN_PIECE];
} TintinPieces;

static inline void tintinBegin(TintinPieces *pieces, const TintinGradient *gradient) {
  pieces->gradient = gradient;
  pieces->index = 0;
  pieces->column = 0;
  pieces->row = 0;
  pieces->count = 0;
}

/* Computes the next piece; returns 0 if there is none. */
static inline uint8_t tintinNext(TintinPieces *pieces) {
  const TintinGradient *gradient = pieces->gradient;
  pieces->index += pieces->count;
  pieces->column += pieces->count;
  if (pieces->column == gradient->columns) {
    pieces->column = 0;
    pieces->row++;
  }
  if (pieces->row == gradient->rows) {
    return 0;
  }
  const uint32_t left = gradient->columns - pieces->column;
  pieces->count = left < TINTIN_PIECE ? (uint8_t)left : TINTIN_PIECE;
  pieces->isAny =
      gradient->piece(gradient, pieces->row, pieces->column, pieces->count, pieces->values);
  for (uint8_t i = 0; TINTIN_CHANNELS && pieces->isAny && i < pieces->count; i++) {
    if (tintinIsFixed(gradient, pieces->index + i)) {
      pieces->values[i] = 0;
    }
  }
  return 1;
}

/* The largest magnitude of a gradient. */
static inline uint32_t tintinLargest(const TintinGradient *gradient) {
  uint32_t largest = 0;
  TintinPieces pieces;
  tintinBegin(&pieces, gradient);
  while (tintinNext(&pieces)) {
    for (uint8_t i = 0; pieces.isAny && i < pieces.count; i++) {
      const uint32_t magnitude = tintinMagnitude(pieces.values[i]);
      largest = magnitude > largest ? magnitude : largest;
    }
  }
  return largest;
}

/* How a tensor becomes coarser until its largest value fits: so many times by 13/16, then so many
 * times by half. Where some of its channels are not trained, its scale stays. */
typedef struct {
  uint8_t downs, halves;
} TintinCoarser;

static inline TintinCoarser tintinCoarser(TintinParameter *parameter, int32_t largest,
                                          int32_t limit) {
  TintinCoarser coarser = {0, 0};
  if (TINTIN_CHANNELS) {
    return coarser;
  }
  while (largest > limit && parameter->down > LEAST_EXPONENT) {
    largest = tintinScaledDown(largest);
    parameter->down--;
    coarser.downs++;
  }
  while (largest > limit && parameter->shift < MAX_SHIFT) {
    largest = tintinHalved(largest);
    parameter->shift++;
    coarser.halves++;
  }
  return coarser;
}

static inline int32_t tintinCoarse(TintinCoarser coarser, int32_t value) {
  for (; coarser.downs > 0; coarser.downs--) {
    value = tintinScaledDown(value);
  }
  for (; coarser.halves > 0; coarser.halves--) {
    value = tintinHalved(value);
  }
  return value;
}

#endif
