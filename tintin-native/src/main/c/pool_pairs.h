/* Max pooling of one example in windows of 2 x 2, WINDOWS of them at once: the values of a row of a
 * window are the bytes of a 16-bit lane. The last step of a row goes back to be a whole one. */
#ifndef POOL_PAIRS_H
#define POOL_PAIRS_H

#include "vec.h"

enum { WINDOWS = 4 };

typedef int16_t Pairs __attribute__((vector_size(2 * WINDOWS)));
typedef int8_t Singles __attribute__((vector_size(WINDOWS)));

INLINE int isInPairs(const PoolGeometry *g, int batch) {
  return batch == 1 && g->windowHeight == 2 && g->windowWidth == 2 && g->stride == 2 &&
         g->width >= 2 * WINDOWS;
}

INLINE Pairs pairsAt(const int8_t *from) {
  Pairs pairs;
  memcpy(&pairs, from, sizeof pairs);
  return pairs;
}

INLINE Pairs widened(const int8_t *from) {
  Singles values;
  memcpy(&values, from, sizeof values);
  return __builtin_convertvector(values, Pairs);
}

INLINE Pairs firsts(Pairs pairs) {
  return (pairs << 8) >> 8;
}

INLINE Pairs seconds(Pairs pairs) {
  return pairs >> 8;
}

INLINE Pairs larger(Pairs a, Pairs b) {
  const Pairs isLarger = a > b;
  return (a & isLarger) | (b & ~isLarger);
}

/* The place of the step after x; the last one ends with the row. */
INLINE int nextPairs(int x, int outWidth) {
  return x + 2 * WINDOWS > outWidth && x + WINDOWS < outWidth ? outWidth - WINDOWS : x + WINDOWS;
}

static void poolPairs(const int8_t *row, const int8_t *next, int outWidth, int8_t *output) {
  for (int x = 0; x < outWidth; x = nextPairs(x, outWidth)) {
    const Pairs upper = pairsAt(row + 2 * x), lower = pairsAt(next + 2 * x);
    const Pairs left = larger(firsts(upper), firsts(lower));
    const Pairs right = larger(seconds(upper), seconds(lower));
    const Singles largest = __builtin_convertvector(larger(left, right), Singles);
    memcpy(output + x, &largest, sizeof largest);
  }
}

static void poolPairsBackward(const int8_t *row, const int8_t *next, const int8_t *output,
                              const int8_t *gradOutput, int outWidth, int8_t *gradRow,
                              int8_t *gradNext) {
  for (int x = 0; x < outWidth; x = nextPairs(x, outWidth)) {
    const Pairs upper = pairsAt(row + 2 * x), lower = pairsAt(next + 2 * x);
    const Pairs largest = widened(output + x), gradient = widened(gradOutput + x);
    const Pairs first = firsts(upper) == largest;
    const Pairs second = ~first & (seconds(upper) == largest);
    const Pairs third = ~(first | second) & (firsts(lower) == largest);
    const Pairs fourth = ~(first | second | third);
    const Pairs gradUpper = (gradient & first & 0xFF) | ((gradient & second) << 8);
    const Pairs gradLower = (gradient & third & 0xFF) | ((gradient & fourth) << 8);
    memcpy(gradRow + 2 * x, &gradUpper, sizeof gradUpper);
    memcpy(gradNext + 2 * x, &gradLower, sizeof gradLower);
  }
}

#endif
