/* Lion, a rule of signs, with masters of 8 more bits: section 8. */
#include "tintin_config.h"
#include "tintin_rule.h"

enum {
  MAX_MASTER = 127 * 256 + 127,
  CHANGE_BITS = 15,
  GRADIENT_BITS = 14,
  LEAST_MOMENT = 1 << 11
};

#define MAX_CHANGE ((int32_t)1 << 30)

typedef struct {
  TintinRatio gradient; /* to the unit of the moments */
  TintinRatio decay;
  int32_t change; /* that a sign makes */
  const TintinLion *rule;
  TintinKey key;
} Step;

/* What a value becomes. */
typedef struct {
  int32_t master, moment;
} Learned;

static uint32_t largestMoment(const TintinParameter *parameter) {
  uint32_t largest = 0;
  for (uint32_t i = 0; i < parameter->count; i++) {
    const uint32_t magnitude = tintinMagnitude(parameter->moments[i]);
    largest = magnitude > largest ? magnitude : largest;
  }
  return largest;
}

static TintinRatio ratioOf(const TintinScale *gradient, int32_t unit, uint32_t batchSize) {
  return tintinTimes(tintinRatio(gradient->shift - unit, gradient->up, gradient->down), 1,
                     batchSize);
}

/* Moves the unit where the mean gradient asks for it; returns the ratio of the two. */
static TintinRatio align(TintinParameter *parameter, int32_t *unit, const TintinGradient *gradient,
                         uint32_t largest, uint32_t batchSize) {
  if (largest > 0 && largestMoment(parameter) == 0) {
    *unit = gradient->scale.shift + tintinBits(largest) - tintinBits(batchSize - 1) - GRADIENT_BITS;
  }
  TintinRatio ratio = ratioOf(&gradient->scale, *unit, batchSize);
  while (tintinApply(ratio, (int32_t)largest, MAX_CHANGE, TINTIN_NEAREST, 0) >
         (int32_t)1 << GRADIENT_BITS) {
    for (uint32_t i = 0; i < parameter->count; i++) {
      parameter->moments[i] = (int16_t)tintinHalved(parameter->moments[i]);
    }
    (*unit)++;
    ratio = ratioOf(&gradient->scale, *unit, batchSize);
  }
  return ratio;
}

static Learned learned(const Step *step, const TintinParameter *parameter,
                       const TintinPieces *pieces, uint8_t i) {
  const TintinLion *rule = step->rule;
  const uint32_t index = pieces->index + i;
  const int32_t moment = parameter->moments[index], master = tintinMaster(parameter, index);
  const int32_t mean =
      pieces->isAny
          ? tintinApply(step->gradient, pieces->values[i], MAX_CHANGE, TINTIN_NEAREST, 0)
          : 0;
  const uint32_t bits = tintinRandom(step->key, index);
  const int32_t both = rule->momentum * moment + (256 - (int32_t)rule->momentum) * mean;
  int64_t change = both > 0 ? step->change : both < 0 ? -step->change : 0;
  if (step->decay.multiplier != 0) {
    change += tintinApply(step->decay, master, MAX_CHANGE, TINTIN_NEAREST, 0);
  }
  const int32_t kept = rule->memory * moment + (256 - (int32_t)rule->memory) * mean;
  /* The upper bits decide on the weight, the lower ones on the moment. */
  const uint32_t others = bits << 16 | bits >> 16;
  const Learned result = {
      master - (int32_t)tintinRounded(change, CHANGE_BITS, TINTIN_STOCHASTIC, bits),
      (int32_t)tintinRounded(kept, 8, TINTIN_STOCHASTIC, others)};
  return result;
}

/* The largest master of all; those before the first that does not fit are stored, with their
 * moments. */
static int32_t learnAll(const Step *step, TintinParameter *parameter,
                        const TintinGradient *gradient, uint32_t *stored) {
  int32_t largest = 0;
  TintinPieces pieces;
  tintinBegin(&pieces, gradient);
  while (tintinNext(&pieces)) {
    for (uint8_t i = 0; i < pieces.count; i++) {
      const uint32_t index = pieces.index + i;
      if (tintinIsFixed(gradient, index)) {
        continue;
      }
      const Learned value = learned(step, parameter, &pieces, i);
      const int32_t magnitude = value.master < 0 ? -value.master : value.master;
      if (magnitude > MAX_MASTER && index < *stored) {
        *stored = index;
      }
      if (index < *stored) {
        tintinSetMaster(parameter, index, value.master);
        parameter->moments[index] = (int16_t)value.moment;
      }
      largest = magnitude > largest ? magnitude : largest;
    }
  }
  return largest;
}

/* Makes the scale coarser; what is before an index was stored, the rest is computed again. */
static void settle(const Step *step, TintinParameter *parameter, const TintinGradient *gradient,
                   uint32_t stored, int32_t largest) {
  const TintinCoarser coarser = tintinCoarser(parameter, largest, MAX_MASTER);
  TintinPieces pieces;
  tintinBegin(&pieces, gradient);
  while (tintinNext(&pieces)) {
    for (uint8_t i = 0; i < pieces.count; i++) {
      const uint32_t index = pieces.index + i;
      if (tintinIsFixed(gradient, index)) {
        continue;
      }
      Learned value = {tintinMaster(parameter, index), parameter->moments[index]};
      if (index >= stored) {
        value = learned(step, parameter, &pieces, i);
      }
      tintinSetMaster(parameter, index,
                      tintinClip(tintinCoarse(coarser, value.master), MAX_MASTER));
      parameter->moments[index] = (int16_t)value.moment;
    }
  }
}

/* Makes the unit of the moments finer where they leave room for it. */
static void useRange(TintinParameter *parameter, int32_t *unit) {
  const uint32_t largest = largestMoment(parameter);
  if (largest == 0 || largest >= LEAST_MOMENT) {
    return;
  }
  for (uint32_t i = 0; i < parameter->count; i++) {
    parameter->moments[i] = (int16_t)(2 * parameter->moments[i]);
  }
  (*unit)--;
}

void tintinLion(TintinParameter *parameter, int32_t *unit, const TintinGradient *gradient,
                const TintinUpdate *update, const TintinLion *rule) {
  const uint32_t ofGradient = tintinLargest(gradient);
  Step step = {{0, 0}, {0, 0}, 0, rule, update->key};
  step.gradient = align(parameter, unit, gradient, ofGradient, update->batchSize);
  const TintinRatio fine = tintinRatio(7 - parameter->shift, -parameter->up, -parameter->down);
  const TintinRatio scheduled = tintinTimes(fine, update->factor, TINTIN_FULL_RATE);
  step.change = tintinApply(tintinTimes(scheduled, rule->rate, 1), 1, MAX_CHANGE, TINTIN_NEAREST, 0);
  if (rule->decay != 0 && parameter->decays) {
    const TintinRatio one = tintinTimes(tintinRatio(-21, 0, 0), update->factor, TINTIN_FULL_RATE);
    step.decay = tintinTimes(tintinTimes(one, rule->rate, 1), rule->decay, 1);
  }
  uint32_t stored = parameter->count; /* the first master that does not fit */
  const int32_t largest = learnAll(&step, parameter, gradient, &stored);
  if (largest > MAX_MASTER) {
    settle(&step, parameter, gradient, stored, largest);
  }
  if (ofGradient > 0) {
    useRange(parameter, unit);
  }
}
