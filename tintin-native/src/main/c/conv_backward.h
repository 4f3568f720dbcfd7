/* The gradient by the input of a convolution, from gradOutput as words of output channels and from
 * the weights as [channel][tap][word].
 *
 * With enough examples, each pixel of the input is a product [channels][taps and outputs] *
 * [taps and outputs][batch] over just the taps that reach it, so that sums never leave registers.
 * With few, each tap is a product [channels][outputs] * [outputs][columns], which is added to where
 * the tap lies. */
#ifndef CONV_BACKWARD_H
#define CONV_BACKWARD_H

#include "conv_forward.h"
#include "transpose.h"

typedef struct {
  Form form;
  int channels, outputs, taps; /* of a group */
  int length;                  /* words of the outputs */
  int outWidth;
  ptrdiff_t planePitch;        /* in words */
  int8_t *zeros;               /* a row of the output */
  int8_t *transposed;          /* [tap][channel][outputs] */
  uint32_t *words;             /* [word][outHeight][outWidth][batch] */
  uint32_t *a;                 /* [channel][tap][word] */
  ptrdiff_t lda;
  int32_t *surplus;            /* [tap][channel] */
  int32_t *offsets; /* [kernelWidth][word]: from one tap of a row to the next ones too */
  int32_t *start;
  int32_t *outputsOfTaps; /* [kernelHeight], then [width][kernelWidth] */
  Run *runs;
  int bandRows;      /* of the output, in a product of one tap */
  int32_t *products; /* [channel][bandRows][outWidth][batch] */
} ConvBackward;

static ConvBackward takeConvBackward(const ConvGeometry *g, Form form, int batch, Arena *arena) {
  enum { BAND = 256 };
  ConvBackward b = {.form = form};
  b.channels = g->channels / g->groups;
  b.outputs = g->outChannels / g->groups;
  b.taps = g->kernelHeight * g->kernelWidth;
  b.length = wordsOf(b.outputs, form);
  b.outWidth = outWidth(g);
  b.lda = (ptrdiff_t)b.taps * b.length;
  const int run = b.outWidth * batch;
  b.bandRows = run >= BAND ? 1 : (BAND + run - 1) / run;
  b.bandRows = b.bandRows < outHeight(g) ? b.bandRows : outHeight(g);
  b.planePitch = oddPitch((ptrdiff_t)outHeight(g) * run);
  const size_t rows = (size_t)b.taps * (size_t)b.channels;
  b.zeros = take(arena, (size_t)run);
  b.transposed = take(arena, rows * (size_t)b.outputs);
  b.words = take(arena, (size_t)(b.length * b.planePitch) * 4);
  b.a = take(arena, rows * (size_t)b.length * 4);
  b.surplus = take(arena, rows * 4);
  b.offsets = take(arena, (size_t)g->kernelWidth * (size_t)b.length * 4);
  b.outputsOfTaps =
      take(arena, ((size_t)g->kernelHeight + (size_t)g->width * (size_t)g->kernelWidth) * 4);
  b.start = take(arena, (size_t)b.channels * 4);
  b.runs = take(arena, (size_t)b.taps * sizeof(Run));
  b.products = take(arena, (size_t)b.channels * (size_t)b.bandRows * (size_t)run * 4);
  return b;
}

static size_t convBackwardSize(const ConvGeometry *g, int batch) {
  size_t most = 0;
  for (int i = 0; i < FORM_COUNT; i++) {
    Arena arena = counting();
    takeConvBackward(g, FORMS[i], batch, &arena);
    most = arena.used > most ? arena.used : most;
  }
  return most;
}

