/* Max pooling: examples are next to each other, so a window is a handful of rows of the batch. */
#ifndef POOL_H
#define POOL_H

#include "pool_pairs.h"

/* Batches are not always as wide as a vector. */
#define WIDTH (LANES * 4)
#define OF_WIDTH(name) name##Wide
#include "pool_step.h"
#define WIDTH (LANES * 2)
#define OF_WIDTH(name) name##Half
#include "pool_step.h"
#define WIDTH 8
#define OF_WIDTH(name) name##Short
#include "pool_step.h"

/* The windows are the same for all examples, so a window is at the first one's values. */
INLINE void poolWindow(const PoolGeometry *g, const int8_t *window, int batch, int8_t *output) {
  const ptrdiff_t line = (ptrdiff_t)g->width * batch;
  int b = poolStepWide(g, window, batch, 0, output);
  b = poolStepHalf(g, window, batch, b, output);
  b = poolStepShort(g, window, batch, b, output);
  for (; b < batch; b++) {
    int8_t largest = window[b];
    for (int ky = 0; ky < g->windowHeight; ky++) {
      for (int kx = 0; kx < g->windowWidth; kx++) {
        const int8_t value = window[ky * line + kx * batch + b];
        largest = value > largest ? value : largest;
      }
    }
    output[b] = largest;
  }
}

static void maxPool(const PoolGeometry *g, const int8_t *input, int batch, int8_t *output) {
  if (isInPairs(g, batch)) {
    poolInPairs(g, input, output);
    return;
  }
  const ptrdiff_t line = (ptrdiff_t)g->width * batch;
  const int outHeight = poolOutHeight(g), outWidth = poolOutWidth(g);
  for (int c = 0; c < g->channels; c++, input += g->height * line) {
    for (int y = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++, output += batch) {
        poolWindow(g, input + y * g->stride * line + (ptrdiff_t)x * g->stride * batch, batch, output);
      }
    }
  }
}

/* Open are the examples whose largest value has not come yet. */
INLINE void poolBackwardWindow(const PoolGeometry *g, const int8_t *window, const int8_t *output,
                               const int8_t *gradOutput, int batch, int8_t *gradWindow) {
  const ptrdiff_t line = (ptrdiff_t)g->width * batch;
  int b = poolBackwardStepWide(g, window, output, gradOutput, batch, 0, gradWindow);
  b = poolBackwardStepHalf(g, window, output, gradOutput, batch, b, gradWindow);
  b = poolBackwardStepShort(g, window, output, gradOutput, batch, b, gradWindow);
  for (; b < batch; b++) {
    int isOpen = 1;
    for (int ky = 0; ky < g->windowHeight; ky++) {
      for (int kx = 0; kx < g->windowWidth; kx++) {
        const ptrdiff_t at = ky * line + kx * batch + b;
        const int isFirst = isOpen & (window[at] == output[b]);
        gradWindow[at] = (int8_t)(gradOutput[b] & -isFirst);
        isOpen &= !isFirst;
      }
    }
  }
}

static void maxPoolBackward(const PoolGeometry *g, const int8_t *input, const int8_t *output,
                            const int8_t *gradOutput, int batch, int8_t *gradInput) {
  const ptrdiff_t line = (ptrdiff_t)g->width * batch;
  const int outHeight = poolOutHeight(g), outWidth = poolOutWidth(g);
  if (g->windowHeight < g->stride || g->windowWidth < g->stride || g->height % g->stride != 0 ||
      g->width % g->stride != 0) { /* some values are in no window */
    memset(gradInput, 0, (size_t)g->channels * g->height * (size_t)line);
  }
  if (isInPairs(g, batch)) {
    poolBackwardInPairs(g, input, output, gradOutput, gradInput);
    return;
  }
  for (int c = 0; c < g->channels; c++, input += g->height * line, gradInput += g->height * line) {
    for (int y = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++, output += batch, gradOutput += batch) {
        const ptrdiff_t at = y * g->stride * line + (ptrdiff_t)x * g->stride * batch;
        poolBackwardWindow(g, input + at, output, gradOutput, batch, gradInput + at);
      }
    }
  }
}

#endif
