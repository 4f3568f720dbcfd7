/* Vectors of 4 words for any machine, two values to a word. */
#define LANES 4
#define VECS 2
#define VARIANT tintinBase
#define VARIANT_NAME "base"
#define HAS_PAIRS 1

#include "vec.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

INLINE Vec vecDotPairs(Vec acc, Vec a, Vec x) {
#ifdef __SSE2__
  return acc + (Vec)_mm_madd_epi16((__m128i)a, (__m128i)x);
#else
  Vec lowA = (Vec)((UVec)a << 16) >> 16;
  Vec lowX = (Vec)((UVec)x << 16) >> 16;
  return acc + lowA * lowX + (a >> 16) * (x >> 16);
#endif
}

/* The lower byte of each lane, for values in [-127, 127]. */
INLINE void vecNarrow(int8_t *to, Vec v) {
#ifdef __SSE2__
  __m128i pairs = _mm_packs_epi32((__m128i)v, (__m128i)v);
  int32_t bytes = _mm_cvtsi128_si32(_mm_packs_epi16(pairs, pairs));
  memcpy(to, &bytes, sizeof bytes);
#else
  for (int l = 0; l < LANES; l++) {
    to[l] = (int8_t)v[l];
  }
#endif
}

INLINE Vec vecMagnitude(Vec v) {
  Vec sign = v >> 31;
  return (v ^ sign) - sign;
}

/* The lesser of a magnitude and a limit. */
INLINE Vec vecLimited(Vec magnitude, int32_t limit) {
  Vec over = magnitude - limit;
  return magnitude - (over & ~(over >> 31));
}

/* A magnitude with the sign of another value; of 0, where it has to be 0, any. */
INLINE Vec vecSigned(Vec magnitude, Vec signOf) {
  Vec sign = signOf >> 31;
  return (magnitude ^ sign) - sign;
}
