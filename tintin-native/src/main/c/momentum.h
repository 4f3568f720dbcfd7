/* A step of descent with momentum, as Kernels.momentum in core says it. MomentumSgd bounds the parts
 * of a change so that their sum cannot wrap. */
#ifndef MOMENTUM_H
#define MOMENTUM_H

#include "vec.h"

enum { MAX_MASTER = 127 * 256 + 127, MAX_VELOCITY = 32767 };

#define GOLDEN 0x9E3779B9u

/* value * multiplier / 2^shift, to nearest, for values whose product has up to 46 bits: the halves
 * of a magnitude are multiplied apart, and the shift is split between them. */
typedef struct {
  uint32_t factor, half, lastHalf;
  int left, right, last;
} Ratio;

static Ratio ratioOf(int multiplier, int rightShift) {
  enum { LARGEST = 46 };
  if (rightShift > LARGEST) { /* below one half: 0 */
    return (Ratio){0};
  }
  Ratio r = {.factor = (uint32_t)(rightShift < 0 ? multiplier << -rightShift : multiplier)};
  const int shift = rightShift > 0 ? rightShift : 0;
  const int splits = shift <= 16;
  r.left = splits ? 16 - shift : 0;
  r.right = splits ? shift : 16;
  r.half = splits ? (1u << shift) >> 1 : 0;
  r.last = splits ? 0 : shift - 16;
  r.lastHalf = (1u << r.last) >> 1;
  return r;
}

INLINE Vec scaled(const Ratio *r, Vec value) {
  const UVec magnitude = (UVec)vecMagnitude(value);
  const UVec upper = (magnitude >> 16) * r->factor, lower = (magnitude & 0xFFFF) * r->factor;
  const UVec both = (upper << r->left) + ((lower + r->half) >> r->right);
  return vecSigned((Vec)((both + r->lastHalf) >> r->last), value);
}

/* As scaled, of a master: the product has 30 bits. */
INLINE Vec scaledMaster(const Ratio *r, Vec master) {
  const UVec magnitude = (UVec)vecMagnitude(master);
  return vecSigned((Vec)((magnitude * r->factor + r->half) >> r->right), master);
}

INLINE UVec mixed(UVec h) {
  h = (h ^ (h >> 17)) * 0xED5AD4BBu;
  h = (h ^ (h >> 11)) * 0xAC4C1B51u;
  h = (h ^ (h >> 15)) * 0x31848BABu;
  return h ^ (h >> 14);
}

typedef struct {
  Ratio gradient, decay;
  int decays;
  int32_t momentum;
  uint32_t highKey;
  UVec counters; /* the first argument of the hash, of the next values */
  Vec beyond;    /* negative where a master was out of range */
} Descent;

static Descent descentOf(const MomentumStep *step, int from) {
  Descent d = {.gradient = ratioOf(step->multiplier, step->rightShift),
               .decay = ratioOf(step->decayMultiplier, step->decayShift),
               .momentum = step->momentum << 7,
               .highKey = step->highKey};
  d.decays = step->decayMultiplier != 0 && step->decayShift <= 30; /* else below one half */
  if (d.decays && step->decayShift > 16) { /* one product, one shift */
    d.decay.right = step->decayShift;
    d.decay.half = (1u << d.decay.right) >> 1;
  }
  for (int l = 0; l < LANES; l++) {
    d.counters[l] = (uint32_t)(from + l) * GOLDEN + step->lowKey;
  }
  return d;
}

/* Moves a vector of weights; gradient becomes their masters. */
INLINE void descend(Descent *d, const int decays, int32_t *gradient, int32_t *state, int8_t *weights) {
  const Vec before = vecLoad(state);
  const Vec master = (Vec)((UVec)before << 16) >> 16;
  Vec change = scaled(&d->gradient, vecLoad(gradient)) + (before >> 16) * d->momentum;
  if (decays) {
    change += scaledMaster(&d->decay, master);
  }
  const UVec bits = mixed(mixed(d->counters) + d->highKey);
  const UVec raised = (UVec)vecMagnitude(change) + 0x7FFF - (bits >> 17);
  const Vec velocity = vecSigned(vecLimited((Vec)(raised >> 15), MAX_VELOCITY), change);
  const Vec after = master - velocity;
  d->counters += LANES * GOLDEN;
  d->beyond |= MAX_MASTER - vecMagnitude(after);
  vecStore(gradient, after);
  vecStore(state, (Vec)((UVec)velocity << 16) | (after & 0xFFFF));
  vecNarrow(weights, (after + 128) >> 8);
}

INLINE int32_t descendAll(Descent *d, const int decays, int32_t *gradient, int from, int to,
                          int32_t *state, int8_t *weights) {
  int j = from;
  for (; j + LANES <= to; j += LANES) {
    descend(d, decays, gradient + j, state + j, weights + j);
  }
  if (j < to) {
    int32_t gradients[LANES] = {0}, states[LANES] = {0};
    int8_t narrow[LANES];
    const size_t rest = (size_t)(to - j);
    memcpy(gradients, gradient + j, rest * 4);
    memcpy(states, state + j, rest * 4);
    descend(d, decays, gradients, states, narrow);
    memcpy(gradient + j, gradients, rest * 4);
    memcpy(state + j, states, rest * 4);
    memcpy(weights + j, narrow, rest);
  }
  return (int32_t)vecOr(d->beyond);
}

static int momentum(const MomentumStep *step, int32_t *gradient, int from, int to, int32_t *state,
                    int8_t *weights) {
  Descent d = descentOf(step, from);
  return (d.decays ? descendAll(&d, 1, gradient, from, to, state, weights)
                   : descendAll(&d, 0, gradient, from, to, state, weights)) < 0;
}

#endif