/* Both operands of a group as words. */
static void packBackward(const ConvGeometry *g, const ConvBackward *b, const int8_t *weights,
                         const int8_t *gradOutput, int batch) {
  const int rows = b->taps * b->channels;
  transpose(weights, b->outputs, rows, b->transposed);
  for (int r = 0; r < rows; r++) {
    uint32_t *to = b->a + r % b->channels * b->lda + (ptrdiff_t)(r / b->channels) * b->length;
    packRow(b->form, b->transposed + (ptrdiff_t)r * b->outputs, b->outputs, to);
    b->surplus[r] = surplusOf(b->form, to, b->length);
  }
  const int run = outWidth(g) * batch;
  const ptrdiff_t plane = (ptrdiff_t)outHeight(g) * run;
  for (int q = 0; q < b->length; q++) {
    for (int y = 0; y < outHeight(g); y++) {
      const int8_t *values[MAX_GROUP];
      for (int i = 0; i < b->form.group; i++) {
        const int o = q * b->form.group + i;
        values[i] = o < b->outputs ? gradOutput + o * plane + (ptrdiff_t)y * run : b->zeros;
      }
      packColumns(b->form, values, run, b->words + q * b->planePitch + (ptrdiff_t)y * run);
    }
  }
}

/* For each tap along an axis, the place of the output that it joins with this place of the input;
 * negative if there is none. */
static void setOutputs(int input, int taps, int stride, int padding, int dilation, int extent,
                       int32_t *outputs) {
  for (int tap = 0; tap < taps; tap++) {
    const int at = input + padding - tap * dilation;
    outputs[tap] = at >= 0 && at % stride == 0 && at / stride < extent ? at / stride : -1;
  }
}

/* The taps that reach a pixel, given the outputs of the taps along both axes, and where its sums
 * start. Without a stride, taps of a row of the kernel that reach it are next to each other: one run. */
static void setRuns(const ConvGeometry *g, const ConvBackward *b, int batch, const int32_t *rows,
                    const int32_t *columns, Sum *s) {
  int joined = 0, count = 0;
  memset(b->start, 0, (size_t)b->channels * 4);
  for (int ky = 0; ky < g->kernelHeight; ky++) {
    joined = 0;
    for (int kx = 0; rows[ky] >= 0 && kx < g->kernelWidth; kx++) {
      if (columns[kx] < 0) {
        continue;
      }
      const int tap = ky * g->kernelWidth + kx;
      if (joined++ == 0 || g->stride > 1) {
        const ptrdiff_t pixel = (ptrdiff_t)rows[ky] * b->outWidth + columns[kx];
        b->runs[count++] = (Run){(ptrdiff_t)tap * b->length, pixel * batch};
      }
      for (int c = 0; b->form.offset != 0 && c < b->channels; c++) {
        b->start[c] -= b->surplus[tap * b->channels + c];
      }
    }
    s->length = joined > 0 && g->stride == 1 ? joined * b->length : s->length;
  }
  s->runCount = count;
}

static void backwardByPixel(const ConvGeometry *g, const ConvBackward *b, int batch, Sink *sink,
                            ptrdiff_t at) {
  int32_t *rows = b->outputsOfTaps, *columns = rows + g->kernelHeight;
  Sum s = {b->runs, 0, b->length, b->offsets, b->lda};
  for (int x = 0; x < g->width; x++) {
    setOutputs(x, g->kernelWidth, g->stride, g->columnPadding, g->dilation, b->outWidth,
               columns + (ptrdiff_t)x * g->kernelWidth);
  }
  for (int y = 0; y < g->height; y++) {
    setOutputs(y, g->kernelHeight, g->stride, g->rowPadding, g->dilation, outHeight(g), rows);
    for (int x = 0; x < g->width; x++, at += batch) {
      setRuns(g, b, batch, rows, columns + (ptrdiff_t)x * g->kernelWidth, &s);
      multiply(b->form, &s, b->channels, b->a, b->words, b->start, batch, sink, at);
    }
  }
}

INLINE void addRun(const int32_t *from, ptrdiff_t count, int32_t *to) {
  for (ptrdiff_t j = 0; j < count; j++) {
    to[j] += from[j];
  }
}

