/* Max pooling of one example in windows of 2 x 2, WINDOWS of them at once: the values of a row of a
 * window are the bytes of a 16-bit lane. The last step of a row goes back to be a whole one. */
#ifndef POOL_PAIRS_H
#define POOL_PAIRS_H

#include "vec.h"

INLINE int poolOutHeight(const PoolGeometry *g) {
  return (g->height - g->windowHeight) / g->stride + 1;
}

INLINE int poolOutWidth(const PoolGeometry *g) {
  return (g->width - g->windowWidth) / g->stride + 1;
}

enum { WINDOWS = 4 };

typedef int16_t Pairs __attribute__((vector_size(2 * WINDOWS)));
typedef int8_t Singles __attribute__((vector_size(WINDOWS)));

/* Not where the first of two bytes is the upper one. */
INLINE int isInPairs(const PoolGeometry *g, int batch) {
  return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && batch == 1 && g->windowHeight == 2 &&
         g->windowWidth == 2 && g->stride == 2 && g->width >= 2 * WINDOWS;
}

/* Where the windows of a row of the output begin, the rows of all channels counted on. */
INLINE ptrdiff_t firstOfRow(const PoolGeometry *g, int row) {
  const int outHeight = poolOutHeight(g);
  return ((ptrdiff_t)(row / outHeight) * g->height + 2 * (row % outHeight)) * g->width;
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

INLINE void poolRow(const int8_t *row, const int8_t *next, int outWidth, int8_t *output) {
  for (int x = 0; x < outWidth; x = nextPairs(x, outWidth)) {
    const Pairs upper = pairsAt(row + 2 * x), lower = pairsAt(next + 2 * x);
    const Pairs left = larger(firsts(upper), firsts(lower));
    const Pairs right = larger(seconds(upper), seconds(lower));
    const Singles largest = __builtin_convertvector(larger(left, right), Singles);
    memcpy(output + x, &largest, sizeof largest);
  }
}

INLINE void poolBackwardRow(const int8_t *row, const int8_t *next, const int8_t *output,
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

static void poolInPairs(const PoolGeometry *g, const int8_t *input, int8_t *output) {
  const int outHeight = poolOutHeight(g), outWidth = poolOutWidth(g);
  for (int row = 0; row < g->channels * outHeight; row++, output += outWidth) {
    const int8_t *from = input + firstOfRow(g, row);
    poolRow(from, from + g->width, outWidth, output);
  }
}

static void poolBackwardInPairs(const PoolGeometry *g, const int8_t *input, const int8_t *output,
                                const int8_t *gradOutput, int8_t *gradInput) {
  const int outHeight = poolOutHeight(g), outWidth = poolOutWidth(g);
  for (int row = 0; row < g->channels * outHeight; row++) {
    const ptrdiff_t at = firstOfRow(g, row), below = at + g->width;
    const ptrdiff_t of = (ptrdiff_t)row * outWidth;
    poolBackwardRow(input + at, input + below, output + of, gradOutput + of, outWidth,
                    gradInput + at, gradInput + below);
  }
}

#endif
