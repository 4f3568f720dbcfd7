/* AlignedSgd: section 8. */
#include "tintin_rule.h"

/* TINTIN_ROUNDING is a constant of the program, so that each has its own loop. */

/* The update of a parameter. */
typedef struct {
  TintinParameter *parameter;
  TintinRatio ratio;
  TintinKey key;
  uint8_t shift;  /* that of the ratio where products of 31 bits are rounded at once, else 0 */
  uint32_t carry; /* what is added before bits are dropped */
  TintinCoarser coarser; /* by how much the scale became so far */
} Step;

static Step stepOf(TintinParameter *parameter, TintinRatio ratio, TintinKey key) {
  enum { MOST = 30 };
  const int32_t shift = ratio.rightShift;
  Step step = {parameter, ratio, key, 0, 0, {0, 0}};
  if (shift >= 2 && shift <= MOST) {
    const uint32_t mask = ((uint32_t)1 << shift) - 1;
    step.shift = (uint8_t)shift;
    step.carry = TINTIN_ROUNDING == TINTIN_NEAREST        ? (mask >> 1) + 1
                 : TINTIN_ROUNDING == TINTIN_NEAREST_EVEN ? mask >> 1
                 : TINTIN_ROUNDING == TINTIN_STOCHASTIC   ? mask
                                                          : mask ^ (mask >> (shift - shift / 2));
  }
  return step;
}

/* magnitude * 2^-shift of a magnitude below 2^30. */
static inline uint32_t dropped(uint32_t magnitude, uint8_t shift, uint32_t carry, TintinKey key,
                               uint32_t index) {
  if (TINTIN_ROUNDING == TINTIN_STOCHASTIC) {
    /* What is dropped is above the random bits if it carries when their complement is added. */
    carry -= tintinRandom(key, index) >> (32 - shift);
  } else if (TINTIN_ROUNDING == TINTIN_NEAREST_EVEN) {
    carry += (magnitude >> shift) & 1;
  } else if (TINTIN_ROUNDING == TINTIN_PSEUDO_STOCHASTIC) {
    /* The upper half of what is dropped is above the lower if it carries when the complement of
     * the lower, brought to its place, is added. */
    carry -= magnitude << (32 - shift / 2) >> (32 - shift);
  }
  return (magnitude + carry) >> shift;
}

/* What is taken off a value. */
static int32_t change(const Step *step, int32_t gradient, uint32_t index) {
  enum { SMALL = 15 };
  const uint32_t magnitude = tintinMagnitude(gradient);
  if (step->shift == 0 || magnitude >> SMALL != 0) {
    const uint32_t bits =
        TINTIN_ROUNDING == TINTIN_STOCHASTIC ? tintinRandom(step->key, index) : 0;
    return tintinApply(step->ratio, gradient, 127, TINTIN_ROUNDING, bits);
  }
  const uint32_t product = magnitude * (uint32_t)step->ratio.multiplier;
  const uint32_t kept = dropped(product, step->shift, step->carry, step->key, index);
  const int32_t clipped = kept > 127 ? 127 : (int32_t)kept;
  return gradient < 0 ? -clipped : clipped;
}

/* value * 13 / 16, half away from zero. */
static inline int32_t scaledDown(int32_t value) {
  value *= 13;
  return (value + 8 + (value >> 31)) >> 4;
}

static void makeCoarser(TintinCoarser coarser, int8_t *values, uint32_t count) {
  for (; coarser.downs > 0; coarser.downs--) {
    for (int8_t *value = values; value != values + count; value++) {
      *value = (int8_t)scaledDown(*value);
    }
  }
  for (uint32_t i = 0; coarser.halves > 0 && i < count; i++) {
    values[i] = (int8_t)tintinCoarse(coarser, values[i]);
  }
}

