/* Convolutions: section 6, Conv2d and Conv1d. */
#include "tintin_conv.h"

enum { SUMS = 32 };

/* The taps of a window along one axis that are inside the input. */
typedef struct {
  int32_t begin; /* where the first tap of all is, which may be outside */
  uint16_t from, to;
} Taps;

static Taps tapsOf(uint16_t window, uint16_t stride, uint16_t padding, uint16_t dilation,
                   uint16_t kernel, uint16_t extent) {
  Taps taps = {(int32_t)window * stride - padding, 0, kernel};
  while (taps.from < kernel && taps.begin + (int32_t)taps.from * dilation < 0) {
    taps.from++;
  }
  while (taps.to > taps.from && taps.begin + (int32_t)(taps.to - 1) * dilation >= extent) {
    taps.to--;
  }
  return taps;
}

/* Adds to the sums of some outputs the products of their weights with a window. */
static void windowSums(const TintinConvShape *shape, const int8_t *weights, uint8_t rows,
                       const int8_t *input, const Taps *y, const Taps *x, int32_t *sums) {
  const TintinConv *g = shape->layer;
  const uint16_t n = shape->groupChannels, columns = (uint16_t)(x->to - x->from);
  const int32_t rowGap = (int32_t)g->width * g->channels * g->dilation;
  const int32_t top = y->begin + (int32_t)y->from * g->dilation;
  const int32_t left = x->begin + (int32_t)x->from * g->dilation;
  const int8_t *values = input + (top * g->width + left) * g->channels;
  weights += ((uint32_t)y->from * g->kernelWidth + x->from) * n;
  if (columns == 0 || y->from == y->to) {
    return;
  }
  if (shape->joinsColumns) {
    const int32_t run = (int32_t)columns * n;
    const TintinBlock block = {shape->taps, rowGap - run, (int32_t)g->kernelWidth * n - run,
                               (uint16_t)run, (uint16_t)(y->to - y->from)};
    tintinDots(weights, rows, values, &block, sums);
    return;
  }
  const TintinBlock block = {shape->taps, (int32_t)g->dilation * g->channels - n, 0, n, columns};
  for (uint16_t ky = y->from; ky < y->to; ky++) {
    tintinDots(weights, rows, values, &block, sums);
    values += rowGap;
    weights += (uint32_t)g->kernelWidth * n;
  }
}

/* The outputs of some rows of weights, of one example. */
static uint32_t planes(const TintinConvShape *shape, const int8_t *weights, uint8_t rows,
                       const int32_t *start, const int8_t *input, uint8_t dropped, int8_t *to) {
  const TintinConv *g = shape->layer;
  const uint16_t run = (uint16_t)(g->kernelWidth * shape->groupChannels);
  const TintinBlock whole = {shape->taps, (int32_t)g->width * g->channels - run, 0, run,
                             g->kernelHeight};
  const uint8_t isInside = shape->joinsColumns && g->rowPadding == 0 && g->columnPadding == 0;
  uint32_t magnitudes = 0;
  for (uint16_t oy = 0; oy < g->outHeight; oy++) {
    const Taps y =
        tapsOf(oy, g->stride, g->rowPadding, g->dilation, g->kernelHeight, g->height);
    const int8_t *window = input + (uint32_t)oy * g->stride * g->width * g->channels;
    for (uint16_t ox = 0; ox < g->outWidth; ox++) {
      int32_t sums[TINTIN_ROWS];
      for (uint8_t r = 0; r < TINTIN_ROWS; r++) {
        sums[r] = start[r];
      }
      if (isInside) {
        tintinDots(weights, rows, window, &whole, sums);
        window += (uint32_t)g->stride * g->channels;
      } else {
        const Taps x =
            tapsOf(ox, g->stride, g->columnPadding, g->dilation, g->kernelWidth, g->width);
        windowSums(shape, weights, rows, input, &y, &x, sums);
      }
      magnitudes |= tintinFinish(sums, rows, dropped, to);
      to = to == NULL ? NULL : to + g->outChannels;
    }
  }
  return magnitudes;
}

