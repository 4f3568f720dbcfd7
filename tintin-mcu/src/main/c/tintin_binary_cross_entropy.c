/* Cross-entropy of yes or no, for each output by itself: section 7. */
#include "tintin_sixteenths.h"

enum { PROBABILITY_BITS = 15 };

#define ONE ((uint32_t)1 << 20)

int64_t tintinBinaryCrossEntropy(const TintinTensor *output, const int8_t *targets,
                                 uint16_t outputs, uint16_t batch, TintinKey key,
                                 TintinTensor *gradOutput) {
  const TintinRatio ratio = tintinSixteenthsOf(&output->scale);
  const uint32_t count = (uint32_t)outputs * batch;
  int64_t loss = 0;
  for (uint32_t i = 0; i < count; i++) {
    const int8_t y = output->values[i];
    const uint16_t u = tintinSixteenths(ratio, y < 0 ? -y : y);
    const uint32_t v = tintinPower(u);
    loss += tintinLog2(ONE + v) - 16 * 20;
    if ((y > 0 && targets[i] == 0) || (y < 0 && targets[i] != 0)) {
      loss += u;
    }
    /* The probability of the less likely answer, then of yes. */
    const int32_t q = (int32_t)(((uint64_t)v << PROBABILITY_BITS) / (ONE + v));
    const int32_t p = y > 0 ? ((int32_t)1 << PROBABILITY_BITS) - q : q;
    const int32_t left = p - targets[i] * ((int32_t)1 << PROBABILITY_BITS);
    gradOutput->values[i] = tintinOfProbability(left, PROBABILITY_BITS, key, i);
  }
  tintinSetGradientScale(gradOutput);
  return loss;
}
