/* TRACKED rescaling: section 6. */
#include "tintin.h"

enum { CALM_STEPS = 16 };

static int32_t excess(uint32_t magnitudes) {
  const uint8_t bits = tintinBits(magnitudes);
  return bits > 7 ? bits - 7 : 0;
}

uint8_t tintinDropped(const TintinPlace *place, int32_t shift) {
  const int32_t dropped = place->exponent - shift;
  return dropped < 0 ? 0 : dropped > 32 ? 32 : (uint8_t)dropped;
}

void tintinSet(TintinPlace *place, int32_t shift, uint32_t magnitudes) {
  place->exponent = shift + excess(magnitudes);
  place->isSet = 1;
}

TintinScale tintinNote(TintinPlace *place, const TintinScale *sums, uint32_t magnitudes) {
  const int32_t needed = sums->shift + excess(magnitudes);
  if (!place->isReached || needed > place->needed) {
    place->needed = needed;
  }
  place->isReached = 1;
  TintinScale scale = *sums;
  scale.shift = place->exponent > sums->shift ? place->exponent : sums->shift;
  return scale;
}

void tintinEndStep(TintinPlace *places, uint16_t count) {
  for (TintinPlace *place = places; place < places + count; place++) {
    if (!place->isReached) {
      continue;
    }
    place->isReached = 0;
    if (place->needed > place->exponent) {
      place->exponent = place->needed;
      place->calmSteps = 0;
    } else if (place->needed == place->exponent) {
      place->calmSteps = 0;
    } else if (++place->calmSteps == CALM_STEPS) {
      place->exponent--;
      place->calmSteps = 0;
    }
  }
}
