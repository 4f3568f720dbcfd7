/* Sums of products, and biases: what layers have in common. */
#ifndef TINTIN_SUMS_H
#define TINTIN_SUMS_H

#include <stddef.h>

#include "tintin.h"

/* A bias at the scale of the sums that it is added to. */
typedef struct {
  const int8_t *values; /* NULL if there is none */
  TintinRatio ratio;
} TintinBias;

static inline TintinBias tintinBiasFor(const TintinParameter *bias, const TintinScale *sums) {
  TintinBias aligned = {NULL, {0, 0}};
  if (bias != NULL) {
    const TintinScale scale = tintinScaleOf(bias);
    aligned.values = bias->values;
    aligned.ratio = tintinRatioOf(&scale, sums);
  }
  return aligned;
}

/* value * ratio, rounded to nearest and within ±(2^30 - 1). */
static inline int32_t tintinBiasAt(const TintinBias *bias, uint16_t output) {
  enum { MOST_LEFT = 8, MOST_RIGHT = 30 };
  const int32_t mostBias = ((int32_t)1 << 30) - 1;
  if (bias->values == NULL || bias->values[output] == 0) {
    return 0;
  }
  const int32_t shift = bias->ratio.rightShift;
  const int32_t product = bias->values[output] * bias->ratio.multiplier; /* below 2^22 */
  if (shift >= 1 && shift <= MOST_RIGHT) {
    return (product + (product >> 31) + ((int32_t)1 << (shift - 1))) >> shift;
  }
  if (shift <= 0 && shift >= -MOST_LEFT) {
    return (int32_t)((uint32_t)product << -shift);
  }
  return tintinApply(bias->ratio, bias->values[output], mostBias, TINTIN_NEAREST, 0);
}

/* Scale of the products of two tensors. */
static inline TintinScale tintinSumScale(const TintinScale *a, const TintinScale *b) {
  const TintinScale scale = {a->shift + b->shift, a->up + b->up, a->down + b->down};
  return scale;
}

static inline TintinScale tintinProductScale(const TintinParameter *parameter,
                                             const TintinScale *other) {
  const TintinScale scale = tintinScaleOf(parameter);
  return tintinSumScale(&scale, other);
}

/* Rows of weights that are multiplied by the same values at once: as many as registers hold. */
#if defined(__ARM_ARCH_6M__) || defined(__AVR__)
enum { TINTIN_ROWS = 2 };
#else
enum { TINTIN_ROWS = 4 };
#endif

int32_t tintinDot(const int8_t *a, const int8_t *b, uint16_t count);

/* The products of TINTIN_ROWS rows, pitch apart, with the same values are added to sums. */
void tintinDots(const int8_t *rows, uint32_t pitch, const int8_t *values, uint16_t count,
                int32_t *sums);

/* sums[i] += values[i] * factor */
static inline void tintinAddProducts(const int8_t *values, int8_t factor, uint8_t count,
                                     int32_t *sums) {
  for (; count > 0; count--) {
    *sums++ += *values++ * factor;
  }
}

static inline void tintinSetZero(int32_t *values, uint8_t count) {
  for (; count > 0; count--) {
    *values++ = 0;
  }
}

/* Writes the int8 values of some sums, unless there is nowhere; returns the union of their
 * magnitudes. */
static inline uint32_t tintinFinish(const int32_t *sums, uint8_t count, uint8_t dropped,
                                    int8_t *values) {
  uint32_t magnitudes = 0;
  for (uint8_t i = 0; i < count; i++) {
    magnitudes |= tintinMagnitude(sums[i]);
    if (values != NULL) {
      values[i] = tintinNarrow(sums[i], dropped);
    }
  }
  return magnitudes;
}

#endif
