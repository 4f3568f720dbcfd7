/* Convolutions: section 6, Conv2d and Conv1d. */
#include "tintin_sums.h"

enum { CHANNELS = 16 };

/* What all passes need of a layer. */
typedef struct {
  const TintinConv *layer;
  uint16_t groupChannels, groupOutputs;
  uint32_t taps;       /* weights of one output */
  uint8_t isContiguous; /* whether a row of the kernel meets contiguous values */
} Shape;

static Shape shapeOf(const TintinConv *layer) {
  Shape shape = {.layer = layer};
  shape.groupChannels = (uint16_t)(layer->channels / layer->groups);
  shape.groupOutputs = (uint16_t)(layer->outChannels / layer->groups);
  shape.taps = (uint32_t)layer->kernelHeight * layer->kernelWidth * shape.groupChannels;
  shape.isContiguous = layer->groups == 1 && layer->dilation == 1;
  return shape;
}

/* Adds the products of one or TINTIN_ROWS rows of weights with contiguous values. */
static void addDots(const int8_t *weights, uint32_t pitch, uint16_t rows, const int8_t *values,
                    uint16_t count, int32_t *sums) {
  if (rows == 1) {
    sums[0] += tintinDot(weights, values, count);
  } else {
    tintinDots(weights, pitch, values, count, sums);
  }
}

/* Adds to the sums of some outputs from o on the products of their weights with a window. */
static void windowSums(const Shape *shape, const int8_t *weights, uint16_t rows,
                       const int8_t *input, uint16_t o, uint16_t y, uint16_t x, int32_t *sums) {
  const TintinConv *g = shape->layer;
  const uint16_t n = shape->groupChannels;
  const int32_t top = (int32_t)y * g->stride - g->rowPadding;
  const int32_t left = (int32_t)x * g->stride - g->columnPadding;
  const uint8_t isInside = shape->isContiguous && left >= 0 && left + g->kernelWidth <= g->width;
  input += (uint32_t)(o / shape->groupOutputs) * n;
  for (uint16_t ky = 0; ky < g->kernelHeight; ky++) {
    const int32_t row = top + (int32_t)ky * g->dilation;
    if (row < 0 || row >= g->height) {
      weights += (uint32_t)g->kernelWidth * n;
      continue;
    }
    const int8_t *values = input + (uint32_t)row * g->width * g->channels;
    if (isInside) {
      const uint16_t run = (uint16_t)(g->kernelWidth * n);
      addDots(weights, shape->taps, rows, values + (uint32_t)left * n, run, sums);
      weights += run;
      continue;
    }
    for (uint16_t kx = 0; kx < g->kernelWidth; kx++, weights += n) {
      const int32_t column = left + (int32_t)kx * g->dilation;
      if (column >= 0 && column < g->width) {
        addDots(weights, shape->taps, rows, values + (uint32_t)column * g->channels, n, sums);
      }
    }
  }
}

static uint32_t forward(const Shape *shape, const TintinParameter *weights, const TintinBias *bias,
                        const int8_t *input, uint16_t batch, uint8_t dropped, int8_t *output) {
  const TintinConv *g = shape->layer;
  const uint32_t inputSize = (uint32_t)g->height * g->width * g->channels;
  const uint32_t outputSize = (uint32_t)g->outHeight * g->outWidth * g->outChannels;
  const int8_t *row = weights->values;
  uint32_t magnitudes = 0;
  for (uint16_t o = 0, rows; o < g->outChannels; o = (uint16_t)(o + rows)) {
    /* Those of one group read the same values. */
    rows = shape->groupOutputs - o % shape->groupOutputs < TINTIN_ROWS ? 1 : TINTIN_ROWS;
    int32_t start[TINTIN_ROWS] = {0};
    for (uint16_t r = 0; r < rows; r++) {
      start[r] = tintinBiasAt(bias, (uint16_t)(o + r));
    }
    for (uint16_t b = 0; b < batch; b++) {
      const int8_t *example = input + b * inputSize;
      int8_t *to = output == NULL ? NULL : output + b * outputSize + o;
      for (uint16_t y = 0; y < g->outHeight; y++) {
        for (uint16_t x = 0; x < g->outWidth; x++) {
          int32_t sums[TINTIN_ROWS];
          for (uint16_t r = 0; r < TINTIN_ROWS; r++) {
            sums[r] = start[r];
          }
          windowSums(shape, row, rows, example, o, y, x, sums);
          magnitudes |= tintinFinish(sums, (uint8_t)rows, dropped, to);
          to = to == NULL ? NULL : to + g->outChannels;
        }
      }
    }
    row += rows * shape->taps;
  }
  return magnitudes;
}

