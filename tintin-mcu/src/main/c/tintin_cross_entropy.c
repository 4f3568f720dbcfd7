/* Cross-entropy of class labels: section 7. */
#include "tintin.h"

enum { MOST = 16 * 21 };

#define LOG2_E ((uint32_t)47274) /* of 2^15 */

/* round(2^20 * 2^(-j/16)) */
static const uint32_t EXP2[] = {1048576, 1004120, 961548, 920782, 881744, 844361, 808563, 774282,
                                741455,  710020,  679917, 651091, 623487, 597053, 571740, 547500};

/* Sixteenths of a bit that an output is below the largest. The 8 lowest bits of the product never
 * decide; without them it has 32. */
static uint16_t below(TintinRatio ratio, int8_t largest, int8_t output) {
  const uint32_t steps = (uint32_t)(int32_t)(largest - output) * (uint32_t)ratio.multiplier;
  const uint32_t product = (steps >> 8) * (LOG2_E / 2) + (((steps & 0xFF) * (LOG2_E / 2)) >> 8);
  const int32_t shift = ratio.rightShift - 9;
  if (shift < 1) {
    return (uint16_t)tintinApply(ratio, (int32_t)(largest - output) * (int32_t)LOG2_E, MOST,
                                 TINTIN_NEAREST, 0);
  }
  const uint32_t rounded = shift > 31 ? 0 : (product + ((uint32_t)1 << (shift - 1))) >> shift;
  return (uint16_t)(rounded < MOST ? rounded : MOST);
}

static uint32_t powerOf(uint16_t sixteenths) {
  return EXP2[sixteenths & 15] >> (sixteenths >> 4);
}

/* 16 * log2(value), rounded down. */
static int32_t log2Of(uint32_t value) {
  const uint8_t whole = (uint8_t)(tintinBits(value) - 1);
  const uint32_t normalized = whole >= 20 ? value >> (whole - 20) : value << (20 - whole);
  uint8_t part = 0;
  while (part < 15 && normalized >= 2 * EXP2[15 - part]) {
    part++;
  }
  return 16 * whole + part;
}

/* Drops 4 bits at random. */
static int8_t rounded(int32_t probability, TintinKey key, uint32_t counter) {
  const uint32_t magnitude = tintinMagnitude(probability);
  uint32_t kept = magnitude >> 4;
  kept += (magnitude & 15) > tintinRandom(key, counter) >> 28;
  kept = kept > 127 ? 127 : kept;
  return (int8_t)(probability < 0 ? -(int16_t)kept : (int16_t)kept);
}

static int32_t example(const int8_t *output, uint16_t label, uint16_t outputs, TintinRatio ratio,
                       TintinKey key, uint32_t counter, int8_t *gradOutput) {
  int8_t largest = -127;
  for (uint16_t o = 0; o < outputs; o++) {
    largest = output[o] > largest ? output[o] : largest;
  }
  uint32_t sum = 0;
  for (uint16_t o = 0; o < outputs; o++) {
    sum += powerOf(below(ratio, largest, output[o]));
  }
  const uint16_t ofLabel = below(ratio, largest, output[label]);
  int32_t rest = 0;
  /* The gradient may be written over the outputs: the label's comes last. */
  for (uint16_t o = 0; o < outputs; o++) {
    const int32_t p = (int32_t)((powerOf(below(ratio, largest, output[o])) << 11) / sum);
    rest += p;
    if (o != label) {
      gradOutput[o] = rounded(p, key, counter + o);
    }
  }
  const int32_t p = (int32_t)((powerOf(ofLabel) << 11) / sum);
  gradOutput[label] = rounded(p - rest, key, counter + label);
  return ofLabel + log2Of(sum) - 16 * 20;
}

int64_t tintinCrossEntropy(const TintinTensor *output, const uint16_t *labels, uint16_t outputs,
                           uint16_t batch, TintinKey key, TintinTensor *gradOutput) {
  const TintinScale *scale = &output->scale;
  const TintinRatio ratio = tintinRatio(scale->shift - 11, scale->up, scale->down);
  int64_t loss = 0;
  for (uint16_t b = 0; b < batch; b++) {
    const uint32_t first = (uint32_t)b * outputs;
    loss += example(output->values + first, labels[b], outputs, ratio, key, first,
                    gradOutput->values + first);
  }
  gradOutput->scale.shift = -7;
  gradOutput->scale.up = 0;
  gradOutput->scale.down = 0;
  return loss;
}
