/* Transposition of bytes by blocks of 16 x 16, as they are or into words. */
#ifndef TRANSPOSE_H
#define TRANSPOSE_H

#include "words.h"

/* block[c] = column c of the rows, of which rows and columns beyond these are 0. */
INLINE void transposeBlock(const int8_t *const *from, ptrdiff_t at, int rows, int columns, Side *block) {
  Side zipped[SIDE];
  for (int r = 0; r < SIDE; r++) {
    block[r] = (Side){0};
    if (r < rows && columns == SIDE) {
      block[r] = sideOf(from[r] + at);
    } else if (r < rows) {
      memcpy(&block[r], from[r] + at, (size_t)columns);
    }
  }
  /* Each round pairs row i with row i + 8; after four, rows are columns. */
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < SIDE / 2; i++) {
      zipped[2 * i] = zipLow(block[i], block[i + SIDE / 2]);
      zipped[2 * i + 1] = zipHigh(block[i], block[i + SIDE / 2]);
    }
    for (int i = 0; i < SIDE / 2; i++) {
      block[2 * i] = zipLow(zipped[i], zipped[i + SIDE / 2]);
      block[2 * i + 1] = zipHigh(zipped[i], zipped[i + SIDE / 2]);
    }
  }
}

INLINE int atMostSide(int count) {
  return count < SIDE ? count : SIDE;
}

/* Up to a block of rows that follow each other. */
typedef struct {
  const int8_t *rows[SIDE];
} Rows;

INLINE Rows rowsOf(const int8_t *from, ptrdiff_t pitch, int count) {
  Rows rows;
  for (int r = 0; r < count; r++) {
    rows.rows[r] = from + r * pitch;
  }
  return rows;
}

/* to[c][r] = from[r][c]. */
static void transpose(const int8_t *from, int rows, int columns, int8_t *to) {
  for (int r = 0; r < rows; r += SIDE) {
    const int height = atMostSide(rows - r);
    const Rows ofBlock = rowsOf(from + (ptrdiff_t)r * columns, columns, height);
    for (int c = 0; c < columns; c += SIDE) {
      const int width = atMostSide(columns - c);
      Side block[SIDE];
      transposeBlock(ofBlock.rows, c, height, width, block);
      int8_t *target = to + (ptrdiff_t)c * rows + r;
      if (height == SIDE) {
        for (int i = 0; i < width; i++) {
          memcpy(target + (ptrdiff_t)i * rows, &block[i], SIDE);
        }
      } else {
        for (int i = 0; i < width; i++) {
          memcpy(target + (ptrdiff_t)i * rows, &block[i], (size_t)height);
        }
      }
    }
  }
}

/* The words of x of up to a block of rows of values: to[w * pitch + r] is word w of row r. */
static void packTransposed(Form form, const Rows *rows, int count, int values, uint32_t *to,
                           ptrdiff_t pitch) {
  for (int v = 0; v < values; v += SIDE) {
    const int width = atMostSide(values - v);
    Side block[SIDE];
    transposeBlock(rows->rows, v, count, width, block);
    for (int i = 0; i < width; i += form.group) {
      const int8_t *columns[MAX_GROUP];
      for (int g = 0; g < form.group; g++) {
        columns[g] = (const int8_t *)&block[i + g];
      }
      uint32_t *words = to + (v + i) / form.group * pitch;
      if (count == SIDE) {
        packSide(form, columns, words);
      } else {
        uint32_t all[SIDE];
        packSide(form, columns, all);
        memcpy(words, all, (size_t)count * 4);
      }
    }
  }
}

#endif
