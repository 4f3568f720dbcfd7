/* The passes as their definitions say them, one product after another. */
#ifndef NAIVE_H
#define NAIVE_H

#include "tintin.h"

#include <string.h>

typedef struct {
  int outHeight, outWidth, channels, outputs; /* channels and outputs of a group */
} Extents;

static Extents extentsOf(const ConvGeometry *g) {
  Extents e;
  e.outHeight =
      (g->height + 2 * g->rowPadding - g->dilation * (g->kernelHeight - 1) - 1) / g->stride + 1;
  e.outWidth =
      (g->width + 2 * g->columnPadding - g->dilation * (g->kernelWidth - 1) - 1) / g->stride + 1;
  e.channels = g->channels / g->groups;
  e.outputs = g->outChannels / g->groups;
  return e;
}

enum Pass { FORWARD, BACKWARD, GRADIENT };

/* One weight and all pixels that it joins. */
static void naiveTap(enum Pass pass, const ConvGeometry *g, int o, int ky, int kx, int i, int batch,
                     const int8_t *weights, const int8_t *input, const int8_t *gradOutput,
                     int32_t *acc) {
  const Extents e = extentsOf(g);
  const int c = o / e.outputs * e.channels + i;
  const int w = ((o * g->kernelHeight + ky) * g->kernelWidth + kx) * e.channels + i;
  for (int oy = 0; oy < e.outHeight; oy++) {
    for (int ox = 0; ox < e.outWidth; ox++) {
      const int y = oy * g->stride + ky * g->dilation - g->rowPadding;
      const int x = ox * g->stride + kx * g->dilation - g->columnPadding;
      if (y < 0 || y >= g->height || x < 0 || x >= g->width) {
        continue;
      }
      for (int b = 0; b < batch; b++) {
        const int in = ((c * g->height + y) * g->width + x) * batch + b;
        const int out = ((o * e.outHeight + oy) * e.outWidth + ox) * batch + b;
        if (pass == FORWARD) {
          acc[out] += weights[w] * input[in];
        } else if (pass == BACKWARD) {
          acc[in] += weights[w] * gradOutput[out];
        } else {
          acc[w] += input[in] * gradOutput[out];
        }
      }
    }
  }
}

static void naiveConv(enum Pass pass, const ConvGeometry *g, int batch, const int8_t *weights,
                      const int8_t *input, const int8_t *gradOutput, int32_t *acc) {
  for (int o = 0; o < g->outChannels; o++) {
    for (int ky = 0; ky < g->kernelHeight; ky++) {
      for (int kx = 0; kx < g->kernelWidth; kx++) {
        for (int i = 0; i < g->channels / g->groups; i++) {
          naiveTap(pass, g, o, ky, kx, i, batch, weights, input, gradOutput, acc);
        }
      }
    }
  }
}

/* Of windows that do not overlap: the largest values, and the gradients at the first of them. */
static void naivePool(const PoolGeometry *g, const int8_t *input, const int8_t *gradOutput, int batch,
                      int8_t *output, int8_t *gradInput) {
  const int outHeight = (g->height - g->windowHeight) / g->stride + 1;
  const int outWidth = (g->width - g->windowWidth) / g->stride + 1;
  memset(gradInput, 0, (size_t)(g->channels * g->height * g->width * batch));
  for (int w = 0; w < g->channels * outHeight * outWidth; w++) {
    const int c = w / outWidth / outHeight;
    const int y = w / outWidth % outHeight * g->stride, x = w % outWidth * g->stride;
    for (int b = 0; b < batch; b++) {
      int first = -1;
      for (int cell = 0; cell < g->windowHeight * g->windowWidth; cell++) {
        const int row = c * g->height + y + cell / g->windowWidth;
        const int at = (row * g->width + x + cell % g->windowWidth) * batch + b;
        first = first < 0 || input[at] > input[first] ? at : first;
      }
      output[w * batch + b] = input[first];
      gradInput[first] = gradOutput[w * batch + b];
    }
  }
}

#endif
