/* Scales, ratios, roundings and random bits: sections 1 to 4. */
#include "tintin.h"

TintinScale tintinScaleOf(const TintinParameter *parameter) {
  const TintinScale scale = {parameter->shift, parameter->up, parameter->down};
  return scale;
}

/* All products of m in [2^30, 2^31) are formed by quotient and remainder, within 32 bits. */
TintinRatio tintinRatio(int32_t shift, int32_t up, int32_t down) {
  uint32_t m = (uint32_t)1 << 30;
  int32_t exponent = 0;
  int32_t ups = up < 0 ? -up : up;
  int32_t downs = down < 0 ? -down : down;
  while (ups > 0 || downs > 0) {
    if (ups > 0) {
      m = up > 0 ? m + (m >> 2) : m - (m + 4) / 5;
      ups--;
    } else {
      m = down > 0 ? 13 * (m >> 4) + ((13 * (m & 15)) >> 4) : m + 3 * (m / 13) + 3 * (m % 13) / 13;
      downs--;
    }
    if (m >= (uint32_t)1 << 31) {
      m >>= 1;
      exponent++;
    } else if (m < (uint32_t)1 << 30) {
      m <<= 1;
      exponent--;
    }
  }
  TintinRatio ratio = {(int32_t)((m + ((uint32_t)1 << 15)) >> 16), 14 - exponent - shift};
  while ((ratio.multiplier & 1) == 0) {
    ratio.multiplier >>= 1;
    ratio.rightShift--;
  }
  return ratio;
}

TintinRatio tintinRatioOf(const TintinScale *from, const TintinScale *to) {
  return tintinRatio(from->shift - to->shift, from->up - to->up, from->down - to->down);
}

TintinRatio tintinTimes(TintinRatio ratio, uint32_t numerator, uint32_t denominator) {
  TintinRatio times = {0, 0};
  if (numerator == 0 || ratio.multiplier == 0) {
    return times;
  }
  if (numerator == denominator) {
    return ratio;
  }
  uint64_t product = (uint64_t)numerator * (uint32_t)ratio.multiplier;
  int32_t rightShift = ratio.rightShift;
  while (product >> 61 == 0) { /* to 62 bits */
    product <<= 1;
    rightShift++;
  }
  uint64_t quotient = product / denominator;
  uint8_t excess = 0;
  while (quotient >> excess >> 15 != 0) {
    excess++;
  }
  uint32_t multiplier = (uint32_t)((quotient + ((uint64_t)1 << (excess - 1))) >> excess);
  rightShift -= excess;
  while ((multiplier & 1) == 0) {
    multiplier >>= 1;
    rightShift--;
  }
  times.multiplier = (int32_t)multiplier;
  times.rightShift = rightShift;
  return times;
}

int64_t tintinRounded(int64_t value, int32_t rightShift, TintinRounding rounding, uint32_t bits) {
  if (rightShift == 0) {
    return value;
  }
  const uint64_t magnitude = value < 0 ? 0U - (uint64_t)value : (uint64_t)value;
  uint64_t kept = magnitude >> rightShift;
  const uint64_t dropped = magnitude - (kept << rightShift);
  if (rounding == TINTIN_NEAREST) {
    kept += dropped >= (uint64_t)1 << (rightShift - 1);
  } else if (rounding == TINTIN_STOCHASTIC) {
    kept += rightShift <= 32 ? dropped > bits >> (32 - rightShift)
                             : dropped >> (rightShift - 32) > bits;
  } else {
    const int32_t half = rightShift / 2;
    const uint64_t upper = dropped >> half;
    const uint64_t lower = dropped - (upper << half);
    kept += upper > lower << (rightShift & 1);
  }
  return value < 0 ? -(int64_t)kept : (int64_t)kept;
}

/* The same in 32 bits, for magnitudes below 2^32 and shifts in [1, 31]. */
static uint32_t roundedMagnitude(uint32_t magnitude, uint8_t shift, TintinRounding rounding,
                                 uint32_t bits) {
  const uint32_t kept = magnitude >> shift;
  const uint32_t dropped = magnitude - (kept << shift);
  if (rounding == TINTIN_NEAREST) {
    return kept + (dropped >> (shift - 1));
  }
  if (rounding == TINTIN_STOCHASTIC) {
    return kept + (dropped > bits >> (32 - shift));
  }
  const uint8_t half = shift / 2;
  const uint32_t upper = dropped >> half;
  const uint32_t lower = dropped - (upper << half);
  return kept + (upper > lower << (shift & 1));
}

