/* The gradient of the weights of a convolution: section 6, Conv2d and Conv1d. */
#include "tintin_conv.h"

/* A run of taps of one row of the kernel, whose values are contiguous. */
typedef struct {
  int32_t row, column; /* of the input, from the window's first pixel on */
  int32_t offset;      /* of its first value */
  uint8_t count;
  uint8_t columns; /* that it reaches over */
} Run;

/* As many as are met in one pass over the pixels. */
enum { RUNS = 8 };

/* Cuts the taps in [from, from + count) into runs, up to RUNS; returns how many. */
static uint8_t runsOf(const TintinConvShape *shape, uint32_t from, uint8_t count, Run *runs) {
  const TintinConv *g = shape->layer;
  const uint16_t n = shape->groupChannels;
  const uint8_t mayJoin = shape->joinsColumns && g->columnPadding == 0;
  uint8_t made = 0;
  while (count > 0 && made < RUNS) {
    const uint32_t tap = from / n;
    const uint16_t ky = (uint16_t)(tap / g->kernelWidth), kx = (uint16_t)(tap % g->kernelWidth);
    const uint16_t channel = (uint16_t)(from % n);
    const uint32_t left = (mayJoin ? (uint32_t)(g->kernelWidth - kx) : 1) * n - channel;
    Run *run = &runs[made++];
    run->row = (int32_t)ky * g->dilation - g->rowPadding;
    run->column = (int32_t)kx * g->dilation - g->columnPadding;
    run->offset = (run->row * g->width + run->column) * g->channels + channel;
    run->count = left < count ? (uint8_t)left : count;
    run->columns = (uint8_t)((channel + run->count + n - 1) / n);
    from += run->count;
    count = (uint8_t)(count - run->count);
  }
  return made;
}

/* Whether the values of a run are inside the input, for the window of a pixel. */
static uint8_t isInside(const TintinConv *g, const Run *run, uint16_t y, uint16_t x) {
  const int32_t row = (int32_t)y * g->stride + run->row;
  const int32_t column = (int32_t)x * g->stride + run->column;
  return row >= 0 && row < g->height && column >= 0 && column + run->columns <= g->width;
}

/* Sums over pixels and batch: the gradient of an output times what runs of its taps meet. Returns 0,
 * and writes nothing, if the gradient is 0 everywhere. */
static uint8_t runSums(const TintinGradient *gradient, const TintinConvShape *shape, uint16_t row,
                       const Run *runs, uint8_t made, uint8_t count, int32_t *values) {
  const TintinConv *g = gradient->layer;
  const uint8_t isPadded = g->rowPadding != 0 || g->columnPadding != 0;
  const Run *end = runs + made;
  const int8_t *ofOutput = gradient->gradOutput + row;
  const int8_t *input =
      gradient->input + (uint32_t)(row / shape->groupOutputs) * shape->groupChannels;
  uint8_t isAny = 0;
  for (uint16_t b = 0; b < gradient->batch; b++) {
    for (uint16_t y = 0; y < g->outHeight; y++) {
      const int8_t *window = input + (uint32_t)y * g->stride * g->width * g->channels;
      for (uint16_t x = 0; x < g->outWidth; x++, ofOutput += g->outChannels) {
        const int8_t factor = *ofOutput;
        if (factor != 0) {
          int32_t *to = values;
          if (!isAny) {
            tintinSetZero(values, count);
            isAny = 1;
          }
          for (const Run *run = runs; run != end; to += run->count, run++) {
            if (!isPadded || isInside(g, run, y, x)) {
              tintinAddProducts(window + run->offset, factor, run->count, to);
            }
          }
        }
        window += (uint32_t)g->stride * g->channels;
      }
    }
    input += (uint32_t)g->height * g->width * g->channels;
  }
  return isAny;
}

/* A row is an output. */
static uint8_t piece(const TintinGradient *gradient, uint16_t row, uint32_t from, uint8_t count,
                     int32_t *values) {
  const TintinConvShape shape = tintinShapeOf(gradient->layer);
  for (uint8_t done = 0, taken; done < count; done = (uint8_t)(done + taken)) {
    Run runs[RUNS];
    const uint8_t made = runsOf(&shape, from + done, (uint8_t)(count - done), runs);
    taken = 0;
    for (uint8_t i = 0; i < made; i++) {
      taken = (uint8_t)(taken + runs[i].count);
    }
    if (!runSums(gradient, &shape, row, runs, made, taken, values + done)) {
      return 0; /* so are all other taps of the row */
    }
  }
  return 1;
}

TintinGradient tintinConvGradient(const TintinConv *layer, const TintinTensor *input,
                                  const TintinTensor *gradOutput, uint16_t batch) {
  const TintinGradient gradient = {.piece = piece,
                                   .layer = layer,
                                   .input = input->values,
                                   .gradOutput = gradOutput->values,
                                   .batch = batch,
                                   .rows = layer->outChannels,
                                   .columns = tintinShapeOf(layer).taps,
                                   .scale = tintinSumScale(&input->scale, &gradOutput->scale)};
  return gradient;
}
