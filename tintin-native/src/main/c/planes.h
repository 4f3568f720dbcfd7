/* The input of a convolution as words, packed once per pass.
 *
 * The values that one row of the kernel meets at a pixel are [kernelWidth][channels], in the order
 * of the weights, and are cut into words. A word that begins at channel c of the pixel at x goes on
 * with the next channels, and after the last one with the first ones of the pixel at x + dilation.
 * There are as many kinds of words as such channels c; where the channels are many and would make
 * many kinds, they are filled up to whole words instead.
 *
 * A plane holds one kind: [row][column][batch] words, with the rows and columns of the padding.
 * With a stride, there is a plane of its own for each phase of the columns, of which it holds every
 * stride-th, so that the columns of the output are next to each other for any tap. */
#ifndef PLANES_H
#define PLANES_H

#include "arena.h"
#include "words.h"

typedef struct {
  Form form;
  int channels;  /* of a group, filled up */
  int step;      /* channels from one kind to the next */
  int kinds, phases;
  int rows, columns;
  int words;     /* of a row of the kernel */
  ptrdiff_t rowPitch, planePitch; /* in words */
} Planes;

enum { MOST_KINDS_CHANNELS = 12 };

static int gcd(int a, int b) {
  return b == 0 ? a : gcd(b, a % b);
}

static int outHeight(const ConvGeometry *g) {
  return (g->height + 2 * g->rowPadding - g->dilation * (g->kernelHeight - 1) - 1) / g->stride + 1;
}

static int outWidth(const ConvGeometry *g) {
  return (g->width + 2 * g->columnPadding - g->dilation * (g->kernelWidth - 1) - 1) / g->stride + 1;
}

static Planes planesOf(const ConvGeometry *g, Form form, int batch) {
  Planes p = {.form = form, .channels = g->channels / g->groups};
  if (p.channels > MOST_KINDS_CHANNELS) {
    p.channels = wordsOf(p.channels, form) * form.group;
  }
  p.step = gcd(p.channels, form.group);
  p.kinds = p.channels / p.step;
  p.phases = g->kernelWidth == 1 || g->dilation % g->stride == 0 ? 1 : g->stride;
  p.rows = g->height + 2 * g->rowPadding;
  p.columns = outWidth(g) + (g->kernelWidth - 1) * g->dilation / g->stride;
  p.words = wordsOf(g->kernelWidth * p.channels, form);
  p.rowPitch = (ptrdiff_t)p.columns * batch;
  p.planePitch = oddPitch(p.rows * p.rowPitch);
  return p;
}

static size_t planesBytes(const Planes *p) {
  return (size_t)(p->kinds * p->phases * p->planePitch) * 4;
}

/* Where word q of row ky of the kernel is, from the first pixel of the window on. */
static ptrdiff_t planeOffset(const ConvGeometry *g, const Planes *p, int batch, int ky, int q) {
  const int first = q * p->form.group;
  const int x = first / p->channels * g->dilation;
  const int plane = first % p->channels / p->step * p->phases + x % g->stride;
  return plane * p->planePitch + ky * g->dilation * p->rowPitch + (ptrdiff_t)(x / g->stride) * batch;
}

/* Writes the words at some columns of a plane; zeros has a value for each example. */
static void packPixels(const ConvGeometry *g, Form form, const int8_t *const *rows, const int *shifts,
                       int from, int to, int batch, const int8_t *zeros, uint32_t *words) {
  for (int m = from; m < to; m++) {
    const int8_t *values[MAX_GROUP];
    for (int i = 0; i < form.group; i++) {
      const int x = m * g->stride + shifts[i];
      values[i] = rows[i] == NULL || x < 0 || x >= g->width ? zeros : rows[i] + (ptrdiff_t)x * batch;
    }
    packColumns(form, values, batch, words + (ptrdiff_t)m * batch);
  }
}

/* Writes one row of a plane, where shifts says which column of the image its column 0 is. */
static void packPlaneRow(const ConvGeometry *g, const Planes *p, const int8_t *const *rows,
                         const int *shifts, int batch, const int8_t *zeros, uint32_t *words) {
  int first = 0, end = p->columns; /* columns for which all values are in the image */
  for (int i = 0; i < p->form.group; i++) {
    first = -shifts[i] > first ? -shifts[i] : first;
    end = g->width - shifts[i] < end ? g->width - shifts[i] : end;
    if (rows[i] == NULL) {
      end = 0;
    }
  }
  if (g->stride > 1 || first >= end) {
    packPixels(g, p->form, rows, shifts, 0, p->columns, batch, zeros, words);
    return;
  }
  packPixels(g, p->form, rows, shifts, 0, first, batch, zeros, words);
  const int8_t *values[MAX_GROUP];
  for (int i = 0; i < p->form.group; i++) {
    values[i] = rows[i] + (ptrdiff_t)(first + shifts[i]) * batch;
  }
  packColumns(p->form, values, (end - first) * batch, words + (ptrdiff_t)first * batch);
  packPixels(g, p->form, rows, shifts, end, p->columns, batch, zeros, words);
}

/* Packs all planes of the channels of a group, whose first is at input. */
static void packPlanes(const ConvGeometry *g, const Planes *p, const int8_t *input, int batch,
                       const int8_t *zeros, uint32_t *words) {
  const int channels = g->channels / g->groups;
  const ptrdiff_t line = (ptrdiff_t)g->width * batch;
  for (int plane = 0; plane < p->kinds * p->phases; plane++) {
    for (int row = 0; row < p->rows; row++) {
      uint32_t *to = words + plane * p->planePitch + row * p->rowPitch;
      const int y = row - g->rowPadding;
      if (y < 0 || y >= g->height) {
        for (ptrdiff_t j = 0; j < p->rowPitch; j++) {
          to[j] = zeroWord(p->form);
        }
        continue;
      }
      const int8_t *rows[MAX_GROUP];
      int shifts[MAX_GROUP];
      for (int i = 0; i < p->form.group; i++) {
        const int at = plane / p->phases * p->step + i;
        const int c = at % p->channels;
        shifts[i] = plane % p->phases - g->columnPadding + at / p->channels * g->dilation;
        rows[i] = c < channels ? input + ((ptrdiff_t)c * g->height + y) * line : NULL;
      }
      packPlaneRow(g, p, rows, shifts, batch, zeros, to);
    }
  }
}

#endif