void tintinConvForward(const TintinConv *layer, const TintinParameter *weights,
                       const TintinParameter *bias, const TintinTensor *input, uint16_t batch,
                       TintinPlace *place, TintinTensor *output) {
  const Shape shape = shapeOf(layer);
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

/* Where the window of an output begins whose tap of this index meets a pixel; -1 if there is none.
 */
static int32_t windowAt(uint16_t pixel, uint16_t padding, uint16_t tap, uint16_t dilation,
                        uint16_t stride, uint16_t windows) {
  const int32_t from = (int32_t)pixel + padding - (int32_t)tap * dilation;
  if (from < 0 || from % stride != 0 || from / stride >= windows) {
    return -1;
  }
  return from / stride;
}

/* The gradient by some channels of a pixel: the sum over all windows that it is in. */
static void pixelSums(const Shape *shape, const int8_t *weights, const int8_t *gradOutput,
                      uint16_t y, uint16_t x, uint16_t channel, uint8_t count, int32_t *sums) {
  const TintinConv *g = shape->layer;
  const uint16_t n = shape->groupChannels;
  const uint16_t firstOutput = (uint16_t)(channel / n * shape->groupOutputs);
  tintinSetZero(sums, count);
  for (uint16_t ky = 0; ky < g->kernelHeight; ky++) {
    const int32_t row = windowAt(y, g->rowPadding, ky, g->dilation, g->stride, g->outHeight);
    if (row < 0) {
      continue;
    }
    for (uint16_t kx = 0; kx < g->kernelWidth; kx++) {
      const int32_t column =
          windowAt(x, g->columnPadding, kx, g->dilation, g->stride, g->outWidth);
      if (column < 0) {
        continue;
      }
      const int8_t *of =
          gradOutput + ((uint32_t)row * g->outWidth + (uint32_t)column) * g->outChannels;
      const int8_t *w = weights + firstOutput * shape->taps +
                        ((uint32_t)ky * g->kernelWidth + kx) * n + channel % n;
      for (uint16_t o = 0; o < shape->groupOutputs; o++, w += shape->taps) {
        if (of[firstOutput + o] != 0) {
          tintinAddProducts(w, of[firstOutput + o], count, sums);
        }
      }
    }
  }
}

static uint32_t backward(const Shape *shape, const TintinParameter *weights,
                         const int8_t *gradOutput, uint16_t batch, uint8_t dropped,
                         int8_t *gradInput) {
  const TintinConv *g = shape->layer;
  const uint16_t n = shape->groupChannels;
  const uint32_t outputSize = (uint32_t)g->outHeight * g->outWidth * g->outChannels;
  uint32_t magnitudes = 0;
  for (uint16_t b = 0; b < batch; b++, gradOutput += outputSize) {
    for (uint16_t y = 0; y < g->height; y++) {
      for (uint16_t x = 0; x < g->width; x++) {
        for (uint16_t c = 0, count; c < g->channels; c = (uint16_t)(c + count)) {
          const uint16_t left = (uint16_t)(n - c % n); /* in this group */
          count = left < CHANNELS ? left : CHANNELS;
          int32_t sums[CHANNELS];
          pixelSums(shape, weights->values, gradOutput, y, x, c, (uint8_t)count, sums);
          magnitudes |= tintinFinish(sums, (uint8_t)count, dropped, gradInput);
          gradInput = gradInput == NULL ? NULL : gradInput + count;
        }
      }
    }
  }
  return magnitudes;
}

void tintinConvBackward(const TintinConv *layer, const TintinParameter *weights,
                        const TintinTensor *gradOutput, uint16_t batch, TintinPlace *place,
                        TintinTensor *gradInput) {
  const Shape shape = shapeOf(layer);
  const TintinScale scale = tintinProductScale(weights, &gradOutput->scale);
  if (!place->isSet) {
    tintinSet(place, scale.shift, backward(&shape, weights, gradOutput->values, 1, 0, NULL));
  }
  const uint8_t dropped = tintinDropped(place, scale.shift);
  const uint32_t magnitudes =
      backward(&shape, weights, gradOutput->values, batch, dropped, gradInput->values);
  gradInput->scale = tintinNote(place, &scale, magnitudes);
}

/* A run of taps of one row of the kernel, whose values are contiguous. */
typedef struct {
  int32_t row, column; /* of the input, from the window's first pixel on */
  uint16_t channel;
  uint8_t count;
  uint8_t columns; /* that it reaches over */
} Run;

/* Cuts the taps in [from, from + count) into runs; returns how many. */
static uint8_t runsOf(const Shape *shape, uint32_t from, uint8_t count, Run *runs) {
  const TintinConv *g = shape->layer;
  const uint16_t n = shape->groupChannels;
  const uint8_t mayJoin = shape->isContiguous && g->columnPadding == 0;
  uint8_t made = 0;
  while (count > 0) {
    const uint32_t tap = from / n;
    const uint16_t ky = (uint16_t)(tap / g->kernelWidth), kx = (uint16_t)(tap % g->kernelWidth);
    const uint16_t channel = (uint16_t)(from % n);
    const uint32_t left = (mayJoin ? (uint32_t)(g->kernelWidth - kx) : 1) * n - channel;
    Run *run = &runs[made++];
    run->row = (int32_t)ky * g->dilation - g->rowPadding;
    run->column = (int32_t)kx * g->dilation - g->columnPadding;
    run->channel = channel;
    run->count = left < count ? (uint8_t)left : count;
    run->columns = (uint8_t)((channel + run->count + n - 1) / n);
    from += run->count;
    count = (uint8_t)(count - run->count);
  }
  return made;
}

/* A row is an output: sum over pixels and batch of its gradient times what its taps meet. */
static uint8_t piece(const TintinGradient *gradient, uint16_t row, uint32_t from, uint8_t count,
                     int32_t *values) {
  const TintinConv *g = gradient->layer;
  const Shape shape = shapeOf(g);
  Run runs[TINTIN_PIECE];
  const uint8_t runCount = runsOf(&shape, from, count, runs);
  const int8_t *ofOutput = gradient->gradOutput + row;
  const int8_t *input =
      gradient->input + (uint32_t)(row / shape.groupOutputs) * shape.groupChannels;
  uint8_t isAny = 0;
  for (uint16_t b = 0; b < gradient->batch; b++) {
    for (uint16_t y = 0; y < g->outHeight; y++) {
      for (uint16_t x = 0; x < g->outWidth; x++, ofOutput += g->outChannels) {
        const int8_t factor = *ofOutput;
        if (factor == 0) {
          continue;
        }
        if (!isAny) {
          tintinSetZero(values, count);
          isAny = 1;
        }
        int32_t *to = values;
        for (const Run *run = runs; run < runs + runCount; to += run->count, run++) {
          const int32_t iy = (int32_t)y * g->stride + run->row;
          const int32_t ix = (int32_t)x * g->stride + run->column;
          if (iy >= 0 && iy < g->height && ix >= 0 && ix + run->columns <= g->width) {
            const int8_t *met =
                input + ((uint32_t)iy * g->width + (uint32_t)ix) * g->channels + run->channel;
            tintinAddProducts(met, factor, run->count, to);
          }
        }
      }
    }
    input += (uint32_t)g->height * g->width * g->channels;
  }
  return isAny;
}

TintinGradient tintinConvGradient(const TintinConv *layer, const TintinTensor *input,
                                  const TintinTensor *gradOutput, uint16_t batch) {
  const TintinGradient gradient = {.piece = piece,
                                   .layer = layer,
                                   .input = input->values,
                                   .gradOutput = gradOutput->values,
                                   .batch = batch,
                                   .rows = layer->outChannels,
                                   .columns = shapeOf(layer).taps,
                                   .scale = tintinSumScale(&input->scale, &gradOutput->scale)};
  return gradient;
}
