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
static inline int32_t tintinAligned(TintinRatio ratio, int8_t value) {
  enum { MOST_RIGHT = 30 };
  const int32_t most = ((int32_t)1 << 30) - 1;
  const int32_t shift = ratio.rightShift;
  if (shift > MOST_RIGHT) {
    return 0; /* below half */
  }
  if (shift >= 1) {
    const int32_t product = value * ratio.multiplier; /* below 2^22 */
    return (product + (product >> 31) + ((int32_t)1 << (shift - 1))) >> shift;
  }
  return tintinApply(ratio, value, most, TINTIN_NEAREST, 0);
}

static inline int32_t tintinBiasAt(const TintinBias *bias, uint16_t output) {
  return bias->values == NULL ? 0 : tintinAligned(bias->ratio, bias->values[output]);
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
#define TINTIN_ROWS 2
#else
#define TINTIN_ROWS 4
#endif

/* Values and weights that meet: runs of both, and how far it is from the end of one to the next. */
typedef struct {
  uint16_t run, runs;
  int32_t valueGap, weightGap;
} TintinBlock;

/* sums[r] += the products of row r of the weights, pitch apart, with the values. Rows are 1 up to
 * TINTIN_ROWS. */
void tintinDots(const int8_t *weights, uint32_t pitch, uint8_t rows, const int8_t *values,
                const TintinBlock *block, int32_t *sums);

/* sums[i] += values[i] * factor */
void tintinAddProducts(const int8_t *values, int32_t factor, uint8_t count, int32_t *sums);

static inline void tintinSetZero(int32_t *values, uint8_t count) {
  for (; count > 0; count--) {
    *values++ = 0;
  }
}

/* Writes the int8 values of some sums, unless there is nowhere; returns the union of their
 * magnitudes. */
uint32_t tintinFinish(const int32_t *sums, uint8_t count, uint8_t dropped, int8_t *values);

#endif