static uint32_t forward(const TintinConvShape *shape, const TintinParameter *weights,
                        const TintinBias *bias,
                        const int8_t *input, uint16_t batch, uint8_t dropped, int8_t *output) {
  const TintinConv *g = shape->layer;
  const uint32_t inputSize = (uint32_t)g->height * g->width * g->channels;
  const uint32_t outputSize = (uint32_t)g->outHeight * g->outWidth * g->outChannels;
  uint32_t magnitudes = 0;
  uint8_t rows;
  for (uint16_t o = 0; o < g->outChannels; o = (uint16_t)(o + rows)) {
    /* Those of one group read the same values. */
    const uint16_t group = (uint16_t)(o / shape->groupOutputs);
    const uint16_t begin = (uint16_t)(group * shape->groupOutputs);
    const int8_t *example = input + (uint32_t)group * shape->groupChannels;
    int32_t start[TINTIN_ROWS] = {0};
    rows = tintinRowsAt(&o, begin, (uint16_t)(begin + shape->groupOutputs));
    const int8_t *row = weights->values + o * shape->taps;
    for (uint8_t r = 0; r < rows; r++) {
      start[r] = tintinBiasAt(bias, (uint16_t)(o + r));
    }
    for (uint16_t b = 0; b < batch; b++, example += inputSize) {
      int8_t *to = output == NULL ? NULL : output + b * outputSize + o;
      magnitudes |= planes(shape, row, rows, start, example, dropped, to);
    }
  }
  return magnitudes;
}

void tintinConvForward(const TintinConv *layer, const TintinParameter *weights,
                       const TintinParameter *bias, const TintinTensor *input, uint16_t batch,
                       TintinPlace *place, TintinTensor *output) {
  const TintinConvShape shape = tintinShapeOf(layer);
  const TintinScale scale = tintinProductScale(weights, &input->scale);
  const TintinBias aligned = tintinBiasFor(bias, &scale);
  if (!place->isSet) {
    tintinSet(place, scale.shift, forward(&shape, weights, &aligned, input->values, 1, 0, NULL));
  }
  const uint8_t dropped = tintinDropped(place, scale.shift);
  const uint32_t magnitudes =
      forward(&shape, weights, &aligned, input->values, batch, dropped, output->values);
  output->scale = tintinNote(place, &scale, magnitudes);
}

/* Some pixels of a row, side by side, and some of their channels: those of one group. */
typedef struct {
  uint16_t y, x, pixels;
  uint16_t channel; /* in its group */
  uint8_t count;    /* channels of each pixel */
} Span;

/* Adds what one gradient of the output gives to the pixels of a span, by one row of the kernel. */
static void addWindow(const TintinConvShape *shape, const Span *span, int32_t left,
                      const int8_t *weights, int8_t factor, int32_t *sums) {
  const TintinConv *g = shape->layer;
  const uint16_t n = shape->groupChannels;
  weights += span->channel;
  if (g->dilation == 1 && span->count == n) {
    const int32_t from = left < 0 ? -left : 0;
    const int32_t end = left + g->kernelWidth > span->pixels ? span->pixels - left : g->kernelWidth;
    if (from < end) {
      tintinAddProducts(weights + from * n, factor, (uint8_t)((end - from) * n),
                        sums + (left + from) * n);
    }
    return;
  }
  for (uint16_t kx = 0; kx < g->kernelWidth; kx++, left += g->dilation, weights += n) {
    if (left >= 0 && left < span->pixels) {
      tintinAddProducts(weights, factor, span->count, sums + left * span->count);
    }
  }
}

/* The first window of an axis whose taps reach a pixel. */
static uint16_t firstWindow(int32_t pixel, uint16_t reach, uint16_t stride) {
  return (uint16_t)(pixel < reach ? 0 : (uint16_t)(pixel - reach) / stride + 1);
}

