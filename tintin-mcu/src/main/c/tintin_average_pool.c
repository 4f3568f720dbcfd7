/* Average pooling, of windows and of all: section 6, Mean and AveragePool2d. */
#include "tintin_sums.h"
#include "tintin_windows.h"

enum { FRACTION_BITS = 8 };

/* value * 2^bits / count, rounded to nearest, ties away from zero. */
static int32_t divided(int32_t value, uint8_t bits, uint32_t count) {
  const uint64_t doubled = ((uint64_t)tintinMagnitude(value) << (bits + 1)) + count;
  const int32_t magnitude = (int32_t)(doubled / (2 * (uint64_t)count));
  return value < 0 ? -magnitude : magnitude;
}

static uint32_t valuesOf(const TintinPool *g) {
  return (uint32_t)g->windowHeight * g->windowWidth;
}

static int32_t meanOf(const TintinPool *g, const int8_t *window) {
  int32_t sum = 0;
  for (uint16_t ky = 0; ky < g->windowHeight; ky++) {
    const int8_t *value = window + (uint32_t)ky * g->width * g->channels;
    for (uint16_t kx = 0; kx < g->windowWidth; kx++, value += g->channels) {
      sum += *value;
    }
  }
  return divided(sum, FRACTION_BITS, valuesOf(g));
}

static uint32_t forward(const TintinPool *g, const int8_t *input, uint16_t batch, uint8_t dropped,
                        int8_t *output) {
  uint32_t magnitudes = 0;
  for (uint16_t b = 0; b < batch; b++) {
    for (uint16_t y = 0; y < g->outHeight; y++) {
      for (uint16_t x = 0; x < g->outWidth; x++) {
        const int8_t *window = input + tintinWindowAt(g, y, x);
        for (uint16_t c = 0; c < g->channels; c++) {
          const int32_t mean = meanOf(g, window + c);
          magnitudes |= tintinMagnitude(mean);
          if (output != NULL) {
            *output++ = tintinNarrow(mean, dropped);
          }
        }
      }
    }
    input += (uint32_t)g->height * g->width * g->channels;
  }
  return magnitudes;
}

void tintinAveragePoolForward(const TintinPool *layer, const TintinTensor *input, uint16_t batch,
                              TintinPlace *place, TintinTensor *output) {
  TintinScale scale = input->scale;
  scale.shift -= FRACTION_BITS;
  if (!place->isSet) {
    tintinSet(place, scale.shift, forward(layer, input->values, 1, 0, NULL));
  }
  const uint8_t dropped = tintinDropped(place, scale.shift);
  const uint32_t magnitudes = forward(layer, input->values, batch, dropped, output->values);
  output->scale = tintinNote(place, &scale, magnitudes);
}

static int32_t shareSum(const TintinPool *g, const int8_t *gradOutput, uint16_t y, uint16_t x,
                        uint16_t c, uint8_t bits) {
  int32_t sum = 0;
  for (uint16_t wy = tintinFirstWindow(y, g->windowHeight, g->stride);
       wy < tintinEndWindow(y, g->stride, g->outHeight); wy++) {
    for (uint16_t wx = tintinFirstWindow(x, g->windowWidth, g->stride);
         wx < tintinEndWindow(x, g->stride, g->outWidth); wx++) {
      const int8_t of = gradOutput[((uint32_t)wy * g->outWidth + wx) * g->channels + c];
      sum += divided(of, bits, valuesOf(g));
    }
  }
  return sum;
}

static uint32_t backward(const TintinPool *g, const int8_t *gradOutput, uint16_t batch,
                         uint8_t bits, uint8_t dropped, int8_t *gradInput) {
  uint32_t magnitudes = 0;
  for (uint16_t b = 0; b < batch; b++) {
    for (uint16_t y = 0; y < g->height; y++) {
      for (uint16_t x = 0; x < g->width; x++) {
        for (uint16_t c = 0; c < g->channels; c++) {
          const int32_t sum = shareSum(g, gradOutput, y, x, c, bits);
          magnitudes |= tintinMagnitude(sum);
          if (gradInput != NULL) {
            *gradInput++ = tintinNarrow(sum, dropped);
          }
        }
      }
    }
    gradOutput += (uint32_t)g->outHeight * g->outWidth * g->channels;
  }
  return magnitudes;
}

void tintinAveragePoolBackward(const TintinPool *layer, const TintinTensor *gradOutput,
                               uint16_t batch, TintinPlace *place, TintinTensor *gradInput) {
  const uint8_t bits = (uint8_t)(FRACTION_BITS + tintinBits(valuesOf(layer) - 1));
  TintinScale scale = gradOutput->scale;
  scale.shift -= bits;
  if (!place->isSet) {
    tintinSet(place, scale.shift, backward(layer, gradOutput->values, 1, bits, 0, NULL));
  }
  const uint8_t dropped = tintinDropped(place, scale.shift);
  const uint32_t magnitudes =
      backward(layer, gradOutput->values, batch, bits, dropped, gradInput->values);
  gradInput->scale = tintinNote(place, &scale, magnitudes);
}
