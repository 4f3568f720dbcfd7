/* Products of long runs of words, [rows][words] * [words][taps], where the words of a tap are those of
 * the first one, some words later. The lanes of vectors are words, so that few rows and few taps
 * fill them too; they are added up at the end. */
#ifndef CONV_GRADIENT_RUNS_H
#define CONV_GRADIENT_RUNS_H

#include "product.h"

enum { RUN_ROWS = 2, RUN_TAPS = 5 };

INLINE Vec vecDot(const int group, Vec acc, Vec a, Vec x) {
#ifdef HAS_PAIRS
  if (group == 2) {
    return vecDotPairs(acc, a, x);
  }
#endif
#ifdef HAS_QUADS
  return vecDotQuads(acc, a, x);
#endif
  (void)group;
  return acc;
}

INLINE int32_t vecSum(Vec v) {
  int32_t sum = 0;
  for (int l = 0; l < LANES; l++) {
    sum += v[l];
  }
  return sum;
}

/* sums[row][tap], each RUN_TAPS apart. All but the operands are constants where it is inlined. */
INLINE void sumRuns(const int group, const int rows, const int taps, const Sum *s, const uint32_t *a,
                    const uint32_t *x, ptrdiff_t tapPitch, int32_t *sums) {
  Vec acc[RUN_ROWS][RUN_TAPS];
  for (int r = 0; r < RUN_ROWS; r++) {
    for (int t = 0; t < RUN_TAPS; t++) {
      acc[r][t] = vecOf(0);
    }
  }
  for (const Run *run = s->runs, *end = run + s->runCount; run < end; run++) {
    const uint32_t *ar = a + run->a, *xr = x + run->x;
    for (ptrdiff_t k = 0; k < s->length; k += LANES) {
      Vec words[RUN_ROWS];
#pragma GCC unroll 2
      for (int r = 0; r < rows; r++) {
        words[r] = vecLoad(ar + r * s->lda + k);
      }
#pragma GCC unroll 5
      for (int t = 0; t < taps; t++) {
        const Vec ofTap = vecLoad(xr + t * tapPitch + k);
#pragma GCC unroll 2
        for (int r = 0; r < rows; r++) {
          acc[r][t] = vecDot(group, acc[r][t], words[r], ofTap);
        }
      }
    }
  }
  for (int r = 0; r < rows; r++) {
    for (int t = 0; t < taps; t++) {
      sums[r * RUN_TAPS + t] = vecSum(acc[r][t]);
    }
  }
}

/* Chooses the constants: 1 or 2 rows, 1 to 5 taps. */
#define SUM_RUNS(group, rows, taps)                                                               \
  case (rows - 1) * RUN_TAPS + taps:                                                              \
    sumRuns(group, rows, taps, s, a, x, tapPitch, sums);                                          \
    break;
#define SUM_RUNS_OF(group)                                                                        \
  switch ((rows - 1) * RUN_TAPS + taps) {                                                         \
    SUM_RUNS(group, 1, 1)                                                                         \
    SUM_RUNS(group, 1, 2)                                                                         \
    SUM_RUNS(group, 1, 3)                                                                         \
    SUM_RUNS(group, 1, 4)                                                                         \
    SUM_RUNS(group, 1, 5)                                                                         \
    SUM_RUNS(group, 2, 1)                                                                         \
    SUM_RUNS(group, 2, 2)                                                                         \
    SUM_RUNS(group, 2, 3)                                                                         \
    SUM_RUNS(group, 2, 4)                                                                         \
    SUM_RUNS(group, 2, 5)                                                                         \
  }

static void sumRunsOf(Form form, int rows, int taps, const Sum *s, const uint32_t *a,
                      const uint32_t *x, ptrdiff_t tapPitch, int32_t *sums) {
#ifdef HAS_PAIRS
  if (form.group == 2) {
    SUM_RUNS_OF(2)
    return;
  }
#endif
#ifdef HAS_QUADS
  SUM_RUNS_OF(4)
#endif
  (void)form;
}

/* acc[row * rowPitch + tap * accPitch] = start[row] + the sum of row and tap. */
static void multiplyRuns(Form form, const Sum *s, int rows, const uint32_t *a, const uint32_t *x,
                         int taps, ptrdiff_t tapPitch, const int32_t *start, int32_t *acc,
                         ptrdiff_t accPitch, ptrdiff_t rowPitch) {
  int32_t sums[RUN_ROWS * RUN_TAPS];
  for (int r = 0; r < rows; r += RUN_ROWS) {
    const int height = rows - r < RUN_ROWS ? rows - r : RUN_ROWS;
    for (int t = 0; t < taps; t += RUN_TAPS) {
      const int count = taps - t < RUN_TAPS ? taps - t : RUN_TAPS;
      sumRunsOf(form, height, count, s, a + r * s->lda, x + t * tapPitch, tapPitch, sums);
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < count; j++) {
          acc[(r + i) * rowPitch + (t + j) * accPitch] = start[r + i] + sums[i * RUN_TAPS + j];
        }
      }
    }
  }
}

#endif
