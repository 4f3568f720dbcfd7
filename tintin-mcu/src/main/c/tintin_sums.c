/* Loops of products. Each is a function of its own, so that its values stay in registers. */
#include "tintin_sums.h"

/* Adds the products of a block of values with one row of weights. */
static void addDot(const int8_t *weights, const int8_t *values, const TintinBlock *block,
                   int32_t *sum) {
  int32_t acc = *sum;
  for (uint16_t runs = block->runs; runs > 0; runs--) {
    for (uint16_t left = block->run; left > 0; left--) {
      acc += *values++ * *weights++;
    }
    values += block->valueGap;
    weights += block->weightGap;
  }
  *sum = acc;
}

#ifndef TINTIN_ARM
void tintinFourDots(const int8_t *weights, const int8_t *values, const TintinBlock *block,
                    int32_t *sums) {
  const int8_t *a = weights, *b = a + block->pitch, *c = b + block->pitch, *d = c + block->pitch;
  int32_t sum0 = sums[0], sum1 = sums[1], sum2 = sums[2], sum3 = sums[3];
  for (uint16_t runs = block->runs; runs > 0; runs--) {
    for (const int8_t *end = values + block->run; values != end;) {
      const int value = *values++;
      sum0 += *a++ * value;
      sum1 += *b++ * value;
      sum2 += *c++ * value;
      sum3 += *d++ * value;
    }
    a += block->weightGap;
    b += block->weightGap;
    c += block->weightGap;
    d += block->weightGap;
    values += block->valueGap;
  }
  sums[0] = sum0;
  sums[1] = sum1;
  sums[2] = sum2;
  sums[3] = sum3;
}
#endif

void tintinDots(const int8_t *weights, uint8_t rows, const int8_t *values,
                const TintinBlock *block, int32_t *sums) {
  if (rows == TINTIN_ROWS) {
    tintinFourDots(weights, values, block, sums);
    return;
  }
  for (; rows > 0; rows--, weights += block->pitch) {
    addDot(weights, values, block, sums++);
  }
}

void tintinAddProducts(const int8_t *values, int32_t factor, uint8_t count, int32_t *sums) {
  for (; count >= 4; count = (uint8_t)(count - 4), values += 4, sums += 4) {
    sums[0] += values[0] * factor;
    sums[1] += values[1] * factor;
    sums[2] += values[2] * factor;
    sums[3] += values[3] * factor;
  }
  for (; count > 0; count--) {
    *sums++ += *values++ * factor;
  }
}

uint32_t tintinFinish(const int32_t *sums, uint8_t count, uint8_t dropped, int8_t *values) {
  const uint8_t shift = dropped > 31 ? 31 : dropped;
  const uint32_t half = dropped > 31 ? 0 : ((uint32_t)1 << shift) >> 1;
  uint32_t magnitudes = 0;
  for (const int32_t *end = sums + count; sums != end;) {
    const int32_t sum = *sums++;
    const uint32_t magnitude = tintinMagnitude(sum);
    magnitudes |= magnitude;
    if (values != NULL) {
      uint32_t kept = (magnitude + half) >> shift;
#ifdef TINTIN_TIES_TO_EVEN
      if (half != 0 && (magnitude & (2 * half - 1)) == half) {
        kept &= ~(uint32_t)1;
      }
#endif
      kept = kept > 127 ? 127 : kept;
      *values++ = (int8_t)(sum < 0 ? -(int32_t)kept : (int32_t)kept);
    }
  }
  return magnitudes;
}