/* Adds one row of the products of a tap to a row of the input, from is at its column 0. */
static void addTapRow(const ConvGeometry *g, const int32_t *from, int kx, int batch, int32_t *to) {
  const int shift = kx * g->dilation - g->columnPadding;
  const int width = outWidth(g);
  int first = 0, end = width;
  while (first < end && first * g->stride + shift < 0) {
    first++;
  }
  while (end > first && (end - 1) * g->stride + shift >= g->width) {
    end--;
  }
  if (g->stride == 1) {
    addRun(from + (ptrdiff_t)first * batch, (ptrdiff_t)(end - first) * batch,
           to + (ptrdiff_t)(first + shift) * batch);
    return;
  }
  for (int x = first; x < end; x++) {
    addRun(from + (ptrdiff_t)x * batch, batch, to + (ptrdiff_t)(x * g->stride + shift) * batch);
  }
}

static void backwardByTap(const ConvGeometry *g, const ConvBackward *b, int batch, int32_t *acc) {
  const int run = outWidth(g) * batch;
  const Sum s = {&ONE_RUN, 1, b->length, b->offsets, b->lda};
  memset(acc, 0, (size_t)b->channels * g->height * g->width * batch * 4);
  for (int first = 0; first < outHeight(g); first += b->bandRows) {
    const int left = outHeight(g) - first;
    const int rows = left < b->bandRows ? left : b->bandRows;
    for (int tap = 0; tap < b->taps; tap++) {
      Sink sink = {.how = STORED, .acc = b->products, .pitch = (ptrdiff_t)rows * run};
      for (int c = 0; c < b->channels; c++) {
        b->start[c] = -b->surplus[tap * b->channels + c];
      }
      multiply(b->form, &s, b->channels, b->a + (ptrdiff_t)tap * b->length, b->words + (ptrdiff_t)first * run,
               b->start, rows * run, &sink, 0);
      for (int j = 0; j < b->channels * rows; j++) {
        const int y = (first + j % rows) * g->stride + tap / g->kernelWidth * g->dilation - g->rowPadding;
        if (y >= 0 && y < g->height) {
          addTapRow(g, b->products + (ptrdiff_t)j * run, tap % g->kernelWidth, batch,
                    acc + ((ptrdiff_t)(j / rows) * g->height + y) * g->width * batch);
        }
      }
    }
  }
}

static int convBackward(const ConvGeometry *g, const int8_t *weights, const int8_t *gradOutput,
                        int batch, void *scratch, Scaling scaling) {
  const ptrdiff_t outPlane = (ptrdiff_t)outHeight(g) * outWidth(g) * batch;
  const ptrdiff_t plane = (ptrdiff_t)g->height * g->width * batch;
  const Form form = formOf(gradOutput, (size_t)(g->outChannels * outPlane));
  Arena arena = arenaOf(scratch);
  const ConvBackward b = takeConvBackward(g, form, batch, &arena);
  const ptrdiff_t weightsOfGroup = (ptrdiff_t)b.outputs * b.taps * b.channels;
  Sink sink = sinkOf(scaling, plane);
  memset(b.zeros, 0, (size_t)outWidth(g) * batch);
  for (int k = 0; k < g->kernelWidth * b.length; k++) {
    b.offsets[k] =
        (int32_t)(k % b.length * b.planePitch - (ptrdiff_t)(k / b.length) * g->dilation * batch);
  }
  const int byTap = wastesLanes(batch);
  for (int group = 0; group < g->groups; group++) {
    packBackward(g, &b, weights + group * weightsOfGroup, gradOutput + group * b.outputs * outPlane,
                 batch);
    if (byTap) {
      backwardByTap(g, &b, batch, scaling.acc + group * b.channels * plane);
    } else {
      backwardByPixel(g, &b, batch, &sink, group * b.channels * plane);
    }
  }
  if (!byTap) {
    return bitLength(vecOr(sink.magnitudes));
  }
  const int count = (int)(g->channels * plane);
  if (scaling.rightShift != UNSCALED) {
    requantize(scaling.acc, count, scaling.rightShift, scaling.toEven, scaling.output);
  }
  return magnitudeBits(scaling.acc, count);
}

#endif
