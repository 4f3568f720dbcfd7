/* The gradient of the weights of a convolution: [outputs][pixels and batch] * [pixels and batch]
 * [taps], with words of examples of one pixel.
 *
 * The input is packed as [row][word of examples][column][channel], so that the taps of one row of
 * the kernel are next to each other (if it is not dilated), and every pixel of an output row is at a
 * constant distance from the last. Where taps are too few to fill vectors, conv_gradient_runs.h has
 * another way. Few examples do not fill words: then the values that each tap meets are gathered, and
 * words of pixels are made from them. */
#ifndef CONV_GRADIENT_H
#define CONV_GRADIENT_H

#include "conv_backward.h"
#include "conv_gradient_runs.h"

typedef struct {
  Form form;
  int channels, outputs, taps; /* of a group; taps: weights of an output */
  enum { BY_EXAMPLES, BY_RUNS, BY_TAPS } way;
  int batchWords; /* of a pixel */
  int pixels;     /* of a row of the output */
  int length;     /* words whose sum is formed at once: of a pixel, or of all when gathered */
  int columns;    /* of a packed row, with padding */
  uint32_t *a;    /* [output][row][column][word], or [output][word] */
  ptrdiff_t lda;
  uint32_t *words; /* [row][word][column][channel], or by runs [channel][row][column][word], or by
                      taps panels [word][WIDTH] */
  int32_t *offsets, *start;
  Run *runs;        /* of each pixel, or by runs of each row of the output */
  int8_t *gathered; /* by taps: [WIDTH][pixels and batch] */
} ConvGradient;

/* The taps of a row of the kernel have to leave a fifth of the lanes idle, and runs to be whole. */
static int goesByRuns(const ConvGeometry *g, Form form, int channels, int batch) {
  const int taps = (g->dilation == 1 ? g->kernelWidth : 1) * channels;
  const int idle = (LANES - taps % LANES) % LANES;
  return idle * 4 > taps && g->stride == 1 && batch % form.group == 0 &&
         outWidth(g) * batch / form.group % LANES == 0;
}

static ConvGradient takeConvGradient(const ConvGeometry *g, Form form, int batch, Arena *arena) {
  enum { ROW_WORDS = 4096 }; /* half of the first-level cache */
  ConvGradient d = {.form = form};
  d.channels = g->channels / g->groups;
  d.outputs = g->outChannels / g->groups;
  d.taps = g->kernelHeight * g->kernelWidth * d.channels;
  d.batchWords = wordsOf(batch, form);
  d.way = goesByRuns(g, form, d.channels, batch)               ? BY_RUNS
          : d.batchWords * form.group * 8 > batch * 9 ? BY_TAPS
                                                      : BY_EXAMPLES;
  d.pixels = outWidth(g);
  size_t words;
  if (d.way == BY_TAPS) {
    d.length = wordsOf(outHeight(g) * outWidth(g) * batch, form);
    d.lda = oddPitch(d.length);
    words = (size_t)d.length * WIDTH;
  } else {
    d.columns = g->width + 2 * g->columnPadding;
    const int most = ROW_WORDS / (d.columns * d.channels) + 1;
    const int parts = (d.batchWords + most - 1) / most;
    d.length = (d.batchWords + parts - 1) / parts;
    d.lda = oddPitch((ptrdiff_t)outHeight(g) * d.pixels * d.batchWords);
    words = (size_t)(g->height + 2 * g->rowPadding) * d.batchWords * d.columns * d.channels;
  }
  d.a = take(arena, (size_t)d.outputs * (size_t)d.lda * 4);
  d.words = take(arena, words * 4);
  d.offsets = take(arena, (size_t)d.length * 4);
  d.start = take(arena, (size_t)d.outputs * 4);
  d.runs = take(arena, (size_t)(d.way == BY_RUNS ? outHeight(g) : d.pixels) * sizeof(Run));
  d.gathered = take(arena, d.way == BY_TAPS ? (size_t)WIDTH * (size_t)d.length * form.group : 0);
  return d;
}

