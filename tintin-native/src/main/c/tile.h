/* Sums of a tile of rows and columns in registers. Included once for each form of words, which
 * defines TILE(name) and DOT. */

/* Adds up one tile; rows and vecs are constants where it is inlined. */
INLINE void TILE(sum)(const int rows, const int vecs, const Sum *s, const uint32_t *a,
                      const uint32_t *x, const int32_t *start, int32_t *sums) {
  Vec acc[ROWS][VECS];
  const ptrdiff_t lda = s->lda;
#pragma GCC unroll 8
  for (int r = 0; r < rows; r++) {
#pragma GCC unroll 4
    for (int v = 0; v < vecs; v++) {
      acc[r][v] = vecOf(start[r]);
    }
  }
  for (const Run *run = s->runs, *end = run + s->runCount; run < end; run++) {
    const uint32_t *ar = a + run->a;
    const uint32_t *xr = x + run->x;
    for (ptrdiff_t k = 0; k < s->length; k++) {
      const uint32_t *xk = xr + s->offsets[k];
      Vec columns[VECS];
#pragma GCC unroll 4
      for (int v = 0; v < vecs; v++) {
        columns[v] = vecLoad(xk + v * LANES);
      }
#pragma GCC unroll 8
      for (int r = 0; r < rows; r++) {
        const Vec word = vecOf((int32_t)ar[r * lda + k]);
#pragma GCC unroll 4
        for (int v = 0; v < vecs; v++) {
          acc[r][v] = DOT(acc[r][v], word, columns[v]);
        }
      }
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < rows; r++) {
#pragma GCC unroll 4
    for (int v = 0; v < vecs; v++) {
      vecStore(sums + (r * vecs + v) * LANES, acc[r][v]);
    }
  }
}

#define TILE_OF(rows, vecs)                                                                       \
  static void TILE(sum##rows##x##vecs)(const Sum *s, const uint32_t *a, const uint32_t *x,       \
                                       const int32_t *start, int32_t *sums) {                    \
    TILE(sum)(rows, vecs, s, a, x, start, sums);                                                  \
  }
#define TILES_OF(vecs)                                                                            \
  TILE_OF(1, vecs)                                                                                \
  TILE_OF(2, vecs)                                                                                \
  TILE_OF(3, vecs)                                                                                \
  TILE_OF(4, vecs)                                                                                \
  TILE_OF(5, vecs)                                                                                \
  TILE_OF(6, vecs)
#define TILE_NAMES(vecs)                                                                          \
  {TILE(sum1x##vecs), TILE(sum2x##vecs), TILE(sum3x##vecs),                                       \
   TILE(sum4x##vecs), TILE(sum5x##vecs), TILE(sum6x##vecs)}

TILES_OF(1)
TILES_OF(2)
#if VECS == 4
TILES_OF(4)
static const Tile TILE(TILES)[][ROWS] = {TILE_NAMES(1), TILE_NAMES(2), TILE_NAMES(4)};
#else
static const Tile TILE(TILES)[][ROWS] = {TILE_NAMES(1), TILE_NAMES(2)};
#endif

#undef TILE_OF
#undef TILES_OF
#undef TILE_NAMES
#undef TILE
#undef DOT
