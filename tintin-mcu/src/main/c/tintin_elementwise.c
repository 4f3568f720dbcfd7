/* Layers that look at one value at a time: section 6, ReLU, LeakyReLU, Flatten, Dropout. */
#include <stddef.h>

#include "tintin.h"

void tintinRelu(const TintinTensor *input, uint32_t count, TintinTensor *output) {
  for (uint32_t i = 0; i < count; i++) {
    const int8_t value = input->values[i];
    output->values[i] = value > 0 ? value : 0;
  }
  output->scale = input->scale;
}

/* The output is above 0 where the input is. */
void tintinReluBackward(const TintinTensor *output, const TintinTensor *gradOutput, uint32_t count,
                        TintinTensor *gradInput) {
  for (uint32_t i = 0; i < count; i++) {
    gradInput->values[i] = output->values[i] > 0 ? gradOutput->values[i] : 0;
  }
  gradInput->scale = gradOutput->scale;
}

static int8_t sloped(int8_t value, uint8_t slopeShift) {
  const int16_t magnitude = (int16_t)(value < 0 ? -value : value);
  const int16_t rounded = (int16_t)((magnitude + (1 << (slopeShift - 1))) >> slopeShift);
  return (int8_t)(value < 0 ? -rounded : rounded);
}

void tintinLeakyRelu(const TintinTensor *input, uint32_t count, uint8_t slopeShift,
                     TintinTensor *output) {
  for (uint32_t i = 0; i < count; i++) {
    const int8_t value = input->values[i];
    output->values[i] = value > 0 ? value : sloped(value, slopeShift);
  }
  output->scale = input->scale;
}

void tintinLeakyReluBackward(const TintinTensor *output, const TintinTensor *gradOutput,
                             uint32_t count, uint8_t slopeShift, TintinTensor *gradInput) {
  for (uint32_t i = 0; i < count; i++) {
    const int8_t value = gradOutput->values[i];
    gradInput->values[i] = output->values[i] > 0 ? value : sloped(value, slopeShift);
  }
  gradInput->scale = gradOutput->scale;
}

void tintinFlatten(const TintinTensor *from, uint32_t rows, uint32_t columns, uint16_t batch,
                   TintinTensor *to) {
  const int8_t *example = from->values;
  int8_t *value = to->values;
  for (uint16_t b = 0; b < batch; b++, example += rows * columns) {
    for (uint32_t c = 0; c < columns; c++) {
      for (uint32_t r = 0; r < rows; r++) {
        *value++ = example[r * columns + c];
      }
    }
  }
  to->scale = from->scale;
}

/* Values draw by their number in [channels][pixels], of all examples of the step. */
void tintinDropout(const TintinDropout *layer, const TintinTensor *from, uint16_t batch,
                   const TintinKey *key, TintinTensor *to) {
  uint32_t i = 0, first = 0;
  for (uint16_t b = 0; b < batch; b++, first += layer->pixels * layer->channels) {
    for (uint32_t p = 0; p < layer->pixels; p++) {
      for (uint32_t c = 0; c < layer->channels; c++, i++) {
        const uint8_t isDropped =
            key != NULL &&
            tintinRandom(*key, first + c * layer->pixels + p) < layer->threshold;
        to->values[i] = isDropped ? 0 : from->values[i];
      }
    }
  }
  to->scale = from->scale;
  if (key != NULL) {
    to->scale.shift += layer->factor.shift;
    to->scale.up += layer->factor.up;
    to->scale.down += layer->factor.down;
  }
}