static size_t convGradientSize(const ConvGeometry *g, int batch) {
  size_t most = 0;
  for (int i = 0; i < FORM_COUNT; i++) {
    Arena arena = counting();
    takeConvGradient(g, FORMS[i], batch, &arena);
    most = arena.used > most ? arena.used : most;
  }
  return most;
}

/* gradOutput as words: of examples, or of whatever follows each other. */
static void packGradOutput(const ConvGeometry *g, const ConvGradient *d, const int8_t *gradOutput,
                           int batch) {
  const int pixels = outHeight(g) * outWidth(g);
  const int rows = d->way == BY_TAPS || batch % d->form.group == 0 ? 1 : pixels;
  const int values = pixels / rows * batch;
  for (int o = 0; o < d->outputs; o++) {
    uint32_t *to = d->a + o * d->lda;
    for (int row = 0; row < rows; row++, gradOutput += values) {
      packRow(d->form, gradOutput, values, to + (ptrdiff_t)row * d->batchWords);
    }
    d->start[o] = -surplusOf(d->form, to, rows * wordsOf(values, d->form));
  }
}

/* acc[output][tap] = where its sum starts. */
static void startSums(const ConvGradient *d, int32_t *acc) {
  for (int o = 0; o < d->outputs; o++) {
    for (int t = 0; t < d->taps; t++) {
      *acc++ = d->start[o];
    }
    d->start[o] = 0;
  }
}

INLINE void fillWords(uint32_t *words, ptrdiff_t count, uint32_t word) {
  for (ptrdiff_t j = 0; j < count; j++) {
    words[j] = word;
  }
}

/* One row of the image: [word of examples][column][channel]. */
static void packExamplesRow(const ConvGeometry *g, const ConvGradient *d, const int8_t *row, int batch,
                            uint32_t *words) {
  const ptrdiff_t plane = (ptrdiff_t)g->height * g->width * batch;
  const int count = g->width * d->channels;
  for (int j = 0; j < count; j += SIDE) {
    Rows rows;
    const int height = atMostSide(count - j);
    for (int i = 0; i < height; i++) {
      rows.rows[i] = row + (j + i) % d->channels * plane + (ptrdiff_t)((j + i) / d->channels) * batch;
    }
    packTransposed(d->form, &rows, height, batch, words + j, (ptrdiff_t)d->columns * d->channels);
  }
}

/* The input of a group as [row][word of examples][column][channel]. */
static void packExamples(const ConvGeometry *g, const ConvGradient *d, const int8_t *input, int batch) {
  const ptrdiff_t rowWords = (ptrdiff_t)d->columns * d->channels * d->batchWords;
  uint32_t *to = d->words;
  for (int row = 0; row < g->height + 2 * g->rowPadding; row++, to += rowWords) {
    const int y = row - g->rowPadding;
    const int isInside = y >= 0 && y < g->height;
    if (!isInside || g->columnPadding > 0) {
      fillWords(to, rowWords, zeroWord(d->form));
    }
    if (isInside) {
      packExamplesRow(g, d, input + (ptrdiff_t)y * g->width * batch, batch,
                      to + g->columnPadding * d->channels);
    }
  }
}

