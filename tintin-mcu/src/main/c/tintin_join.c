/* Where branches meet: section 6, The sum, Add, Concat. */
#include "tintin_sums.h"

enum { FRACTION_BITS = 8 };

/* A tensor that is brought to another's scale. */
typedef struct {
  const int8_t *values;
  TintinRatio ratio;
} Term;

static uint8_t isCoarser(const TintinScale *a, const TintinScale *b) {
  const TintinRatio ratio = tintinRatioOf(a, b);
  const int32_t bits = (int32_t)tintinBits((uint32_t)ratio.multiplier) - 1;
  return bits > ratio.rightShift ||
         (bits == ratio.rightShift && ratio.multiplier > (int32_t)1 << bits);
}

/* The coarsest of some scales, the first of equals. */
static TintinScale coarsestOf(const TintinTensor *const *terms, uint8_t count) {
  TintinScale coarsest = terms[0]->scale;
  for (uint8_t t = 1; t < count; t++) {
    if (isCoarser(&terms[t]->scale, &coarsest)) {
      coarsest = terms[t]->scale;
    }
  }
  return coarsest;
}

/* Adds up so many values, and writes them unless there is nowhere. Returns the union of the
 * magnitudes of all sums. */
static uint32_t sum(const Term *terms, uint8_t count, uint32_t values, uint8_t dropped,
                    int8_t *output) {
  uint32_t magnitudes = 0;
  for (uint32_t i = 0; i < values; i++) {
    int32_t acc = 0;
    for (uint8_t t = 0; t < count; t++) {
      acc += tintinAligned(terms[t].ratio, terms[t].values[i]);
    }
    magnitudes |= tintinMagnitude(acc);
    if (output != NULL) {
      output[i] = tintinNarrow(acc, dropped);
    }
  }
  return magnitudes;
}

void tintinAdd(const TintinTensor *const *inputs, uint8_t count, uint32_t values, uint16_t batch,
               TintinPlace *place, TintinTensor *output) {
  Term terms[TINTIN_INPUTS];
  TintinScale scale = coarsestOf(inputs, count);
  scale.shift -= FRACTION_BITS;
  for (uint8_t t = 0; t < count; t++) {
    terms[t].values = inputs[t]->values;
    terms[t].ratio = tintinRatioOf(&inputs[t]->scale, &scale);
  }
  if (!place->isSet) {
    tintinSet(place, scale.shift, sum(terms, count, values, 0, NULL));
  }
  const uint8_t dropped = tintinDropped(place, scale.shift);
  const uint32_t magnitudes = sum(terms, count, values * batch, dropped, output->values);
  output->scale = tintinNote(place, &scale, magnitudes);
}

void tintinCopy(const TintinTensor *from, uint32_t count, TintinTensor *to) {
  for (uint32_t i = 0; i < count; i++) {
    to->values[i] = from->values[i];
  }
  to->scale = from->scale;
}

void tintinConcat(const TintinConcat *layer, const TintinTensor *const *inputs, uint16_t batch,
                  TintinTensor *output) {
  const TintinScale coarsest = coarsestOf(inputs, layer->inputs);
  const uint32_t pixels = layer->pixels * batch;
  int8_t *part = output->values;
  for (uint8_t t = 0; t < layer->inputs; t++) {
    const TintinRatio ratio = tintinRatioOf(&inputs[t]->scale, &coarsest);
    const int8_t *value = inputs[t]->values;
    int8_t *to = part;
    for (uint32_t p = 0; p < pixels; p++, to += layer->outChannels) {
      for (uint16_t c = 0; c < layer->channels[t]; c++) {
        to[c] = (int8_t)tintinAligned(ratio, *value++); /* none is finer than the result */
      }
    }
    part += layer->channels[t];
  }
  output->scale = coarsest;
}

void tintinConcatBackward(const TintinConcat *layer, uint8_t input, const TintinTensor *gradOutput,
                          uint16_t batch, TintinTensor *gradInput) {
  const int8_t *part = gradOutput->values;
  int8_t *value = gradInput->values;
  for (uint8_t t = 0; t < input; t++) {
    part += layer->channels[t];
  }
  for (uint32_t p = layer->pixels * batch; p > 0; p--, part += layer->outChannels) {
    for (uint16_t c = 0; c < layer->channels[input]; c++) {
      *value++ = part[c];
    }
  }
  gradInput->scale = gradOutput->scale;
}
