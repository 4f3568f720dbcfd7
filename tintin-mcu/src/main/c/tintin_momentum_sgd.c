/* MomentumSgd, with masters of 8 more bits: section 8. */
#include "tintin_config.h"
#include "tintin_rule.h"

enum { MAX_MASTER = 127 * 256 + 127, CHANGE_BITS = 15, MAX_VELOCITY = 32767 };

#define MAX_CHANGE ((int32_t)1 << 30)

typedef struct {
  TintinRatio gradient, decay;
  int32_t momentum;
  TintinKey key;
  TintinCoarser coarser; /* by how much the scale became so far */
} Step;

static void store(TintinParameter *parameter, uint32_t index, int32_t master, int32_t velocity) {
  tintinSetMaster(parameter, index, master);
  parameter->moments[index] = (int16_t)velocity;
}

/* gradient * ratio, rounded to nearest and within ±2^30. */
static inline int32_t scaled(TintinRatio ratio, int32_t gradient) {
  enum { SMALL = 15, MOST_RIGHT = 30 };
  const int32_t shift = ratio.rightShift;
  if (shift < 1 || shift > MOST_RIGHT || tintinMagnitude(gradient) >> SMALL != 0) {
    return tintinApply(ratio, gradient, MAX_CHANGE, TINTIN_NEAREST, 0);
  }
  const int32_t product = gradient * ratio.multiplier;
  return (product + (product >> 31) + ((int32_t)1 << (shift - 1))) >> shift;
}

/* Drops CHANGE_BITS; a change of 2^31 and more would leave the range anyway. */
static inline int32_t rounded(const Step *step, int32_t change, uint32_t index) {
  const uint32_t magnitude = tintinMagnitude(change);
  const uint32_t mask = ((uint32_t)1 << CHANGE_BITS) - 1;
  uint32_t carry = (mask >> 1) + 1;
  if (TINTIN_ROUNDING == TINTIN_STOCHASTIC) {
    carry = mask - (tintinRandom(step->key, index) >> (32 - CHANGE_BITS));
  } else if (TINTIN_ROUNDING == TINTIN_NEAREST_EVEN) {
    carry = (mask >> 1) + ((magnitude >> CHANGE_BITS) & 1);
  } else if (TINTIN_ROUNDING == TINTIN_PSEUDO_STOCHASTIC) {
    /* As in AlignedSgd: of 15 bits, 7 are the lower half. */
    carry = (mask ^ (mask >> 8)) - ((magnitude & 127) << 8);
  }
  const uint32_t kept = (magnitude + carry) >> CHANGE_BITS;
  const int32_t clipped = kept > MAX_VELOCITY ? MAX_VELOCITY : (int32_t)kept;
  return change < 0 ? -clipped : clipped;
}

static int32_t newVelocity(const Step *step, int32_t gradient, int32_t master, int32_t velocity,
                           uint32_t index) {
  /* Each is within 2^30. */
  int32_t change = velocity * step->momentum * (1 << (CHANGE_BITS - 8));
  if (gradient != 0) {
    change += scaled(step->gradient, gradient);
  }
  if (step->decay.multiplier != 0) {
    const int64_t sum =
        change + (int64_t)tintinApply(step->decay, master, MAX_CHANGE, TINTIN_NEAREST, 0);
    change = sum > INT32_MAX ? INT32_MAX : sum < -INT32_MAX ? -INT32_MAX : (int32_t)sum;
  }
  return rounded(step, change, index);
}

static void makeCoarser(TintinParameter *parameter, TintinCoarser coarser, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    store(parameter, i, tintinCoarse(coarser, tintinMaster(parameter, i)),
          tintinCoarse(coarser, parameter->moments[i]));
  }
}

/* One value; one that does not fit makes those before it coarser, and so those to come. */
static void learn(Step *step, TintinParameter *parameter, int32_t gradient, uint32_t index) {
  int32_t master = tintinMaster(parameter, index), velocity = parameter->moments[index];
  velocity = newVelocity(step, gradient, master, velocity, index);
  master = tintinCoarse(step->coarser, master - velocity);
  velocity = tintinCoarse(step->coarser, velocity);
  if (tintinMagnitude(master) > MAX_MASTER) {
    const TintinCoarser more =
        tintinCoarser(parameter, (int32_t)tintinMagnitude(master), MAX_MASTER);
    makeCoarser(parameter, more, index);
    master = tintinClip(tintinCoarse(more, master), MAX_MASTER);
    velocity = tintinCoarse(more, velocity);
    step->coarser.downs = (uint8_t)(step->coarser.downs + more.downs);
    step->coarser.halves = (uint8_t)(step->coarser.halves + more.halves);
  }
  store(parameter, index, master, velocity);
}

void tintinMomentumSgd(TintinParameter *parameter, const TintinGradient *gradient,
                       const TintinUpdate *update, const TintinMomentumSgd *rule) {
  const TintinScale *from = &gradient->scale;
  const TintinRatio aligned = tintinRatio(from->shift - parameter->shift + 7,
                                          from->up - parameter->up, from->down - parameter->down);
  const TintinRatio scheduled = tintinTimes(aligned, update->factor, TINTIN_FULL_RATE);
  Step step = {.gradient = tintinTimes(scheduled, rule->rate, update->batchSize),
               .momentum = rule->momentum,
               .key = update->key};
  if (rule->decay != 0 && parameter->decays) {
    const TintinRatio one = tintinTimes(tintinRatio(-21, 0, 0), update->factor, TINTIN_FULL_RATE);
    step.decay = tintinTimes(tintinTimes(one, rule->rate, 1), rule->decay, 1);
  }
  TintinPieces pieces;
  tintinBegin(&pieces, gradient);
  while (tintinNext(&pieces)) {
    for (uint8_t i = 0; i < pieces.count; i++) {
      const uint32_t index = pieces.index + i;
      if (!tintinIsFixed(gradient, index)) {
        learn(&step, parameter, pieces.isAny ? pieces.values[i] : 0, index);
      }
    }
  }
}
