/* Targets that are integers of a scale, and how far outputs are from them: section 7. */
#ifndef TINTIN_TARGETS_H
#define TINTIN_TARGETS_H

#include "tintin.h"

/* Differences are in 2^-8 of a target step. */
enum { TINTIN_TARGET_BITS = 8 };

#define TINTIN_MOST_OUTPUT ((int32_t)1 << 16)

static inline TintinRatio tintinTargetRatio(const TintinScale *output, const TintinScale *target) {
  return tintinRatio(output->shift - target->shift + TINTIN_TARGET_BITS, output->up - target->up,
                     output->down - target->down);
}

static inline int32_t tintinDifference(TintinRatio ratio, int8_t output, int8_t target) {
  return tintinApply(ratio, output, TINTIN_MOST_OUTPUT, TINTIN_NEAREST, 0) -
         (int32_t)target * (1 << TINTIN_TARGET_BITS);
}

#endif
