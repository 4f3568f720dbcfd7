/* Where finished sums go, and how they become int8. */
#ifndef SCALING_H
#define SCALING_H

#include "vec.h"

/* A right shift of magnitudes: (m + added + (m >> shift & odd)) >> shift. */
typedef struct {
  uint32_t added;
  int odd, shift;
} Rounding;

static Rounding roundingOf(int rightShift, int toEven) {
  if (rightShift > 31) { /* all become 0 */
    return (Rounding){0, 0, 31};
  }
  const uint32_t half = (uint32_t)((UINT64_C(1) << rightShift) >> 1);
  if (toEven && half > 0) {
    return (Rounding){half - 1, 1, rightShift};
  }
  return (Rounding){half, 0, rightShift};
}

/* clip(sum / 2^shift, 127), from the sum and its magnitude. */
INLINE Vec vecScaled(const Rounding *rounding, Vec sum, Vec magnitude) {
  UVec m = (UVec)magnitude;
  UVec added = (UVec)vecOf((int32_t)rounding->added);
  if (rounding->odd) {
    added += (m >> rounding->shift) & 1;
  }
  return vecSigned(vecLimited((Vec)((m + added) >> rounding->shift), 127), sum);
}

INLINE int bitLength(uint32_t value) {
  return value == 0 ? 0 : 32 - __builtin_clz(value);
}

static int magnitudeBits(const int32_t *acc, int count) {
  Vec all = vecOf(0);
  int j = 0;
  for (; j + LANES <= count; j += LANES) {
    all |= vecMagnitude(vecLoad(acc + j));
  }
  uint32_t rest = 0;
  for (; j < count; j++) {
    rest |= (uint32_t)(acc[j] < 0 ? -acc[j] : acc[j]);
  }
  return bitLength(vecOr(all) | rest);
}

static void requantize(const int32_t *acc, int count, int rightShift, int toEven,
                       int8_t *output) {
  const Rounding rounding = roundingOf(rightShift, toEven);
  int j = 0;
  for (; j + LANES <= count; j += LANES) {
    Vec sum = vecLoad(acc + j);
    vecNarrow(output + j, vecScaled(&rounding, sum, vecMagnitude(sum)));
  }
  if (j < count) {
    int32_t sums[LANES] = {0};
    int8_t values[LANES];
    memcpy(sums, acc + j, (size_t)(count - j) * 4);
    Vec sum = vecLoad(sums);
    vecNarrow(values, vecScaled(&rounding, sum, vecMagnitude(sum)));
    memcpy(output + j, values, (size_t)(count - j));
  }
}

#endif
