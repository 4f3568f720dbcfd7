/* The hyperbolic tangent: section 6, Tanh. */
#include <stddef.h>

#include "tintin.h"

enum { INPUT_BITS = 12, LINE_BITS = 8, OUTPUT_BITS = 7, LINES = 64 };

#define LARGEST ((int32_t)4 << INPUT_BITS)

/* round(2^15 * tanh(j / 16)) */
static const uint16_t TANH[LINES + 1] = {
    0,     2045,  4075,  6073,  8025,  9919,  11743, 13486, 15143, 16706, 18173, 19542, 20813,
    21986, 23066, 24054, 24956, 25776, 26519, 27191, 27797, 28341, 28830, 29268, 29660, 30010,
    30322, 30600, 30847, 31067, 31262, 31435, 31589, 31726, 31846, 31953, 32048, 32132, 32206,
    32271, 32329, 32381, 32426, 32466, 32501, 32532, 32560, 32584, 32606, 32625, 32642, 32657,
    32670, 32681, 32691, 32700, 32708, 32715, 32721, 32727, 32732, 32736, 32740, 32743, 32746};

/* 2^7 * tanh(x * 2^-12), of x in [0, LARGEST]. */
static int8_t ofPositive(int32_t x) {
  const int32_t line = x >> LINE_BITS < LINES ? x >> LINE_BITS : LINES - 1;
  const int32_t along = x - line * (1 << LINE_BITS);
  const int32_t begin = TANH[line], end = TANH[line + 1];
  const int32_t t = begin * (1 << LINE_BITS) + (end - begin) * along;
  const int32_t rounded = (t + ((int32_t)1 << 15)) >> 16;
  return (int8_t)(rounded > 127 ? 127 : rounded);
}

void tintinTanh(const TintinTensor *input, uint32_t count, TintinTensor *output) {
  const TintinScale *scale = &input->scale;
  const TintinRatio ratio = tintinRatio(scale->shift + INPUT_BITS, scale->up, scale->down);
  for (uint32_t i = 0; i < count; i++) {
    const int32_t x = tintinApply(ratio, input->values[i], LARGEST, TINTIN_NEAREST, 0);
    output->values[i] = (int8_t)(x < 0 ? -ofPositive(-x) : ofPositive(x));
  }
  output->scale.shift = -OUTPUT_BITS;
  output->scale.up = 0;
  output->scale.down = 0;
}

static uint32_t backward(const int8_t *output, const int8_t *gradOutput, uint32_t count,
                         uint8_t dropped, int8_t *gradInput) {
  uint32_t magnitudes = 0;
  for (uint32_t i = 0; i < count; i++) {
    const int32_t value = output[i];
    const int32_t acc = gradOutput[i] * (((int32_t)1 << (2 * OUTPUT_BITS)) - value * value);
    magnitudes |= tintinMagnitude(acc);
    if (gradInput != NULL) {
      gradInput[i] = tintinNarrow(acc, dropped);
    }
  }
  return magnitudes;
}

void tintinTanhBackward(const TintinTensor *output, const TintinTensor *gradOutput, uint32_t values,
                        uint16_t batch, TintinPlace *place, TintinTensor *gradInput) {
  TintinScale scale = gradOutput->scale;
  scale.shift -= 2 * OUTPUT_BITS;
  if (!place->isSet) {
    tintinSet(place, scale.shift, backward(output->values, gradOutput->values, values, 0, NULL));
  }
  const uint8_t dropped = tintinDropped(place, scale.shift);
  const uint32_t magnitudes = backward(output->values, gradOutput->values, values * batch, dropped,
                                       gradInput->values);
  gradInput->scale = tintinNote(place, &scale, magnitudes);
}
