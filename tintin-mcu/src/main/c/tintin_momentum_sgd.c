/* MomentumSgd, with masters of 8 more bits: section 8. */
#include "tintin_config.h"
#include "tintin_rule.h"

enum { MAX_MASTER = 127 * 256 + 127, CHANGE_BITS = 15, MAX_VELOCITY = 32767 };

#define MAX_CHANGE ((int32_t)1 << 30)

typedef struct {
  TintinRatio gradient, decay;
  const TintinMomentumSgd *rule;
  TintinKey key;
} Step;

static void store(TintinParameter *parameter, uint32_t index, int32_t master, int32_t velocity) {
  tintinSetMaster(parameter, index, master);
  parameter->moments[index] = (int16_t)velocity;
}

static int32_t newVelocity(const Step *step, const TintinParameter *parameter,
                           const TintinPieces *pieces, uint8_t i) {
  const uint32_t index = pieces->index + i;
  int64_t change = 0;
  if (pieces->isAny) {
    change = tintinApply(step->gradient, pieces->values[i], MAX_CHANGE, TINTIN_NEAREST, 0);
  }
  if (step->decay.multiplier != 0) {
    change += tintinApply(step->decay, tintinMaster(parameter, index), MAX_CHANGE, TINTIN_NEAREST, 0);
  }
  change += (int64_t)((int32_t)parameter->moments[index] * step->rule->momentum) *
            (1 << (CHANGE_BITS - 8));
  const uint32_t bits =
      TINTIN_ROUNDING == TINTIN_STOCHASTIC ? tintinRandom(step->key, index) : 0;
  return tintinClip((int32_t)tintinRounded(change, CHANGE_BITS, TINTIN_ROUNDING, bits),
                    MAX_VELOCITY);
}

static void settle(const Step *step, TintinParameter *parameter, const TintinGradient *gradient,
                   uint32_t stored, int32_t largest) {
  const TintinCoarser coarser = tintinCoarser(parameter, largest, MAX_MASTER);
  TintinPieces pieces;
  tintinBegin(&pieces, gradient);
  while (tintinNext(&pieces)) {
    for (uint8_t i = 0; i < pieces.count; i++) {
      const uint32_t index = pieces.index + i;
      int32_t velocity = parameter->moments[index];
      int32_t master = tintinMaster(parameter, index);
      if (tintinIsFixed(gradient, index)) {
        continue;
      }
      if (index >= stored) {
        velocity = newVelocity(step, parameter, &pieces, i);
        master -= velocity;
      }
      store(parameter, index, tintinClip(tintinCoarse(coarser, master), MAX_MASTER),
            tintinCoarse(coarser, velocity));
    }
  }
}

void tintinMomentumSgd(TintinParameter *parameter, const TintinGradient *gradient,
                       const TintinUpdate *update, const TintinMomentumSgd *rule) {
  const TintinScale *from = &gradient->scale;
  const TintinRatio aligned = tintinRatio(from->shift - parameter->shift + 7,
                                          from->up - parameter->up, from->down - parameter->down);
  const TintinRatio scheduled = tintinTimes(aligned, update->factor, TINTIN_FULL_RATE);
  Step step = {tintinTimes(scheduled, rule->rate, update->batchSize), {0, 0}, rule, update->key};
  if (rule->decay != 0 && parameter->decays) {
    const TintinRatio one = tintinTimes(tintinRatio(-21, 0, 0), update->factor, TINTIN_FULL_RATE);
    step.decay = tintinTimes(tintinTimes(one, rule->rate, 1), rule->decay, 1);
  }
  uint32_t stored = parameter->count; /* the first master that does not fit */
  int32_t largest = 0;
  TintinPieces pieces;
  tintinBegin(&pieces, gradient);
  while (tintinNext(&pieces)) {
    for (uint8_t i = 0; i < pieces.count; i++) {
      const uint32_t index = pieces.index + i;
      if (tintinIsFixed(gradient, index)) {
        continue;
      }
      const int32_t velocity = newVelocity(&step, parameter, &pieces, i);
      const int32_t master = tintinMaster(parameter, index) - velocity;
      const int32_t magnitude = master < 0 ? -master : master;
      if (magnitude > MAX_MASTER && index < stored) {
        stored = index;
      }
      if (index < stored) {
        store(parameter, index, master, velocity);
      }
      largest = magnitude > largest ? magnitude : largest;
    }
  }
  if (largest > MAX_MASTER) {
    settle(&step, parameter, gradient, stored, largest);
  }
}
