/* Max pooling: section 6, MaxPool2d and MaxPool1d. */
#include "tintin_sums.h"
#include "tintin_windows.h"

/* Where the first largest value of a window is, from its first pixel on. */
static uint32_t largestOf(const TintinPool *g, const int8_t *window) {
  uint32_t largest = 0;
  for (uint16_t ky = 0; ky < g->windowHeight; ky++) {
    uint32_t at = (uint32_t)ky * g->width * g->channels;
    for (uint16_t kx = 0; kx < g->windowWidth; kx++, at += g->channels) {
      largest = window[at] > window[largest] ? at : largest;
    }
  }
  return largest;
}

void tintinMaxPoolForward(const TintinPool *layer, const TintinTensor *input, uint16_t batch,
                          TintinTensor *output) {
  const int8_t *example = input->values;
  int8_t *to = output->values;
  for (uint16_t b = 0; b < batch; b++) {
    for (uint16_t y = 0; y < layer->outHeight; y++) {
      for (uint16_t x = 0; x < layer->outWidth; x++) {
        const int8_t *window = example + tintinWindowAt(layer, y, x);
        for (uint16_t c = 0; c < layer->channels; c++, window++) {
          *to++ = window[largestOf(layer, window)];
        }
      }
    }
    example += (uint32_t)layer->height * layer->width * layer->channels;
  }
  output->scale = input->scale;
}

/* Where windows do not overlap: each value has the gradient of its window, or none. */
static void scatter(const TintinPool *g, const int8_t *input, const int8_t *gradOutput,
                    uint16_t batch, int8_t *gradInput) {
  const uint32_t size = (uint32_t)g->height * g->width * g->channels;
  for (uint32_t i = 0; i < size * batch; i++) {
    gradInput[i] = 0;
  }
  for (uint16_t b = 0; b < batch; b++, input += size, gradInput += size) {
    for (uint16_t y = 0; y < g->outHeight; y++) {
      for (uint16_t x = 0; x < g->outWidth; x++) {
        for (uint16_t c = 0; c < g->channels; c++, gradOutput++) {
          if (*gradOutput != 0) {
            const uint32_t at = tintinWindowAt(g, y, x) + c;
            gradInput[at + largestOf(g, input + at)] = *gradOutput;
          }
        }
      }
    }
  }
}

/* The gradient of the windows whose first largest value this is. */
static int32_t valueSum(const TintinPool *g, const int8_t *input, const int8_t *gradOutput,
                        uint16_t y, uint16_t x, uint16_t c) {
  const uint32_t at = ((uint32_t)y * g->width + x) * g->channels + c;
  int32_t sum = 0;
  for (uint16_t wy = tintinFirstWindow(y, g->windowHeight, g->stride);
       wy < tintinEndWindow(y, g->stride, g->outHeight); wy++) {
    for (uint16_t wx = tintinFirstWindow(x, g->windowWidth, g->stride);
         wx < tintinEndWindow(x, g->stride, g->outWidth); wx++) {
      const uint32_t window = tintinWindowAt(g, wy, wx) + c;
      if (window + largestOf(g, input + window) == at) {
        sum += gradOutput[((uint32_t)wy * g->outWidth + wx) * g->channels + c];
      }
    }
  }
  return sum;
}

static uint32_t gather(const TintinPool *g, const int8_t *input, const int8_t *gradOutput,
                       uint16_t batch, uint8_t dropped, int8_t *gradInput) {
  uint32_t magnitudes = 0;
  for (uint16_t b = 0; b < batch; b++) {
    for (uint16_t y = 0; y < g->height; y++) {
      for (uint16_t x = 0; x < g->width; x++) {
        for (uint16_t c = 0; c < g->channels; c++) {
          const int32_t sum = valueSum(g, input, gradOutput, y, x, c);
          magnitudes |= tintinMagnitude(sum);
          if (gradInput != NULL) {
            *gradInput++ = tintinNarrow(sum, dropped);
          }
        }
      }
    }
    input += (uint32_t)g->height * g->width * g->channels;
    gradOutput += (uint32_t)g->outHeight * g->outWidth * g->channels;
  }
  return magnitudes;
}

void tintinMaxPoolBackward(const TintinPool *layer, const TintinTensor *input,
                           const TintinTensor *gradOutput, uint16_t batch, TintinPlace *place,
                           TintinTensor *gradInput) {
  const int8_t *values = input->values, *gradient = gradOutput->values;
  if (layer->windowHeight <= layer->stride && layer->windowWidth <= layer->stride) {
    scatter(layer, values, gradient, batch, gradInput->values);
    gradInput->scale = gradOutput->scale;
    return;
  }
  const TintinScale scale = gradOutput->scale;
  if (!place->isSet) {
    tintinSet(place, scale.shift, gather(layer, values, gradient, 1, 0, NULL));
  }
  const uint8_t dropped = tintinDropped(place, scale.shift);
  const uint32_t magnitudes = gather(layer, values, gradient, batch, dropped, gradInput->values);
  gradInput->scale = tintinNote(place, &scale, magnitudes);
}