/* Adds a row of the output, with some words of each pixel, to the taps of one row of the kernel. */
static void addOutputRow(const ConvGeometry *g, const ConvGradient *d, int y, int first, int words,
                         int ky, int32_t *acc) {
  const ptrdiff_t pitch = (ptrdiff_t)d->columns * d->channels;
  const Sum s = {d->runs, d->pixels, words, d->offsets, d->lda};
  const ptrdiff_t row = (ptrdiff_t)y * g->stride + ky * g->dilation;
  const uint32_t *a = d->a + (ptrdiff_t)y * d->pixels * d->batchWords + first;
  const uint32_t *x = d->words + (row * d->batchWords + first) * pitch;
  const int blocks = g->dilation == 1 ? 1 : g->kernelWidth;
  const int columns = g->kernelWidth / blocks * d->channels;
  Sink sink = {.how = ADDED, .acc = acc, .pitch = d->taps};
  for (int block = 0; block < blocks; block++) {
    multiply(d->form, &s, d->outputs, a, x + block * g->dilation * d->channels, d->start, columns,
             &sink, (ptrdiff_t)ky * g->kernelWidth * d->channels + block * d->channels);
  }
}

static void gradientByExamples(const ConvGeometry *g, const ConvGradient *d, int32_t *acc) {
  for (int w = 0; w < d->length; w++) {
    d->offsets[w] = w * d->columns * d->channels;
  }
  for (int x = 0; x < d->pixels; x++) {
    d->runs[x] = (Run){(ptrdiff_t)x * d->batchWords, (ptrdiff_t)x * g->stride * d->channels};
  }
  for (int y = 0; y < outHeight(g); y++) {
    for (int first = 0; first < d->batchWords; first += d->length) {
      const int left = d->batchWords - first;
      for (int ky = 0; ky < g->kernelHeight; ky++) {
        addOutputRow(g, d, y, first, left < d->length ? left : d->length, ky, acc);
      }
    }
  }
}

/* Gathers what a tap meets along a row of the output, each example; zeros where it is outside. */
static void gatherTapRow(const ConvGeometry *g, const int8_t *row, int shift, int pixels, int batch,
                         int8_t *to) {
  int first = 0, end = pixels; /* pixels for which the tap is in the row */
  while (first < end && first * g->stride + shift < 0) {
    first++;
  }
  while (end > first && (end - 1) * g->stride + shift >= g->width) {
    end--;
  }
  memset(to, 0, (size_t)first * batch);
  memset(to + (ptrdiff_t)end * batch, 0, (size_t)(pixels - end) * batch);
  if (g->stride == 1) {
    memcpy(to + (ptrdiff_t)first * batch, row + (ptrdiff_t)(first + shift) * batch,
           (size_t)(end - first) * batch);
    return;
  }
  for (int x = first; x < end; x++) {
    for (int b = 0; b < batch; b++) {
      to[(ptrdiff_t)x * batch + b] = row[(ptrdiff_t)(x * g->stride + shift) * batch + b];
    }
  }
}

/* As before, for all rows of the output. */
static void gatherTap(const ConvGeometry *g, const ConvGradient *d, const int8_t *input, int tap,
                      int batch, int8_t *to) {
  const int c = tap % d->channels, kx = tap / d->channels % g->kernelWidth;
  const int ky = tap / d->channels / g->kernelWidth;
  const int rows = outHeight(g), shift = kx * g->dilation - g->columnPadding;
  const ptrdiff_t run = (ptrdiff_t)d->pixels * batch;
  for (int oy = 0; oy < rows; oy++, to += run) {
    const int y = oy * g->stride + ky * g->dilation - g->rowPadding;
    if (y < 0 || y >= g->height) {
      memset(to, 0, (size_t)run);
      continue;
    }
    const int8_t *row = input + ((ptrdiff_t)c * g->height + y) * g->width * batch;
    gatherTapRow(g, row, shift, d->pixels, batch, to);
  }
}