int32_t tintinApply(TintinRatio ratio, int32_t value, int32_t limit, TintinRounding rounding,
                    uint32_t bits) {
  const uint32_t magnitude = tintinMagnitude(value);
  if (magnitude == 0 || ratio.multiplier == 0) {
    return 0;
  }
  uint64_t rounded;
  if (rounding == TINTIN_NEAREST && ratio.rightShift > 32 && magnitude < (uint32_t)1 << 17) {
    return 0; /* below half */
  }
  if (ratio.rightShift > 0 && ratio.rightShift < 32 && magnitude < (uint32_t)1 << 17) {
    rounded = roundedMagnitude(magnitude * (uint32_t)ratio.multiplier, (uint8_t)ratio.rightShift,
                               rounding, bits);
  } else if (ratio.rightShift >= 0) {
    const int64_t product = (int64_t)((uint64_t)magnitude * (uint32_t)ratio.multiplier);
    const int32_t shift = ratio.rightShift > 62 ? 62 : ratio.rightShift;
    rounded = (uint64_t)tintinRounded(product, shift, rounding, bits);
  } else {
    const uint32_t most = ratio.rightShift > -31 ? (uint32_t)limit >> -ratio.rightShift : 0;
    const uint8_t fits = magnitude <= most && magnitude * (uint64_t)(uint32_t)ratio.multiplier <= most;
    rounded = fits ? (magnitude * (uint32_t)ratio.multiplier) << -ratio.rightShift
                   : (uint32_t)limit;
  }
  const int32_t clipped = rounded > (uint64_t)(uint32_t)limit ? limit : (int32_t)rounded;
  return value < 0 ? -clipped : clipped;
}

int32_t tintinScaledDown(int32_t value) {
  const int32_t scaled = (int32_t)((13 * tintinMagnitude(value) + 8) >> 4);
  return value < 0 ? -scaled : scaled;
}

int32_t tintinScaledUp(int32_t value) {
  const int32_t scaled = (int32_t)((5 * tintinMagnitude(value) + 2) >> 2);
  return value < 0 ? -scaled : scaled;
}

int32_t tintinHalved(int32_t value) {
  const int32_t halved = (int32_t)((tintinMagnitude(value) + 1) >> 1);
  return value < 0 ? -halved : halved;
}

int32_t tintinClip(int32_t value, int32_t limit) {
  return value > limit ? limit : value < -limit ? -limit : value;
}

uint8_t tintinBits(uint32_t magnitude) {
  uint8_t bits = 0;
  while (magnitude >= 256) {
    magnitude >>= 8;
    bits = (uint8_t)(bits + 8);
  }
  while (magnitude != 0) {
    magnitude >>= 1;
    bits++;
  }
  return bits;
}

static uint32_t mix(uint32_t x) {
  x = (x ^ (x >> 17)) * 0xED5AD4BBU;
  x = (x ^ (x >> 11)) * 0xAC4C1B51U;
  x = (x ^ (x >> 15)) * 0x31848BABU;
  return x ^ (x >> 14);
}

uint32_t tintinRandom(TintinKey key, uint32_t counter) {
  return mix(mix(counter * 0x9E3779B9U + key.low) + key.high);
}

TintinKey tintinStream(TintinKey key, uint32_t id) {
  const TintinKey apart = {key.low ^ 0x4C957F2DU, key.high ^ 0x5851F42DU};
  const TintinKey inverted = {~apart.low, ~apart.high};
  const TintinKey stream = {tintinRandom(apart, id), tintinRandom(inverted, id)};
  return stream;
}

TintinKey tintinStepKey(TintinKey seed, uint64_t step) {
  return tintinStream(tintinStream(seed, (uint32_t)(step >> 32)), (uint32_t)step);
}

uint32_t tintinHash(const TintinParameter *parameter, uint32_t hash) {
  for (uint32_t i = 0; i < parameter->count; i++) {
    hash = (hash ^ (uint8_t)parameter->values[i]) * 16777619U;
  }
  hash = (hash ^ (uint8_t)parameter->shift) * 16777619U;
  hash = (hash ^ (uint8_t)parameter->up) * 16777619U;
  return (hash ^ (uint8_t)parameter->down) * 16777619U;
}
