/* Vectors of LANES words, as the compiler knows them on every machine. A variant defines LANES
 * before and adds how its words are multiplied, and what the compiler maps badly. */
#ifndef VEC_H
#define VEC_H

#include "tintin.h"

#include <string.h>

typedef int32_t Vec __attribute__((vector_size(LANES * 4)));
typedef uint32_t UVec __attribute__((vector_size(LANES * 4)));

#define INLINE static inline __attribute__((always_inline))

INLINE Vec vecOf(int32_t value) {
  return (Vec){0} + value;
}

INLINE Vec vecLoad(const void *from) {
  Vec v;
  memcpy(&v, from, sizeof v);
  return v;
}

INLINE void vecStore(void *to, Vec v) {
  memcpy(to, &v, sizeof v);
}

INLINE uint32_t vecOr(Vec v) {
  int32_t lanes[LANES], all = 0;
  vecStore(lanes, v);
  for (int l = 0; l < LANES; l++) {
    all |= lanes[l];
  }
  return (uint32_t)all;
}

#endif
