/* Powers of two and logarithms in sixteenths of a bit, which losses compute with in place of
 * exponentials: section 7. */
#ifndef TINTIN_SIXTEENTHS_H
#define TINTIN_SIXTEENTHS_H

#include "tintin.h"

enum { TINTIN_MOST_SIXTEENTHS = 16 * 21 };

#define TINTIN_LOG2_E ((int32_t)47274) /* of 2^15 */

/* round(2^20 * 2^(-j/16)) */
static const uint32_t TINTIN_EXP2[] = {1048576, 1004120, 961548, 920782, 881744, 844361,
                                       808563,  774282,  741455, 710020, 679917, 651091,
                                       623487,  597053,  571740, 547500};

/* For tintinSixteenths: from 2^-15 steps of this scale. */
static inline TintinRatio tintinSixteenthsOf(const TintinScale *scale) {
  return tintinRatio(scale->shift - 11, scale->up, scale->down);
}

/* steps * scale * log2(e) * 16, for steps in [0, 254]. */
static inline uint16_t tintinSixteenths(TintinRatio ratio, int32_t steps) {
  return (uint16_t)tintinApply(ratio, steps * TINTIN_LOG2_E, TINTIN_MOST_SIXTEENTHS,
                               TINTIN_NEAREST, 0);
}

/* 2^20 * 2^(-sixteenths/16) */
static inline uint32_t tintinPower(uint16_t sixteenths) {
  return TINTIN_EXP2[sixteenths & 15] >> (sixteenths >> 4);
}

/* 16 * log2(value), rounded down. */
static inline int32_t tintinLog2(uint32_t value) {
  const uint8_t whole = (uint8_t)(tintinBits(value) - 1);
  const uint32_t normalized = whole >= 20 ? value >> (whole - 20) : value << (20 - whole);
  uint8_t part = 0;
  while (part < 15 && normalized >= 2 * TINTIN_EXP2[15 - part]) {
    part++;
  }
  return 16 * (int32_t)whole + part;
}

/* A probability, or what it is too high by, as a gradient of scale 2^-7. */
static inline int8_t tintinOfProbability(int32_t probability, uint8_t fractionBits, TintinKey key,
                                         uint32_t counter) {
  const int64_t value = tintinRounded(probability, fractionBits - 7, TINTIN_STOCHASTIC,
                                      tintinRandom(key, counter));
  return (int8_t)tintinClip((int32_t)value, 127);
}

static inline void tintinSetGradientScale(TintinTensor *gradOutput) {
  gradOutput->scale.shift = -7;
  gradOutput->scale.up = 0;
  gradOutput->scale.down = 0;
}

#endif
