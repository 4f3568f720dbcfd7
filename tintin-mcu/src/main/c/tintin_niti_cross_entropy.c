/* NITI's cross-entropy of class labels: section 7. */
#include "tintin_sixteenths.h"

enum { SERIES_FROM = -7, LEAST_SHIFT = -18, MOST_SHIFT = 32, LARGEST_POWER = 10 };

/* output * log2(e) * 2^shift, rounded towards 0. */
static int64_t exponentOf(int8_t output, int32_t shift) {
  const int64_t scaled = output * TINTIN_LOG2_E / ((int32_t)1 << 15);
  if (shift >= 0) {
    return scaled * ((int64_t)1 << shift);
  }
  return scaled / ((int64_t)1 << (-shift < MOST_SHIFT ? -shift : MOST_SHIFT));
}

/* v: below 2^38. */
static uint64_t powerOf(int8_t output, int32_t shift, int64_t largest) {
  if (shift > SERIES_FROM) {
    const int64_t s = exponentOf(output, shift) - largest + LARGEST_POWER;
    return ((uint64_t)1 << (s > 0 ? s : 0)) - 1;
  }
  const int32_t e = shift > LEAST_SHIFT ? shift : LEAST_SHIFT;
  const int32_t divided = e - shift < 16 ? e - shift : 16;
  const int64_t x = output / ((int32_t)1 << divided);
  return (uint64_t)(((int64_t)1 << (1 - 2 * e)) + x * ((int64_t)1 << (1 - e)) + x * x);
}

/* The loss of an example: that of the cross-entropy. */
static int32_t lossOf(const int8_t *output, uint16_t label, uint16_t outputs, TintinRatio ratio) {
  int8_t largest = -127;
  for (uint16_t o = 0; o < outputs; o++) {
    largest = output[o] > largest ? output[o] : largest;
  }
  uint32_t sum = 0;
  for (uint16_t o = 0; o < outputs; o++) {
    sum += tintinPower(tintinSixteenths(ratio, largest - output[o]));
  }
  return tintinSixteenths(ratio, largest - output[label]) + tintinLog2(sum) - 16 * 20;
}

static void example(const int8_t *output, uint16_t label, uint16_t outputs, int32_t shift,
                    TintinKey key, uint32_t counter, int8_t *gradOutput) {
  int64_t largest = exponentOf(output[0], shift);
  for (uint16_t o = 1; o < outputs; o++) {
    const int64_t exponent = exponentOf(output[o], shift);
    largest = exponent > largest ? exponent : largest;
  }
  uint64_t sum = 0;
  for (uint16_t o = 0; o < outputs; o++) {
    sum += powerOf(output[o], shift, largest);
  }
  const int32_t ofLabel = (int32_t)((powerOf(output[label], shift, largest) << 11) / sum);
  int32_t rest = 0;
  /* The gradient may be written over the outputs: the label's comes last. */
  for (uint16_t o = 0; o < outputs; o++) {
    const int32_t p = (int32_t)((powerOf(output[o], shift, largest) << 11) / sum);
    rest += p;
    if (o != label) {
      gradOutput[o] = tintinOfProbability(p, 11, key, counter + o);
    }
  }
  gradOutput[label] = tintinOfProbability(ofLabel - rest, 11, key, counter + label);
}

int64_t tintinNitiCrossEntropy(const TintinTensor *output, const uint16_t *labels, uint16_t outputs,
                               uint16_t batch, TintinKey key, TintinTensor *gradOutput) {
  const TintinRatio ratio = tintinSixteenthsOf(&output->scale);
  const int32_t shift = output->scale.shift < MOST_SHIFT ? output->scale.shift : MOST_SHIFT;
  int64_t loss = 0;
  for (uint16_t b = 0; b < batch; b++) {
    const uint32_t first = (uint32_t)b * outputs;
    const int8_t *of = output->values + first;
    loss += lossOf(of, labels[b], outputs, ratio);
    example(of, labels[b], outputs, shift, key, first, gradOutput->values + first);
  }
  tintinSetGradientScale(gradOutput);
  return loss;
}
