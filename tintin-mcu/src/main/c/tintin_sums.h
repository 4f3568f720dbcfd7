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

/* Which loops there are in assembler, with the same sums; define TINTIN_PORTABLE, or TINTIN_NO_DSP,
 * and they are not taken. Those with SMLAD read words anywhere. */
#if defined(__GNUC__) && defined(__thumb__) && !defined(TINTIN_PORTABLE) && \
    (defined(__ARM_ARCH_6M__) || defined(__thumb2__))
#define TINTIN_ARM
#if defined(__ARM_FEATURE_DSP) && !defined(TINTIN_NO_DSP)
#define TINTIN_DSP
#endif
#endif

/* Rows of weights that are multiplied by the same values at once. */
enum { TINTIN_ROWS = 4 };

/* How many rows from o on are taken at once. Of the last ones of a group, those before are taken
 * again, with the same results, where that is less work. */
static inline uint8_t tintinRowsAt(uint16_t *o, uint16_t begin, uint16_t end) {
  const uint16_t left = (uint16_t)(end - *o);
  if (left >= TINTIN_ROWS) {
    return TINTIN_ROWS;
  }
  if (left > 1 && end - begin >= TINTIN_ROWS) {
    *o = (uint16_t)(end - TINTIN_ROWS);
    return TINTIN_ROWS;
  }
  return (uint8_t)left;
}

/* Values and weights that meet: runs of both, how far it is from the end of one to the next, and
 * from one row of weights to the next. No extent is 0. */
typedef struct {
  uint32_t pitch;
  int32_t valueGap, weightGap;
  uint16_t run, runs;
} TintinBlock;

/* sums[r] += the products of row r of the weights with the values. Rows are 1 up to TINTIN_ROWS. */
void tintinDots(const int8_t *weights, uint8_t rows, const int8_t *values,
                const TintinBlock *block, int32_t *sums);

/* The same of TINTIN_ROWS. */
void tintinFourDots(const int8_t *weights, const int8_t *values, const TintinBlock *block,
                    int32_t *sums);

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
