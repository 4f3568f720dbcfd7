/* Vectors of 8 words for AVX2. */
#define LANES 8
#define VECS 2
#define VARIANT tintinAvx2
#define VARIANT_NAME "avx2"
#define HAS_PAIRS 1
#define HAS_QUADS 1
/* Sums of two products of a quad pass through int16: exact for unsigned values up to 129. */
#define QUAD_RANGE 129

#include "vec.h"

#include <immintrin.h>

INLINE Vec vecDotPairs(Vec acc, Vec a, Vec x) {
  return acc + (Vec)_mm256_madd_epi16((__m256i)a, (__m256i)x);
}

/* Signed a, unsigned x. */
INLINE Vec vecDotQuads(Vec acc, Vec a, Vec x) {
  __m256i pairs = _mm256_maddubs_epi16((__m256i)x, (__m256i)a);
  return acc + (Vec)_mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

/* The lower byte of each lane, for values in [-127, 127]. */
INLINE void vecNarrow(int8_t *to, Vec v) {
  const __m256i lowBytes = _mm256_set1_epi32(0x0C080400);
  const __m256i bytes = _mm256_shuffle_epi8((__m256i)v, lowBytes);
  const __m128i both = _mm_unpacklo_epi32(_mm256_castsi256_si128(bytes),
                                          _mm256_extracti128_si256(bytes, 1));
  _mm_storel_epi64((__m128i *)to, both);
}

INLINE Vec vecMagnitude(Vec v) {
  return (Vec)_mm256_abs_epi32((__m256i)v);
}

/* The lesser of a magnitude and a limit. */
INLINE Vec vecLimited(Vec magnitude, int32_t limit) {
  return (Vec)_mm256_min_epi32((__m256i)magnitude, _mm256_set1_epi32(limit));
}

/* A magnitude with the sign of another value; of 0, where it has to be 0, any. */
INLINE Vec vecSigned(Vec magnitude, Vec signOf) {
  return (Vec)_mm256_sign_epi32((__m256i)magnitude, (__m256i)signOf);
}
