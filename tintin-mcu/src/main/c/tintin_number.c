/* Scales, ratios, roundings and random bits: sections 1 to 4. */
#include "tintin.h"

TintinScale tintinScaleOf(const TintinParameter *parameter) {
  const TintinScale scale = {parameter->shift, parameter->up, parameter->down};
  return scale;
}

#if defined(__ARM_ARCH_6M__) || defined(__AVR__)
/* They cannot divide: by the binary digits of the reciprocal; what that lacks, by the remainder. */
static uint32_t fifthOf(uint32_t m) {
  uint32_t quotient = (m >> 3) + (m >> 4); /* 0.0011 0011 … */
  quotient += quotient >> 4;
  quotient += quotient >> 8;
  quotient += quotient >> 16;
  for (m -= 5 * quotient; m >= 5; m -= 5) {
    quotient++;
  }
  return quotient;
}

static uint32_t thirteenthOf(uint32_t m) {
  uint32_t quotient = (m >> 4) + (m >> 7); /* 0.0001 0011 1011 0001 0011 1011 … */
  quotient += (quotient >> 4) + (quotient >> 5);
  quotient += (quotient >> 12) + (quotient >> 24);
  for (m -= 13 * quotient; m >= 13; m -= 13) {
    quotient++;
  }
  return quotient;
}
#else
static uint32_t fifthOf(uint32_t m) {
  return m / 5;
}

static uint32_t thirteenthOf(uint32_t m) {
  return m / 13;
}
#endif

/* All products of m in [2^30, 2^31) are formed by quotient and remainder, within 32 bits. */
TintinRatio tintinRatio(int32_t shift, int32_t up, int32_t down) {
  uint32_t m = (uint32_t)1 << 30;
  int32_t exponent = 0;
  while (up != 0 || down != 0) {
    if (up > 0) {
      m += m >> 2;
      up--;
    } else if (up < 0) {
      m -= fifthOf(m + 4);
      up++;
    } else if (down > 0) {
      m = 13 * (m >> 4) + ((13 * (m & 15)) >> 4);
      down--;
    } else {
      const uint32_t thirteenth = thirteenthOf(m);
      const uint32_t rest = m - 13 * thirteenth;
      m += 3 * thirteenth + (rest > 4) + (rest > 8); /* 3 * rest / 13 */
      down++;
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
  /* 16 bits of the quotient from its first 1 on, by long division; the last is for rounding. */
  enum { FREE_BITS = 18 }; /* of a product in 64 */
  uint64_t product = ((uint64_t)numerator * (uint32_t)ratio.multiplier) << FREE_BITS;
  uint32_t remainder = 0, quotient = 0;
  int32_t rightShift = ratio.rightShift - (64 - FREE_BITS) - 1;
  for (; quotient >> 15 == 0; rightShift++) {
    remainder = 2 * remainder + (uint32_t)(product >> 63);
    product <<= 1;
    quotient *= 2;
    if (remainder >= denominator) {
      remainder -= denominator;
      quotient++;
    }
  }
  uint32_t multiplier = (quotient + 1) >> 1;
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
  } else if (rounding == TINTIN_NEAREST_EVEN) {
    kept += dropped + (kept & 1) > (uint64_t)1 << (rightShift - 1);
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

/* A product below 2^48, without the 64 bits that small cores are slow in. */
typedef struct {
  uint32_t high; /* without the 16 bits of low */
  uint32_t low;
} Product;

/* The lowest 32 bits of what is left when so many are dropped. */
static uint32_t without(Product product, uint8_t bits) {
  if (bits < 16) {
    return (product.high << (16 - bits)) | (product.low >> bits);
  }
  return bits < 48 ? product.high >> (bits - 16) : 0;
}

static uint32_t lowest(uint32_t word, uint8_t bits) {
  return word & (((uint32_t)1 << bits) - 1);
}

/* Whether one of the lowest bits is set. */
static uint8_t isAnyBelow(Product product, uint8_t bits) {
  if (bits <= 16) {
    return lowest(product.low, bits) != 0;
  }
  return product.low != 0 ||
         (bits < 48 ? lowest(product.high, (uint8_t)(bits - 16)) : product.high) != 0;
}

/* Whether what is dropped, up to 62 bits, takes the rest up (section 2). */
static uint8_t isUp(Product product, uint8_t shift, TintinRounding rounding, uint32_t bits) {
  const uint8_t half = shift / 2;
  if (shift == 0) {
    return 0;
  }
  if (rounding == TINTIN_NEAREST) {
    return without(product, (uint8_t)(shift - 1)) & 1;
  }
  if (rounding == TINTIN_NEAREST_EVEN) {
    const uint8_t isHalf = without(product, (uint8_t)(shift - 1)) & 1;
    return isHalf && (isAnyBelow(product, (uint8_t)(shift - 1)) || (without(product, shift) & 1));
  }
  if (rounding == TINTIN_STOCHASTIC) {
    if (shift < 32) {
      return lowest(without(product, 0), shift) > bits >> (32 - shift);
    }
    return without(product, (uint8_t)(shift - 32)) > bits;
  }
  const uint32_t upper = lowest(without(product, half), (uint8_t)(shift - half));
  return upper > lowest(without(product, 0), half) << (shift & 1);
}

int32_t tintinApply(TintinRatio ratio, int32_t value, int32_t limit, TintinRounding rounding,
                    uint32_t bits) {
  enum { MOST_DROPPED = 62 };
  const uint32_t magnitude = tintinMagnitude(value), most = (uint32_t)limit;
  const uint32_t multiplier = (uint32_t)ratio.multiplier;
  const uint32_t low = (magnitude & 0xFFFF) * multiplier;
  const Product product = {(magnitude >> 16) * multiplier + (low >> 16), low & 0xFFFF};
  uint32_t rounded = most;
  if (ratio.rightShift < 0) {
    const uint32_t fits = ratio.rightShift > -31 ? most >> -ratio.rightShift : 0;
    if (product.high >> 16 == 0 && without(product, 0) <= fits) {
      /* Of a zero the shift can be any. */
      rounded = magnitude == 0 || multiplier == 0 ? 0 : without(product, 0) << -ratio.rightShift;
    }
  } else {
    const uint8_t shift =
        ratio.rightShift > MOST_DROPPED ? MOST_DROPPED : (uint8_t)ratio.rightShift;
    if (shift >= 16 || product.high >> (16 + shift) == 0) {
      rounded = without(product, shift) + isUp(product, shift, rounding, bits);
    }
  }
  const int32_t clipped = rounded > most ? limit : (int32_t)rounded;
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

/* Volatile, or compilers for small cores make chains of 20 shifts and additions of each. */
static const volatile uint32_t MULTIPLIERS[] = {0x9E3779B9U, 0xED5AD4BBU, 0xAC4C1B51U, 0x31848BABU};

static uint32_t mix(uint32_t x) {
  x = (x ^ (x >> 17)) * MULTIPLIERS[1];
  x = (x ^ (x >> 11)) * MULTIPLIERS[2];
  x = (x ^ (x >> 15)) * MULTIPLIERS[3];
  return x ^ (x >> 14);
}

uint32_t tintinRandom(TintinKey key, uint32_t counter) {
  return mix(mix(counter * MULTIPLIERS[0] + key.low) + key.high);
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