static void gradientByTaps(const ConvGeometry *g, const ConvGradient *d, const int8_t *input, int batch,
                           int32_t *acc) {
  const int values = outHeight(g) * d->pixels * batch;
  const Sum s = {&ONE_RUN, 1, d->length, d->offsets, d->lda};
  Sink sink = {.how = STORED, .acc = acc, .pitch = d->taps};
  for (int k = 0; k < d->length; k++) {
    d->offsets[k] = k * WIDTH;
  }
  for (int first = 0; first < d->taps; first += WIDTH) {
    const int count = d->taps - first < WIDTH ? d->taps - first : WIDTH;
    for (int t = 0; t < count; t++) {
      gatherTap(g, d, input, first + t, batch, d->gathered + (ptrdiff_t)t * values);
    }
    for (int t = 0; t < count; t += SIDE) {
      const int height = atMostSide(count - t);
      const Rows rows = rowsOf(d->gathered + (ptrdiff_t)t * values, values, height);
      packTransposed(d->form, &rows, height, values, d->words + t, WIDTH);
    }
    multiply(d->form, &s, d->outputs, d->a, d->words, d->start, count, &sink, first);
  }
}

/* One channel of the image, with its padding, as words of examples. */
static void packRuns(const ConvGeometry *g, const ConvGradient *d, const int8_t *image, int batch,
                     uint32_t *words) {
  const ptrdiff_t pitch = (ptrdiff_t)d->columns * d->batchWords, line = (ptrdiff_t)g->width * batch;
  const int rows = g->height + 2 * g->rowPadding;
  if (g->rowPadding > 0 || g->columnPadding > 0) {
    fillWords(words, rows * pitch, zeroWord(d->form));
  }
  words += g->rowPadding * pitch + g->columnPadding * d->batchWords;
  for (int y = 0; y < g->height; y++, words += pitch, image += line) {
    packRun(d->form, image, (int)line, words);
  }
}

static void gradientByRuns(const ConvGeometry *g, const ConvGradient *d, const int8_t *input, int batch,
                           int32_t *acc) {
  const ptrdiff_t pitch = (ptrdiff_t)d->columns * d->batchWords;
  const ptrdiff_t plane = (ptrdiff_t)g->height * g->width * batch;
  const int run = d->pixels * d->batchWords;
  const Sum s = {d->runs, outHeight(g), run, NULL, d->lda};
  for (int y = 0; y < outHeight(g); y++) {
    d->runs[y] = (Run){(ptrdiff_t)y * run, y * pitch};
  }
  for (int c = 0; c < d->channels; c++) {
    packRuns(g, d, input + c * plane, batch, d->words);
    for (int ky = 0; ky < g->kernelHeight; ky++) {
      multiplyRuns(d->form, &s, d->outputs, d->a, d->words + ky * g->dilation * pitch,
                   g->kernelWidth, (ptrdiff_t)g->dilation * d->batchWords, d->start,
                   acc + (ptrdiff_t)ky * g->kernelWidth * d->channels + c, d->channels, d->taps);
    }
  }
}

static void convGradient(const ConvGeometry *g, const int8_t *gradOutput, const int8_t *input, int batch,
                         void *scratch, int32_t *acc) {
  const ptrdiff_t outPlane = (ptrdiff_t)outHeight(g) * outWidth(g) * batch;
  const ptrdiff_t plane = (ptrdiff_t)g->height * g->width * batch;
  const Form form = formOf(input, (size_t)(g->channels * plane));
  Arena arena = arenaOf(scratch);
  const ConvGradient d = takeConvGradient(g, form, batch, &arena);
  for (int group = 0; group < g->groups; group++) {
    const int8_t *inputOfGroup = input + group * d.channels * plane;
    int32_t *accOfGroup = acc + (ptrdiff_t)group * d.outputs * d.taps;
    packGradOutput(g, &d, gradOutput + group * d.outputs * outPlane, batch);
    if (d.way == BY_TAPS) {
      gradientByTaps(g, &d, inputOfGroup, batch, accOfGroup);
    } else if (d.way == BY_RUNS) {
      gradientByRuns(g, &d, inputOfGroup, batch, accOfGroup);
    } else {
      startSums(&d, accOfGroup);
      packExamples(g, &d, inputOfGroup, batch);
      gradientByExamples(g, &d, accOfGroup);
    }
  }
}

#endif
