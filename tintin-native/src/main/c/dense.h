/* Fully connected layers, as products with panels: the words of WIDTH columns, [word][WIDTH]. A
 * batch of 1 has passes of its own, which read the weights once, as they are. */
#ifndef DENSE_H
#define DENSE_H

#include "product.h"
#include "single.h"
#include "transpose.h"

typedef struct {
  Form form;
  int length;          /* words of a sum */
  int8_t *transposed;  /* weights as [input][output]: backward alone */
  uint32_t *a, *panel;
  int32_t *offsets, *start;
  int8_t *zeros;
} Dense;

/* For a product of [rows][values] and [values][columns]. */
static Dense takeDense(int rows, int values, Form form, Arena *arena) {
  Dense d = {.form = form, .length = wordsOf(values, form)};
  d.transposed = take(arena, (size_t)rows * (size_t)values);
  d.a = take(arena, (size_t)rows * (size_t)d.length * 4);
  d.panel = take(arena, (size_t)d.length * WIDTH * 4);
  d.offsets = take(arena, (size_t)d.length * 4);
  d.start = take(arena, (size_t)rows * 4);
  d.zeros = take(arena, WIDTH);
  return d;
}

static size_t denseSizeOf(int rows, int values) {
  size_t most = 0;
  for (int i = 0; i < FORM_COUNT; i++) {
    Arena arena = counting();
    takeDense(rows, values, FORMS[i], &arena);
    most = arena.used > most ? arena.used : most;
  }
  return most;
}

static size_t denseSize(int outputs, int inputs, int batch, int trains) {
  if (batch == 1) {
    return 0;
  }
  size_t most = denseSizeOf(outputs, inputs);
  if (trains) {
    const size_t backward = denseSizeOf(inputs, outputs), gradient = denseSizeOf(outputs, batch);
    most = backward > most ? backward : most;
    most = gradient > most ? gradient : most;
  }
  return most;
}

/* The rows of a as words, and where sums start. */
static void packRows(const Dense *d, const int8_t *from, int rows, int values, const int32_t *bias) {
  for (int r = 0; r < rows; r++) {
    uint32_t *to = d->a + (ptrdiff_t)r * d->length;
    packRow(d->form, from + (ptrdiff_t)r * values, values, to);
    d->start[r] = (bias == NULL ? 0 : bias[r]) - surplusOf(d->form, to, d->length);
  }
  for (int k = 0; k < d->length; k++) {
    d->offsets[k] = k * WIDTH;
  }
}

/* The product of the packed rows and [values][columns]. */
static void multiplyColumns(const Dense *d, int rows, const int8_t *x, int values, int columns,
                            Sink *sink) {
  const Sum s = {&ONE_RUN, 1, d->length, d->offsets, d->length};
  memset(d->zeros, 0, WIDTH);
  for (int j = 0; j < columns; j += WIDTH) {
    const int count = columns - j < WIDTH ? columns - j : WIDTH;
    for (int k = 0; k < d->length; k++) {
      const int8_t *from[MAX_GROUP];
      for (int i = 0; i < d->form.group; i++) {
        const int v = k * d->form.group + i;
        from[i] = v < values ? x + (ptrdiff_t)v * columns + j : d->zeros;
      }
      packColumns(d->form, from, count, d->panel + k * WIDTH);
    }
    multiply(d->form, &s, rows, d->a, d->panel, d->start, count, sink, j);
  }
}

static int denseForward(const int8_t *weights, const int32_t *bias, const int8_t *input, int outputs,
                        int inputs, int batch, void *scratch, Scaling scaling) {
  Sink sink = sinkOf(scaling, batch);
  if (batch == 1) {
    singleForward(weights, bias, input, outputs, inputs, &sink);
    return bitLength(vecOr(sink.magnitudes));
  }
  Arena arena = arenaOf(scratch);
  const Dense d = takeDense(outputs, inputs, formOf(input, (size_t)inputs * batch), &arena);
  packRows(&d, weights, outputs, inputs, bias);
  multiplyColumns(&d, outputs, input, inputs, batch, &sink);
  return bitLength(vecOr(sink.magnitudes));
}

static int denseBackward(const int8_t *weights, const int8_t *gradOutput, int outputs, int inputs,
                         int batch, void *scratch, Scaling scaling) {
  Sink sink = sinkOf(scaling, batch);
  if (batch == 1) {
    singleBackward(weights, gradOutput, outputs, inputs, &sink);
    return bitLength(vecOr(sink.magnitudes));
  }
  Arena arena = arenaOf(scratch);
  const Dense d = takeDense(inputs, outputs, formOf(gradOutput, (size_t)outputs * batch), &arena);
  transpose(weights, outputs, inputs, d.transposed);
  packRows(&d, d.transposed, inputs, outputs, NULL);
  multiplyColumns(&d, inputs, gradOutput, outputs, batch, &sink);
  return bitLength(vecOr(sink.magnitudes));
}

static void denseGradient(const int8_t *gradOutput, const int8_t *input, int outputs, int inputs,
                          int batch, void *scratch, int32_t *acc) {
  if (batch == 1) {
    singleGradient(gradOutput, input, outputs, inputs, acc);
    return;
  }
  Arena arena = arenaOf(scratch);
  const Dense d = takeDense(outputs, batch, formOf(input, (size_t)inputs * batch), &arena);
  const Sum s = {&ONE_RUN, 1, d.length, d.offsets, d.length};
  Sink sink = {.how = STORED, .acc = acc, .pitch = inputs};
  packRows(&d, gradOutput, outputs, batch, NULL);
  for (int j = 0; j < inputs; j += WIDTH) {
    const int count = inputs - j < WIDTH ? inputs - j : WIDTH;
    for (int i = 0; i < count; i += SIDE) {
      const int height = atMostSide(count - i);
      const Rows rows = rowsOf(input + (ptrdiff_t)(j + i) * batch, batch, height);
      packTransposed(d.form, &rows, height, batch, d.panel + i, WIDTH);
    }
    multiply(d.form, &s, outputs, d.a, d.panel, d.start, count, &sink, j);
  }
}

#endif
