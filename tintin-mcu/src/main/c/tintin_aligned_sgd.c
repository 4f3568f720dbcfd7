/* AlignedSgd: section 8. */
#include "tintin_rule.h"

/* TINTIN_ROUNDING is a constant of the program, so that each has its own loop. */

typedef struct {
  TintinRatio ratio;
  TintinKey key;
} Step;

/* Any gradient, at any ratio. */
static int32_t slowChange(const Step *step, int32_t gradient, uint32_t index) {
  const uint32_t bits =
      TINTIN_ROUNDING == TINTIN_STOCHASTIC ? tintinRandom(step->key, index) : 0;
  return tintinApply(step->ratio, gradient, 127, TINTIN_ROUNDING, bits);
}

/* product * 2^-shift, for a product within 2^30 and a shift in [1, 30]: that of the magnitude, with
 * the sign put back. */
static inline int32_t roundedProduct(const Step *step, int32_t product, uint8_t shift,
                                     uint32_t index) {
  const int32_t sign = product >> 31;
  const uint32_t mask = ((uint32_t)1 << shift) - 1;
  if (TINTIN_ROUNDING == TINTIN_NEAREST) {
    /* Half away from zero: of a negative product, a half less one is added. */
    return (product + sign + (int32_t)((uint32_t)1 << (shift - 1))) >> shift;
  }
  if (TINTIN_ROUNDING == TINTIN_STOCHASTIC) {
    /* What is dropped is above the random bits if it carries when their complement is added. */
    const uint32_t bits = tintinRandom(step->key, index) >> (32 - shift);
    return (product + (int32_t)(sign < 0 ? bits : mask - bits)) >> shift;
  }
  /* The upper half of what is dropped is above the lower if it carries when the complement of the
   * lower, brought to its place, is added. */
  const uint8_t half = shift / 2, up = (uint8_t)(shift - half);
  const uint32_t magnitude = ((uint32_t)product ^ (uint32_t)sign) - (uint32_t)sign;
  const uint32_t lower = (magnitude & (mask >> up)) << up;
  const uint32_t complement = (mask ^ (mask >> up)) - lower;
  const int32_t kept = (int32_t)((magnitude + complement) >> shift);
  return (kept ^ sign) - sign;
}

/* A row whose gradient is one value times others: takes its changes off while they fit the scale.
 * Returns how many it changed. */
TINTIN_APART uint32_t outerRow(const Step *step, int8_t gradOutput, const int8_t *input, uint32_t count,
                         uint32_t index, int8_t *weight) {
  const int32_t factor = step->ratio.multiplier * gradOutput; /* below 2^22 */
  const uint8_t shift = (uint8_t)step->ratio.rightShift;
  for (uint32_t i = 0; i < count; i++) {
    const int32_t change = roundedProduct(step, factor * input[i], shift, index + i);
    const int32_t value = weight[i] - change;
    if ((uint32_t)(value + 127) > 254) {
      return i;
    }
    weight[i] = (int8_t)value;
  }
  return count;
}

/* Updates rows until a value does not fit; returns its index, or the count of all. */
static uint32_t outerRows(const Step *step, TintinParameter *parameter,
                          const TintinGradient *gradient) {
  const uint32_t columns = gradient->columns;
  uint32_t index = 0;
  for (uint16_t row = 0; row < gradient->rows; row++, index += columns) {
    const int8_t of = gradient->gradOutput[row];
    if (of != 0) {
      const uint32_t done = outerRow(step, of, gradient->input, columns, index,
                                     parameter->values + index);
      if (done < columns) {
        return index + done;
      }
    }
  }
  return index;
}

/* Whether no change of an outer row is beyond 127 and its shift is one of roundedProduct. */
static uint8_t isOuterSmall(const Step *step) {
  const int32_t shift = step->ratio.rightShift;
  return shift >= 1 && shift <= 30 &&
         (((uint32_t)127 * 127 * (uint32_t)step->ratio.multiplier) >> shift) < 127;
}

/* What is taken off each value of a piece, in place of its gradient. */
static void changes(const Step *step, TintinPieces *pieces) {
  enum { SMALL = 15 };
  const int32_t shift = step->ratio.rightShift;
  const uint8_t isFast = shift >= 1 && shift <= 30;
  int32_t *value = pieces->values;
  uint32_t index = pieces->index;
  for (uint8_t left = pieces->count; left > 0; left--, value++, index++) {
    const int32_t gradient = *value;
    if (gradient == 0) {
      continue;
    }
    if (!isFast || tintinMagnitude(gradient) >> SMALL != 0) {
      *value = slowChange(step, gradient, index);
      continue;
    }
    const int32_t product = gradient * step->ratio.multiplier;
    *value = tintinClip(roundedProduct(step, product, (uint8_t)shift, index), 127);
  }
}

/* Brings all to a coarser scale; what is before an index was stored, the rest is computed again. */
static void settle(const Step *step, TintinParameter *parameter, const TintinGradient *gradient,
                   uint32_t stored, int32_t largest) {
  const TintinCoarser coarser = tintinCoarser(parameter, largest, 127);
  TintinPieces pieces;
  tintinBegin(&pieces, gradient);
  while (tintinNext(&pieces)) {
    if (pieces.isAny) {
      changes(step, &pieces);
    }
    for (uint8_t i = 0; i < pieces.count; i++) {
      const uint32_t index = pieces.index + i;
      int32_t value = parameter->values[index];
      if (pieces.isAny && index >= stored) {
        value -= pieces.values[i];
      }
      parameter->values[index] = (int8_t)tintinClip(tintinCoarse(coarser, value), 127);
    }
  }
}

void tintinAlignedSgd(TintinParameter *parameter, const TintinGradient *gradient,
                      const TintinUpdate *update, int8_t rateShift) {
  const TintinScale *from = &gradient->scale;
  const int32_t batchShift = tintinBits(update->batchSize - 1);
  const TintinRatio aligned =
      tintinRatio(from->shift - parameter->shift - rateShift - batchShift,
                  from->up - parameter->up, from->down - parameter->down);
  const Step step = {tintinTimes(aligned, update->factor, TINTIN_FULL_RATE), update->key};
  uint32_t begin = 0; /* what is before it has been done */
  if (gradient->isOuter && isOuterSmall(&step)) {
    begin = outerRows(&step, parameter, gradient);
    if (begin == parameter->count) {
      return;
    }
  }
  uint32_t stored = parameter->count; /* the first value that does not fit */
  int32_t largest = 0;
  TintinPieces pieces;
  tintinBegin(&pieces, gradient);
  while (tintinNext(&pieces)) {
    if (!pieces.isAny || pieces.index + pieces.count <= begin) {
      continue;
    }
    changes(&step, &pieces);
    int8_t *weight = parameter->values + pieces.index;
    const uint8_t first = begin > pieces.index ? (uint8_t)(begin - pieces.index) : 0;
    for (uint8_t i = first; i < pieces.count; i++) {
      const int32_t value = weight[i] - pieces.values[i];
      const int32_t magnitude = value < 0 ? -value : value;
      if (magnitude > 127) {
        stored = pieces.index + i < stored ? pieces.index + i : stored;
        largest = magnitude > largest ? magnitude : largest;
      } else if (largest == 0) {
        weight[i] = (int8_t)value;
      }
    }
  }
  if (largest > 127) {
    settle(&step, parameter, gradient, stored, largest);
  }
}
