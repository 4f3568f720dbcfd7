/* Vectors of 16 words for AVX-512 VNNI. */
#define LANES 16
#define VECS 4
#define HAS_QUADS 1
#define QUAD_RANGE 255 /* any unsigned value */

#ifdef EMULATED /* for tests on machines without it */
#define VARIANT tintinVnniEmulated
#define VARIANT_NAME "vnni-emulated"
#else
#define VARIANT tintinVnni
#define VARIANT_NAME "vnni"
#include <immintrin.h>
#endif

#include "vec.h"

/* Signed a, unsigned x. */
INLINE Vec vecDotQuads(Vec acc, Vec a, Vec x) {
#ifdef EMULATED
  for (int shift = 0; shift < 32; shift += 8) {
    acc += ((Vec)((UVec)a << (24 - shift)) >> 24) * ((x >> shift) & 0xFF);
  }
  return acc;
#else
  return (Vec)_mm512_dpbusd_epi32((__m512i)acc, (__m512i)x, (__m512i)a);
#endif
}

/* The lower byte of each lane, for values in [-127, 127]. */
INLINE void vecNarrow(int8_t *to, Vec v) {
#ifdef EMULATED
  for (int l = 0; l < LANES; l++) {
    to[l] = (int8_t)v[l];
  }
#else
  _mm_storeu_si128((__m128i *)to, _mm512_cvtepi32_epi8((__m512i)v));
#endif
}

INLINE Vec vecMagnitude(Vec v) {
#ifdef EMULATED
  Vec sign = v >> 31;
  return (v ^ sign) - sign;
#else
  return (Vec)_mm512_abs_epi32((__m512i)v);
#endif
}

/* The lesser of a magnitude and a limit. */
INLINE Vec vecLimited(Vec magnitude, int32_t limit) {
#ifdef EMULATED
  Vec over = magnitude - limit;
  return magnitude - (over & ~(over >> 31));
#else
  return (Vec)_mm512_min_epi32((__m512i)magnitude, _mm512_set1_epi32(limit));
#endif
}

/* A magnitude with the sign of another value; of 0, where it has to be 0, any. */
INLINE Vec vecSigned(Vec magnitude, Vec signOf) {
  Vec sign = signOf >> 31;
  return (magnitude ^ sign) - sign;
}
