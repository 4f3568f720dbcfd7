/* Products of matrices of words, tile by tile. */
#ifndef PRODUCT_H
#define PRODUCT_H

#include "scaling.h"
#include "words.h"

enum {
  ROWS = 6,            /* of the largest tile */
  WIDTH = LANES * VECS /* columns of the largest tile */
};

/* A run of words: where it begins in a row of a, and in x. */
typedef struct {
  ptrdiff_t a, x;
} Run;

/* The words of a sum: runs of one length, of which word k is at a[k] and at x[offsets[k]]. */
typedef struct {
  const Run *runs;
  int runCount, length;
  const int32_t *offsets;
  ptrdiff_t lda; /* words from a row of a to the next */
} Sum;

/* sums[row][column] = start[row] + the sum, for a tile of rows. */
typedef void (*Tile)(const Sum *s, const uint32_t *a, const uint32_t *x, const int32_t *start,
                     int32_t *sums);

static const Run ONE_RUN = {0, 0};

#ifdef HAS_PAIRS
#define TILE(name) name##Pairs
#define DOT vecDotPairs
#include "tile.h"
#endif
#ifdef HAS_QUADS
#define TILE(name) name##Quads
#define DOT vecDotQuads
#include "tile.h"
#endif

/* The tiles of 1 row and more, with 1, 2 or 4 vectors as the size is 0, 1 or 2. */
static const Tile *tilesOf(Form form, int size) {
#ifndef HAS_QUADS
  (void)form;
  return TILESPairs[size];
#elif !defined HAS_PAIRS
  (void)form;
  return TILESQuads[size];
#else
  return form.group == 2 ? TILESPairs[size] : TILESQuads[size];
#endif
}

/* Where the sums of a product go: [row][column] of an array with this pitch. */
typedef struct {
  enum { STORED, ADDED, SCALED } how;
  Rounding rounding;
  int32_t *acc;
  int8_t *output;
  ptrdiff_t pitch;
  Vec magnitudes; /* of all sums so far, or-ed; not if they are added */
} Sink;

static Sink sinkOf(Scaling scaling, ptrdiff_t pitch) {
  Sink sink = {.how = STORED, .acc = scaling.acc, .output = scaling.output, .pitch = pitch};
  if (scaling.rightShift != UNSCALED) {
    sink.how = SCALED;
    sink.rounding = roundingOf(scaling.rightShift, scaling.toEven);
  }
  return sink;
}

INLINE void scaleTile(Sink *sink, const int32_t *sums, int rows, int vecs, ptrdiff_t at,
                      const int toEven) {
  const Rounding rounding = {sink->rounding.added, toEven, sink->rounding.shift};
  Vec magnitudes = sink->magnitudes;
  for (int r = 0; r < rows; r++) {
    int8_t *to = sink->output + at + r * sink->pitch;
    for (int v = 0; v < vecs; v++, sums += LANES) {
      const Vec sum = vecLoad(sums), magnitude = vecMagnitude(sum);
      magnitudes |= magnitude;
      vecNarrow(to + v * LANES, vecScaled(&rounding, sum, magnitude));
    }
  }
  sink->magnitudes = magnitudes;
}

/* Takes a tile of sums, [rows][vecs] whole vectors, for the columns from at on. */
static void takeTile(Sink *sink, const int32_t *sums, int rows, int vecs, ptrdiff_t at) {
  if (sink->how == SCALED) {
    if (sink->rounding.odd) {
      scaleTile(sink, sums, rows, vecs, at, 1);
    } else {
      scaleTile(sink, sums, rows, vecs, at, 0);
    }
    return;
  }
  for (int r = 0; r < rows; r++) {
    int32_t *to = sink->acc + at + r * sink->pitch;
    for (int v = 0; v < vecs; v++, sums += LANES, to += LANES) {
      const Vec sum = vecLoad(sums);
      if (sink->how == ADDED) {
        vecStore(to, vecLoad(to) + sum);
      } else {
        vecStore(to, sum);
        sink->magnitudes |= vecMagnitude(sum);
      }
    }
  }
}

/* Takes the first columns of a row of sums. */
static void takeColumns(Sink *sink, int32_t *sums, int vecs, int columns, ptrdiff_t at) {
  int8_t values[WIDTH];
  for (int j = columns; j < vecs * LANES; j++) {
    sums[j] = 0;
  }
  if (sink->how == SCALED) {
    int8_t *output = sink->output;
    sink->output = values;
    takeTile(sink, sums, 1, vecs, 0);
    sink->output = output;
    memcpy(output + at, values, (size_t)columns);
    return;
  }
  for (int j = 0; j < columns; j++) {
    sink->acc[at + j] = sink->how == ADDED ? sink->acc[at + j] + sums[j] : sums[j];
  }
  for (int v = 0; v < vecs; v++) {
    sink->magnitudes |= vecMagnitude(vecLoad(sums + v * LANES));
  }
}

/* Takes the first columns of a tile. */
static void takePart(Sink *sink, int32_t *sums, int rows, int vecs, int columns, ptrdiff_t at) {
  for (int r = 0; r < rows; r++) {
    takeColumns(sink, sums + r * vecs * LANES, vecs, columns, at + r * sink->pitch);
  }
}

/* All rows of the columns from x on; the first sum goes to [0][at] of the sink. */
static void multiply(Form form, const Sum *s, int rows, const uint32_t *a, const uint32_t *x,
                     const int32_t *start, int columns, Sink *sink, ptrdiff_t at) {
  const int tiles = (rows + ROWS - 1) / ROWS;
  int32_t sums[ROWS * WIDTH] __attribute__((aligned(64)));
  for (int j = 0, taken; j < columns; j += taken) {
    const int left = columns - j;
    const int size = left > 2 * LANES && VECS == 4 ? 2 : left > LANES ? 1 : 0;
    const int vecs = 1 << size, width = vecs * LANES;
    const Tile *ofSize = tilesOf(form, size);
    taken = left < width ? left : width;
    for (int t = 0, r = 0, height; t < tiles; t++, r += height) {
      height = (rows - r + tiles - t - 1) / (tiles - t);
      ofSize[height - 1](s, a + r * s->lda, x + j, start + r, sums);
      const ptrdiff_t to = r * sink->pitch + at + j;
      if (taken == width) {
        takeTile(sink, sums, height, vecs, to);
      } else {
        takePart(sink, sums, height, vecs, taken, to);
      }
    }
  }
}

#endif