/* A new value that does not fit makes those before it coarser, and so those to come. */
TINTIN_APART int32_t coarser(Step *step, uint32_t index, int32_t value) {
  value = tintinCoarse(step->coarser, value);
  if (tintinMagnitude(value) > 127) {
    const TintinCoarser more =
        tintinCoarser(step->parameter, (int32_t)tintinMagnitude(value), 127);
    makeCoarser(more, step->parameter->values, index);
    value = tintinClip(tintinCoarse(more, value), 127);
    step->coarser.downs = (uint8_t)(step->coarser.downs + more.downs);
    step->coarser.halves = (uint8_t)(step->coarser.halves + more.halves);
  }
  return value;
}

static void store(Step *step, uint32_t index, int32_t value) {
  if (tintinMagnitude(value) > 127 || step->coarser.downs != 0 || step->coarser.halves != 0) {
    value = coarser(step, index, value);
  }
  step->parameter->values[index] = (int8_t)value;
}

/* A row whose gradient is one value times others: takes its changes off while they fit the scale,
 * that many times coarser. Returns how many values it did. */
static inline uint32_t row(const Step *step, int8_t gradOutput, const int8_t *input,
                           uint32_t count, uint32_t index, uint8_t downs) {
  const int32_t factor = step->ratio.multiplier * gradOutput; /* below 2^22 */
  int8_t *weight = step->parameter->values + index;
  const uint32_t carry = step->carry;
  const uint8_t shift = step->shift;
  const TintinKey key = step->key;
  for (uint32_t i = 0; i < count; i++) {
    const int32_t product = factor * input[i];
    if (product == 0 && downs == 0) {
      continue;
    }
    uint32_t kept = dropped(tintinMagnitude(product), shift, carry, key, index + i);
    if (kept != 0 || downs != 0) {
      kept = kept > 127 ? 127 : kept;
      int32_t value = weight[i] - (product < 0 ? -(int32_t)kept : (int32_t)kept);
      for (uint8_t left = downs; left > 0; left--) {
        value = scaledDown(value);
      }
      if ((uint32_t)(value + 127) > 254) {
        return i;
      }
      weight[i] = (int8_t)value;
    }
  }
  return count;
}

TINTIN_APART uint32_t outerRow(const Step *step, int8_t gradOutput, const int8_t *input,
                               uint32_t count, uint32_t index) {
  return row(step, gradOutput, input, count, index, 0);
}

TINTIN_APART uint32_t coarserRow(const Step *step, int8_t gradOutput, const int8_t *input,
                                 uint32_t count, uint32_t index) {
  return row(step, gradOutput, input, count, index, step->coarser.downs);
}

static void outerRows(Step *step, const TintinGradient *gradient) {
  const uint32_t columns = gradient->columns;
  int8_t *weights = step->parameter->values;
  uint32_t index = 0;
  for (uint16_t row = 0; row < gradient->rows; row++) {
    const int8_t of = gradient->gradOutput[row];
    const uint32_t end = index + columns;
    if (of == 0) {
      makeCoarser(step->coarser, weights + index, columns);
      index = end;
      continue;
    }
    while (index < end) {
      const int8_t *input = gradient->input + columns - (end - index);
      if (step->shift != 0 && step->coarser.halves == 0) {
        const uint32_t done = step->coarser.downs == 0
                                  ? outerRow(step, of, input, end - index, index)
                                  : coarserRow(step, of, input, end - index, index);
        input += done;
        index += done;
      }
      if (index < end) { /* it does not fit */
        store(step, index, weights[index] - change(step, (int32_t)of * *input, index));
        index++;
      }
    }
  }
}

static void pieces(Step *step, const TintinGradient *gradient) {
  TintinPieces of;
  tintinBegin(&of, gradient);
  while (tintinNext(&of)) {
    int8_t *weight = step->parameter->values + of.index;
    if (!of.isAny) {
      makeCoarser(step->coarser, weight, of.count);
      continue;
    }
    for (uint8_t i = 0; i < of.count; i++) {
      const uint32_t index = of.index + i;
      store(step, index, weight[i] - change(step, of.values[i], index));
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
  Step step =
      stepOf(parameter, tintinTimes(aligned, update->factor, TINTIN_FULL_RATE), update->key);
  if (gradient->isOuter) {
    outerRows(&step, gradient);
  } else {
    pieces(&step, gradient);
  }
}
