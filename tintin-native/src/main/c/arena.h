/* Hands out the scratch of a pass piece by piece. Without memory it only counts, so that the same
 * lines say how much a pass needs and use it. */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>
#include <stdint.h>

/* Bytes behind each piece that may be read and written: a whole row of vectors. */
enum { SLACK = 256, LINE = 64 };

typedef struct {
  uint8_t *base; /* null: only counts */
  size_t used;
} Arena;

static inline Arena arenaOf(void *scratch) {
  uintptr_t at = (uintptr_t)scratch;
  return (Arena){(uint8_t *)((at + LINE - 1) / LINE * LINE), LINE};
}

static inline void *take(Arena *arena, size_t bytes) {
  void *piece = arena->base == NULL ? NULL : arena->base + arena->used - LINE;
  arena->used += (bytes + SLACK + LINE - 1) / LINE * LINE;
  return piece;
}

static inline Arena counting(void) {
  return (Arena){NULL, LINE};
}

/* A pitch in words that is an odd number of lines: planes then do not share places in the cache. */
static inline ptrdiff_t oddPitch(ptrdiff_t words) {
  ptrdiff_t lines = (words + 15) / 16;
  return (lines | 1) * 16;
}

#endif