/* The gradient by a span: sums over all windows that it is in. */
static void spanSums(const TintinConvShape *shape, const Span *span, const int8_t *weights,
                     const int8_t *gradOutput, int32_t *sums) {
  const TintinConv *g = shape->layer;
  const uint16_t reach = (uint16_t)((g->kernelWidth - 1) * g->dilation + 1);
  const int32_t padded = (int32_t)span->x + g->columnPadding;
  const uint16_t first = firstWindow(padded, reach, g->stride);
  tintinSetZero(sums, (uint8_t)(span->pixels * span->count));
  for (uint16_t ky = 0; ky < g->kernelHeight; ky++) {
    const int32_t from = (int32_t)span->y + g->rowPadding - (int32_t)ky * g->dilation;
    const int8_t *rows = weights + (uint32_t)ky * g->kernelWidth * shape->groupChannels;
    if (from < 0 || from % g->stride != 0 || from / g->stride >= g->outHeight) {
      continue;
    }
    const int8_t *of =
        gradOutput + ((uint32_t)(from / g->stride) * g->outWidth + first) * g->outChannels;
    int32_t left = (int32_t)first * g->stride - padded;
    for (uint16_t ox = first; ox < g->outWidth && left < span->pixels; ox++) {
      const int8_t *row = rows;
      for (uint16_t o = 0; o < shape->groupOutputs; o++, row += shape->taps) {
        if (of[o] != 0) {
          addWindow(shape, span, left, row, of[o], sums);
        }
      }
      of += g->outChannels;
      left += g->stride;
    }
  }
}

static uint32_t backward(const TintinConvShape *shape, const TintinParameter *weights,
                         const int8_t *gradOutput, uint16_t batch, uint8_t dropped,
                         int8_t *gradInput) {
  const TintinConv *g = shape->layer;
  const uint16_t n = shape->groupChannels;
  const uint16_t pixels = (uint16_t)(n < SUMS ? SUMS / n : 1);
  const uint32_t outputSize = (uint32_t)g->outHeight * g->outWidth * g->outChannels;
  uint32_t magnitudes = 0;
  for (uint32_t row = 0; row < (uint32_t)batch * g->height; row++) {
    Span span = {.y = (uint16_t)(row % g->height)};
    const int8_t *of = gradOutput + row / g->height * outputSize;
    for (span.x = 0; span.x < g->width; span.x = (uint16_t)(span.x + span.pixels)) {
      const uint16_t left = (uint16_t)(g->width - span.x);
      span.pixels = left < pixels ? left : pixels;
      for (uint16_t c = 0; c < g->channels; c = (uint16_t)(c + span.count)) {
        const uint16_t group = (uint16_t)(c / n);
        int32_t sums[SUMS];
        span.channel = (uint16_t)(c % n);
        span.count = n - span.channel < SUMS ? (uint8_t)(n - span.channel) : SUMS;
        spanSums(shape, &span, weights->values + group * shape->groupOutputs * shape->taps,
                 of + group * shape->groupOutputs, sums);
        for (uint16_t p = 0; p < span.pixels; p++) {
          int8_t *to = gradInput == NULL ? NULL : gradInput + (uint32_t)p * g->channels + c;
          magnitudes |= tintinFinish(sums + p * span.count, span.count, dropped, to);
        }
      }
      gradInput = gradInput == NULL ? NULL : gradInput + (uint32_t)span.pixels * g->channels;
    }
  }
  return magnitudes;
}

void tintinConvBackward(const TintinConv *layer, const TintinParameter *weights,
                        const TintinTensor *gradOutput, uint16_t batch, TintinPlace *place,
                        TintinTensor *gradInput) {
  const TintinConvShape shape = tintinShapeOf(layer);
  const TintinScale scale = tintinProductScale(weights, &gradOutput->scale);
  if (!place->isSet) {
    tintinSet(place, scale.shift, backward(&shape, weights, gradOutput->values, 1, 0, NULL));
  }
  const uint8_t dropped = tintinDropped(place, scale.shift);
  const uint32_t magnitudes =
      backward(&shape, weights, gradOutput->values, batch, dropped, gradInput->values);
  gradInput->scale = tintinNote(place, &scale, magnitudes);
}
