/* Loops of products. Each is a function of its own, so that its values stay in registers. */
#include "tintin_sums.h"

/* Adds products of a block of values with one row of weights. */
static void addRow(const int8_t *weights, const int8_t *values, const TintinBlock *block,
                   int32_t *sums) {
  int32_t sum = *sums;
  for (uint16_t runs = block->runs; runs > 0; runs--) {
    const int8_t *end = values + block->run;
    for (const int8_t *four = end - (block->run & 3); values != four; values += 4, weights += 4) {
      sum += values[0] * weights[0];
      sum += values[1] * weights[1];
      sum += values[2] * weights[2];
      sum += values[3] * weights[3];
    }
    while (values != end) {
      sum += *values++ * *weights++;
    }
    values += block->valueGap;
    weights += block->weightGap;
  }
  *sums = sum;
}

#if TINTIN_ROWS == 2
/* One index for all: it counts, too. */
static void addRows(const int8_t *weights, uint32_t pitch, const int8_t *values,
                    const TintinBlock *block, int32_t *sums) {
  const int8_t *a = weights, *b = a + pitch;
  int32_t sum0 = sums[0], sum1 = sums[1];
  for (uint16_t runs = block->runs; runs > 0; runs--) {
    const int32_t run = block->run;
    a += run;
    b += run;
    values += run;
    int32_t i = -run;
    for (; (i & 3) != 0; i++) {
      const int32_t value = values[i];
      sum0 += a[i] * value;
      sum1 += b[i] * value;
    }
    while (i != 0) {
      int32_t value = values[i];
      sum0 += a[i] * value;
      sum1 += b[i] * value;
      i++;
      value = values[i];
      sum0 += a[i] * value;
      sum1 += b[i] * value;
      i++;
      value = values[i];
      sum0 += a[i] * value;
      sum1 += b[i] * value;
      i++;
      value = values[i];
      sum0 += a[i] * value;
      sum1 += b[i] * value;
      i++;
    }
    a += block->weightGap;
    b += block->weightGap;
    values += block->valueGap;
  }
  sums[0] = sum0;
  sums[1] = sum1;
}
#else
static void addRows(const int8_t *weights, uint32_t pitch, const int8_t *values,
                    const TintinBlock *block, int32_t *sums) {
  const int8_t *a = weights, *b = a + pitch, *c = b + pitch, *d = c + pitch;
  int32_t sum0 = sums[0], sum1 = sums[1], sum2 = sums[2], sum3 = sums[3];
  for (uint16_t runs = block->runs; runs > 0; runs--) {
    const int8_t *end = values + block->run;
    if ((block->run & 1) != 0) {
      const int32_t value = *values++;
      sum0 += *a++ * value;
      sum1 += *b++ * value;
      sum2 += *c++ * value;
      sum3 += *d++ * value;
    }
    for (; values != end; values += 2, a += 2, b += 2, c += 2, d += 2) {
      const int32_t first = values[0], second = values[1];
      sum0 += a[0] * first;
      sum1 += b[0] * first;
      sum2 += c[0] * first;
      sum3 += d[0] * first;
      sum0 += a[1] * second;
      sum1 += b[1] * second;
      sum2 += c[1] * second;
      sum3 += d[1] * second;
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

void tintinDots(const int8_t *weights, uint32_t pitch, uint8_t rows, const int8_t *values,
                const TintinBlock *block, int32_t *sums) {
  if (rows == TINTIN_ROWS) {
    addRows(weights, pitch, values, block, sums);
    return;
  }
  for (; rows > 0; rows--, weights += pitch) {
    addRow(weights, values, block, sums++);
  }
}

/* For a pointer that has a register of its own, four at a time. */
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
  for (; count > 0; count--) {
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
