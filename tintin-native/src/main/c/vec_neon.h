/* Vectors of 4 words for the NEON dot product of ARMv8.2. */
#define LANES 4
#define VECS 4
#define VARIANT tintinNeon
#define VARIANT_NAME "neon"
#define HAS_QUADS 1
#define QUAD_RANGE 0 /* signed */

#include "vec.h"

#include <arm_neon.h>

INLINE Vec vecDotQuads(Vec acc, Vec a, Vec x) {
  return (Vec)vdotq_s32((int32x4_t)acc, (int8x16_t)a, (int8x16_t)x);
}

/* The lower byte of each lane, for values in [-127, 127]. */
INLINE void vecNarrow(int8_t *to, Vec v) {
  const int16x4_t pairs = vmovn_s32((int32x4_t)v);
  const int8x8_t bytes = vmovn_s16(vcombine_s16(pairs, pairs));
  vst1_lane_s32((int32_t *)to, vreinterpret_s32_s8(bytes), 0);
}

INLINE Vec vecMagnitude(Vec v) {
  return (Vec)vabsq_s32((int32x4_t)v);
}

/* The lesser of a magnitude and a limit. */
INLINE Vec vecLimited(Vec magnitude, int32_t limit) {
  return (Vec)vminq_s32((int32x4_t)magnitude, vdupq_n_s32(limit));
}

/* A magnitude with the sign of another value; of 0, where it has to be 0, any. */
INLINE Vec vecSigned(Vec magnitude, Vec signOf) {
  const Vec sign = signOf >> 31;
  return (magnitude ^ sign) - sign;
}
