/* The form of operands: words of 32 bits with 2 or 4 values that are multiplied at once.
 *
 * A product of matrices is acc[row][column] = sum over k of a[row][k] . x[k][column], where a and x
 * are words and "." multiplies their values and adds the products. Pairs are two int16; quads are
 * four int8, those of x unsigned if the variant wants them so: x + offset, for which
 * offset * (sum of the row of a) has to be subtracted. */
#ifndef WORDS_H
#define WORDS_H

#include "vec.h"

enum { MAX_GROUP = 4 };

typedef struct {
  int group;  /* values of a word */
  int offset; /* what is added to the values of x */
} Form;

#ifdef HAS_PAIRS
static const Form PAIRS = {2, 0};
#endif

/* The form for these values of x. */
static Form formOf(const int8_t *x, size_t count) {
#if !defined HAS_QUADS
  (void)x, (void)count;
  return PAIRS;
#elif !defined HAS_PAIRS
  (void)x, (void)count;
  return (Form){4, QUAD_RANGE == 255 ? 128 : 0};
#else
  int8_t least = 0, most = 0;
  for (size_t j = 0; j < count; j++) {
    least = x[j] < least ? x[j] : least;
    most = x[j] > most ? x[j] : most;
  }
  return most - least <= QUAD_RANGE ? (Form){4, -least} : PAIRS;
#endif
}

/* All forms that the variant may choose, for the size of scratch. */
static const Form FORMS[] = {
#ifdef HAS_PAIRS
    {2, 0},
#endif
#ifdef HAS_QUADS
    {4, 0},
#endif
};
enum { FORM_COUNT = sizeof FORMS / sizeof FORMS[0] };

INLINE int wordsOf(int values, Form form) {
  return (values + form.group - 1) / form.group;
}

/* The word of x whose values are all 0. */
INLINE uint32_t zeroWord(Form form) {
  return form.group == 2 ? 0 : (uint32_t)(uint8_t)form.offset * 0x01010101u;
}

/* Values of one row of a to whole words; the last is filled with zeros. */
static void packRow(Form form, const int8_t *from, int count, uint32_t *to) {
  if (form.group == 2) {
    int16_t *values = (int16_t *)to;
    for (int i = 0; i < count; i++) {
      values[i] = from[i];
    }
    if (count % 2 == 1) {
      values[count] = 0;
    }
  } else {
    to[(count - 1) / 4] = 0;
    memcpy(to, from, (size_t)count);
  }
}

/* 16 values at a time. */
enum { SIDE = 16 };

typedef int8_t Side __attribute__((vector_size(SIDE)));
typedef int16_t WideSide __attribute__((vector_size(2 * SIDE)));

INLINE Side sideOf(const int8_t *from) {
  Side values;
  memcpy(&values, from, SIDE);
  return values;
}

/* Values of a, b, a, b, ... from the first halves of both, or from the second ones. */
INLINE Side zipLow(Side a, Side b) {
  const Side order = {0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23};
  return __builtin_shuffle(a, b, order);
}

INLINE Side zipHigh(Side a, Side b) {
  const Side order = {8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
  return __builtin_shuffle(a, b, order);
}

/* As before, two values at a time. */
INLINE Side zipPairsLow(Side a, Side b) {
  const Side order = {0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23};
  return __builtin_shuffle(a, b, order);
}

INLINE Side zipPairsHigh(Side a, Side b) {
  const Side order = {8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31};
  return __builtin_shuffle(a, b, order);
}

/* The words of x at 16 columns, of which each value has a row of its own. */
INLINE void packSide(Form form, const int8_t *const *from, uint32_t *to) {
  if (form.group == 2) {
    const Side a = sideOf(from[0]), b = sideOf(from[1]);
    const WideSide low = __builtin_convertvector(zipLow(a, b), WideSide);
    const WideSide high = __builtin_convertvector(zipHigh(a, b), WideSide);
    memcpy(to, &low, sizeof low);
    memcpy(to + SIDE / 2, &high, sizeof high);
    return;
  }
  const int8_t offset = (int8_t)form.offset;
  const Side a = sideOf(from[0]) + offset, b = sideOf(from[1]) + offset;
  const Side c = sideOf(from[2]) + offset, d = sideOf(from[3]) + offset;
  const Side abLow = zipLow(a, b), abHigh = zipHigh(a, b);
  const Side cdLow = zipLow(c, d), cdHigh = zipHigh(c, d);
  const Side words[] = {zipPairsLow(abLow, cdLow), zipPairsHigh(abLow, cdLow),
                        zipPairsLow(abHigh, cdHigh), zipPairsHigh(abHigh, cdHigh)};
  memcpy(to, words, sizeof words);
}

/* As packSide, of any number of columns. */
static void packColumns(Form form, const int8_t *const *from, int count, uint32_t *to) {
  const int8_t *at[MAX_GROUP];
  for (int i = 0; i < form.group; i++) {
    at[i] = from[i];
  }
  int j = 0;
  for (; j + SIDE <= count; j += SIDE) {
    packSide(form, at, to + j);
    for (int i = 0; i < form.group; i++) {
      at[i] += SIDE;
    }
  }
  for (; j < count; j++) {
    to[j] = 0;
    for (int i = 0; i < form.group; i++, at[i - 1]++) {
      to[j] |= form.group == 2 ? (uint32_t)(uint16_t)*at[i] << (16 * i)
                               : (uint32_t)(uint8_t)(*at[i] + form.offset) << (8 * i);
    }
  }
}

/* The words of x of values that follow each other, a multiple of the group. */
static void packRun(Form form, const int8_t *from, int count, uint32_t *to) {
  if (form.group == 2) {
    packRow(form, from, count, to);
    return;
  }
  int8_t *values = (int8_t *)to;
  for (int i = 0; i < count; i++) {
    values[i] = (int8_t)(from[i] + form.offset);
  }
}

/* What the offset of x adds to the sums of a row of a. */
static int32_t surplusOf(Form form, const uint32_t *a, int words) {
  if (form.offset == 0) {
    return 0;
  }
  const int8_t *values = (const int8_t *)a;
  int32_t sum = 0;
  for (int i = 0; i < 4 * words; i++) {
    sum += values[i];
  }
  return form.offset * sum;
}

#endif
