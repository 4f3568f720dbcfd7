/* The forward pass of a convolution: one product per row of the output,
 * [outputs][words of a window] * [words of a window][columns and batch]. Where rows are short or do
 * not fill tiles, the words of each tile are first gathered from several rows. */
#ifndef CONV_FORWARD_H
#define CONV_FORWARD_H

#include "planes.h"
#include "product.h"

typedef struct {
  Planes planes;
  int8_t *zeros;
  uint32_t *words;  /* of the input */
  uint32_t *a;      /* [outputs][kernelHeight][words]: the weights */
  int32_t *offsets; /* [kernelHeight][words] */
  int32_t *start;
  uint32_t *panel; /* [kernelHeight][words][WIDTH]: gathered */
  int32_t *panelOffsets;
  int length; /* words of a window */
} ConvForward;

static ConvForward takeConvForward(const ConvGeometry *g, Form form, int batch, Arena *arena) {
  ConvForward f = {.planes = planesOf(g, form, batch)};
  f.length = g->kernelHeight * f.planes.words;
  const size_t outputs = (size_t)(g->outChannels / g->groups);
  f.zeros = take(arena, (size_t)batch);
  f.words = take(arena, planesBytes(&f.planes));
  f.a = take(arena, outputs * (size_t)f.length * 4);
  f.offsets = take(arena, (size_t)f.length * 4);
  f.start = take(arena, outputs * 4);
  f.panel = take(arena, (size_t)f.length * WIDTH * 4);
  f.panelOffsets = take(arena, (size_t)f.length * 4);
  return f;
}

static size_t convForwardSize(const ConvGeometry *g, int batch) {
  size_t most = 0;
  for (int i = 0; i < FORM_COUNT; i++) {
    Arena arena = counting();
    takeConvForward(g, FORMS[i], batch, &arena);
    most = arena.used > most ? arena.used : most;
  }
  return most;
}

/* The weights of a group as words, and where sums start: at the bias, less the offset of x. */
static void packConvWeights(const ConvGeometry *g, const ConvForward *f, const int8_t *weights,
                            const int32_t *bias) {
  const Planes *p = &f->planes;
  const int channels = g->channels / g->groups;
  const int parts = p->channels == channels ? 1 : g->kernelWidth; /* of a row of the kernel */
  const int values = parts == 1 ? g->kernelWidth * channels : channels;
  const int words = p->words / parts;
  uint32_t *to = f->a;
  for (int o = 0; o < g->outChannels / g->groups; o++) {
    for (int part = 0; part < g->kernelHeight * parts; part++) {
      packRow(p->form, weights, values, to);
      weights += values;
      to += words;
    }
    f->start[o] = bias[o] - surplusOf(p->form, to - f->length, f->length);
  }
}

static void setOffsets(const ConvGeometry *g, const ConvForward *f, int batch) {
  const int words = f->planes.words;
  for (int k = 0; k < f->length; k++) {
    f->offsets[k] = (int32_t)planeOffset(g, &f->planes, batch, k / words, k % words);
    f->panelOffsets[k] = k * WIDTH;
  }
}

/* Copies the words of columns of the output from j on, across its rows. */
static void gatherWords(const ConvGeometry *g, const ConvForward *f, int batch, int j, int columns) {
  enum { CHUNK = 8 };
  const int run = outWidth(g) * batch;
  ptrdiff_t from[WIDTH];
  int counts[WIDTH], segments = 0;
  for (int done = 0; done < columns; segments++) {
    const int row = (j + done) / run, at = (j + done) % run;
    const int left = columns - done;
    from[segments] = (ptrdiff_t)row * g->stride * f->planes.rowPitch + at;
    counts[segments] = run - at < left ? run - at : left;
    done += counts[segments];
  }
  for (int k = 0; k < f->length; k++) {
    const uint32_t *words = f->words + f->offsets[k];
    uint32_t *to = f->panel + k * WIDTH;
    for (int s = 0; s < segments; s++) {
      for (int i = 0; i < counts[s]; i += CHUNK) { /* what is too much is overwritten */
        memcpy(to + i, words + from[s] + i, CHUNK * 4);
      }
      to += counts[s];
    }
  }
}

/* Whether rows of so many columns leave more than an eighth of the lanes unused. */
INLINE int wastesLanes(int columns) {
  return (LANES - columns % LANES) % LANES * 8 > columns;
}

static void convForwardGroup(const ConvGeometry *g, const ConvForward *f, int batch, Sink *sink,
                             ptrdiff_t at) {
  const int run = outWidth(g) * batch;
  const int rows = g->outChannels / g->groups;
  Sum s = {&ONE_RUN, 1, f->length, f->offsets, f->length};
  if (!wastesLanes(run)) {
    for (int y = 0; y < outHeight(g); y++, at += run) {
      const uint32_t *x = f->words + y * g->stride * f->planes.rowPitch;
      multiply(f->planes.form, &s, rows, f->a, x, f->start, run, sink, at);
    }
    return;
  }
  s.offsets = f->panelOffsets;
  const int columns = outHeight(g) * run;
  for (int j = 0; j < columns; j += WIDTH) {
    const int taken = columns - j < WIDTH ? columns - j : WIDTH;
    gatherWords(g, f, batch, j, taken);
    multiply(f->planes.form, &s, rows, f->a, f->panel, f->start, taken, sink, at + j);
  }
}

static int convForward(const ConvGeometry *g, const int8_t *weights, const int32_t *bias,
                       const int8_t *input, int batch, void *scratch, Scaling scaling) {
  const size_t image = (size_t)g->height * g->width * batch;
  const Form form = formOf(input, g->channels * image);
  Arena arena = arenaOf(scratch);
  const ConvForward f = takeConvForward(g, form, batch, &arena);
  const ptrdiff_t plane = (ptrdiff_t)outHeight(g) * outWidth(g) * batch;
  const int outputs = g->outChannels / g->groups, channels = g->channels / g->groups;
  const ptrdiff_t taps = (ptrdiff_t)g->kernelHeight * g->kernelWidth * channels;
  Sink sink = sinkOf(scaling, plane);
  memset(f.zeros, 0, (size_t)batch);
  setOffsets(g, &f, batch);
  for (int group = 0; group < g->groups; group++) {
    packPlanes(g, &f.planes, input + group * channels * image, batch, f.zeros, f.words);
    packConvWeights(g, &f, weights + group * outputs * taps, bias + group * outputs);
    convForwardGroup(g, &f, batch, &sink, group * outputs * plane);
  }
  return bitLength(vecOr(sink.magnitudes));
}

#endif
