/* The learning rate's factor, and scales that get finer: section 8. */
#include "tintin_rule.h"

enum { HALF_RANGE = 64, UPSCALE_BELOW = 80, MAX_MOMENT = 32767 };

uint32_t tintinFactor(TintinDecay decay, uint64_t totalSteps, uint64_t warmUpSteps, uint64_t step) {
  const uint64_t made = step < totalSteps ? step : totalSteps;
  const uint64_t left = totalSteps - made;
  uint64_t factor = TINTIN_FULL_RATE;
  if (decay == TINTIN_LINEAR || decay == TINTIN_QUADRATIC) {
    factor = factor * left / totalSteps;
  }
  if (decay == TINTIN_QUADRATIC) {
    factor = factor * left / totalSteps;
  }
  if (decay == TINTIN_HALVING) {
    const uint64_t quarter = 4 * made / totalSteps;
    factor >>= quarter < 3 ? quarter : 3;
  }
  if (made < warmUpSteps) {
    factor = factor * (made + 1) / (warmUpSteps + 1);
  }
  return (uint32_t)factor;
}

static uint8_t largestValue(const TintinParameter *parameter) {
  uint8_t largest = 0;
  for (uint32_t i = 0; i < parameter->count; i++) {
    const int8_t value = parameter->values[i];
    const uint8_t magnitude = (uint8_t)(value < 0 ? -value : value);
    largest = magnitude > largest ? magnitude : largest;
  }
  return largest;
}

static int32_t largestMoment(const TintinParameter *parameter) {
  int32_t largest = 0;
  for (uint32_t i = 0; i < parameter->count; i++) {
    const int32_t moment = parameter->moments[i];
    const int32_t magnitude = moment < 0 ? -moment : moment;
    largest = magnitude > largest ? magnitude : largest;
  }
  return largest;
}

static int32_t doubled(int32_t value) {
  return 2 * value;
}

static void multiply(TintinParameter *parameter, int32_t (*times)(int32_t), uint8_t alignsMoments) {
  for (uint32_t i = 0; i < parameter->count; i++) {
    if (parameter->fractions == NULL) {
      parameter->values[i] = (int8_t)times(parameter->values[i]);
      continue;
    }
    tintinSetMaster(parameter, i, times(tintinMaster(parameter, i)));
    if (alignsMoments) {
      parameter->moments[i] = (int16_t)times(parameter->moments[i]);
    }
  }
}

void tintinScaleUp(TintinParameter *parameter, uint8_t alignsMoments) {
  uint8_t largest = largestValue(parameter);
  int32_t moment = alignsMoments ? largestMoment(parameter) : 0;
  while (largest > 0 && largest < HALF_RANGE && parameter->shift > LEAST_EXPONENT) {
    moment = 2 * moment;
    if (moment > MAX_MOMENT) {
      return;
    }
    multiply(parameter, doubled, alignsMoments);
    parameter->shift--;
    largest = largestValue(parameter);
  }
  if (largest >= HALF_RANGE && largest < UPSCALE_BELOW && parameter->up > LEAST_EXPONENT &&
      tintinScaledUp(moment) <= MAX_MOMENT) {
    multiply(parameter, tintinScaledUp, alignsMoments);
    parameter->up--;
  }
}
