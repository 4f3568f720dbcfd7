/* Layer normalisation: section 6, LayerNorm. */
#include "tintin_sums.h"

enum { FRACTION_BITS = 5, GRADIENT_BITS = 8, INVERSE_BITS = 45 };

/* What the values of one example have in common. */
typedef struct {
  int32_t count, sum;  /* N and S */
  int64_t spread;      /* W */
  TintinRatio inverse; /* 1 / sqrt(W) */
} Example;

/* The largest integer whose square is not above the value, in [2^60, 2^62). */
static uint32_t rootOf(uint64_t value) {
  uint64_t root = 0;
  for (uint64_t bit = (uint64_t)1 << 60; bit != 0; bit >>= 2) {
    if (value >= root + bit) {
      value -= root + bit;
      root = (root >> 1) + bit;
    } else {
      root >>= 1;
    }
  }
  return (uint32_t)root;
}

static TintinRatio inverseRoot(uint64_t value) {
  int32_t halfShift = 0; /* the value is multiplied by its power of 4 */
  while (value >> 60 == 0) {
    value <<= 2;
    halfShift++;
  }
  const uint32_t root = rootOf(value);
  TintinRatio inverse = {(int32_t)((((uint64_t)1 << INVERSE_BITS) + (root >> 1)) / root),
                         INVERSE_BITS - halfShift};
  while ((inverse.multiplier & 1) == 0) {
    inverse.multiplier >>= 1;
    inverse.rightShift--;
  }
  return inverse;
}

static Example exampleOf(const TintinLayerNorm *layer, const int8_t *input) {
  Example example = {.count = (int32_t)(layer->pixels * layer->channels)};
  uint32_t squares = 0;
  for (const int8_t *end = input + example.count; input != end; input++) {
    const int32_t value = *input;
    example.sum += value;
    squares += (uint32_t)(value * value);
  }
  const int64_t n = example.count;
  example.spread = 4 * (n * squares - (int64_t)example.sum * example.sum) + n * n;
  example.inverse = inverseRoot((uint64_t)example.spread);
  return example;
}

/* D */
static int32_t centred(const Example *example, int8_t value) {
  return example->count * value - example->sum;
}

/* xhat */
static int32_t normalised(const Example *example, int8_t value) {
  const int32_t doubled = centred(example, value) * (1 << (FRACTION_BITS + 1));
  return tintinApply(example->inverse, doubled, 127, TINTIN_NEAREST, 0);
}

/* One example, whose outputs are written unless there is nowhere. Returns the union of the
 * magnitudes of all sums. */
static uint32_t forward(const TintinLayerNorm *layer, const int8_t *gain, const TintinBias *bias,
                        const int8_t *input, uint8_t dropped, int8_t *output) {
  const Example example = exampleOf(layer, input);
  uint32_t magnitudes = 0;
  for (uint32_t p = 0; p < layer->pixels; p++) {
    for (uint16_t c = 0; c < layer->channels; c++) {
      const int32_t acc = gain[c] * normalised(&example, *input++) + tintinBiasAt(bias, c);
      magnitudes |= tintinMagnitude(acc);
      if (output != NULL) {
        *output++ = tintinNarrow(acc, dropped);
      }
    }
  }
  return magnitudes;
}

void tintinLayerNormForward(const TintinLayerNorm *layer, const TintinParameter *gain,
                            const TintinParameter *bias, const TintinTensor *input, uint16_t batch,
                            TintinPlace *place, TintinTensor *output) {
  const uint32_t size = layer->pixels * layer->channels;
  TintinScale scale = tintinScaleOf(gain);
  scale.shift -= FRACTION_BITS;
  const TintinBias aligned = tintinBiasFor(bias, &scale);
  if (!place->isSet) {
    tintinSet(place, scale.shift, forward(layer, gain->values, &aligned, input->values, 0, NULL));
  }
  const uint8_t dropped = tintinDropped(place, scale.shift);
  uint32_t magnitudes = 0;
  for (uint16_t b = 0; b < batch; b++) {
    magnitudes |= forward(layer, gain->values, &aligned, input->values + b * size, dropped,
                          output->values + b * size);
  }
  output->scale = tintinNote(place, &scale, magnitudes);
}

/* 2^8 * 4 * products / spread, rounded to nearest: q. */
static int64_t slopeOf(int64_t products, int64_t spread) {
  const uint64_t divisor = (uint64_t)spread;
  const uint64_t magnitude = products < 0 ? 0U - (uint64_t)products : (uint64_t)products;
  const int64_t slope = (int64_t)(((magnitude << (GRADIENT_BITS + 2)) + (divisor >> 1)) / divisor);
  return products < 0 ? -slope : slope;
}

/* The value times the inverse root, within ±(2^31 - 1); the value is below 2^47. */
static int32_t scaled(TintinRatio inverse, int64_t value) {
  const int32_t shift = inverse.rightShift > 62 ? 62 : inverse.rightShift;
  const int64_t rounded = tintinRounded(value * inverse.multiplier, shift, TINTIN_NEAREST, 0);
  return (int32_t)(rounded > INT32_MAX ? INT32_MAX : rounded < -INT32_MAX ? -INT32_MAX : rounded);
}

static uint32_t backward(const TintinLayerNorm *layer, const int8_t *gain, const int8_t *input,
                         const int8_t *gradOutput, uint8_t dropped, int8_t *gradInput) {
  const Example example = exampleOf(layer, input);
  int64_t products = 0; /* P */
  int32_t sum = 0;      /* H */
  uint32_t i = 0;
  for (uint32_t p = 0; p < layer->pixels; p++) {
    for (uint16_t c = 0; c < layer->channels; c++, i++) {
      const int32_t h = (int32_t)gain[c] * gradOutput[i];
      sum += h;
      products += (int64_t)h * centred(&example, input[i]);
    }
  }
  const int64_t slope = slopeOf(products, example.spread);
  uint32_t magnitudes = 0;
  i = 0;
  for (uint32_t p = 0; p < layer->pixels; p++) {
    for (uint16_t c = 0; c < layer->channels; c++, i++) {
      const int32_t h = (int32_t)gain[c] * gradOutput[i];
      const int64_t left = ((int64_t)example.count * h - sum) * (1 << GRADIENT_BITS) -
                           slope * centred(&example, input[i]);
      const int32_t acc = scaled(example.inverse, 2 * left);
      magnitudes |= tintinMagnitude(acc);
      if (gradInput != NULL) {
        gradInput[i] = tintinNarrow(acc, dropped);
      }
    }
  }
  return magnitudes;
}

void tintinLayerNormBackward(const TintinLayerNorm *layer, const TintinParameter *gain,
                             const TintinTensor *input, const TintinTensor *gradOutput,
                             uint16_t batch, TintinPlace *place, TintinTensor *gradInput) {
  const uint32_t size = layer->pixels * layer->channels;
  TintinScale scale = tintinProductScale(gain, &gradOutput->scale);
  scale.shift -= input->scale.shift + GRADIENT_BITS;
  scale.up -= input->scale.up;
  scale.down -= input->scale.down;
  if (!place->isSet) {
    tintinSet(place, scale.shift,
              backward(layer, gain->values, input->values, gradOutput->values, 0, NULL));
  }
  const uint8_t dropped = tintinDropped(place, scale.shift);
  uint32_t magnitudes = 0;
  for (uint16_t b = 0; b < batch; b++) {
    const uint32_t first = b * size;
    magnitudes |= backward(layer, gain->values, input->values + first, gradOutput->values + first,
                           dropped, gradInput->values + first);
  }
  gradInput->scale = tintinNote(place, &scale, magnitudes);
}

/* Of the gain: sum over pixels and batch of the gradient times xhat. */
static uint8_t piece(const TintinGradient *gradient, uint16_t row, uint32_t from, uint8_t count,
                     int32_t *values) {
  const TintinLayerNorm *layer = gradient->layer;
  const int8_t *input = gradient->input, *gradOutput = gradient->gradOutput;
  (void)row;
  tintinSetZero(values, count);
  for (uint16_t b = 0; b < gradient->batch; b++) {
    const Example example = exampleOf(layer, input);
    for (uint32_t p = 0; p < layer->pixels; p++) {
      for (uint8_t i = 0; i < count; i++) {
        const int8_t of = gradOutput[from + i];
        values[i] += of == 0 ? 0 : of * normalised(&example, input[from + i]);
      }
      input += layer->channels;
      gradOutput += layer->channels;
    }
  }
  for (uint8_t i = 0; i < count; i++) {
    if (values[i] != 0) {
      return 1;
    }
  }
  return 0;
}

TintinGradient tintinLayerNormGradient(const TintinLayerNorm *layer, const TintinTensor *input,
                                       const TintinTensor *gradOutput, uint16_t batch) {
  TintinGradient gradient = {.piece = piece,
                             .layer = layer,
                             .input = input->values,
                             .gradOutput = gradOutput->values,
                             .batch = batch,
                             .rows = 1,
                             .columns = layer->channels,
                             .scale = gradOutput->scale};
  gradient.scale.shift -= FRACTION_BITS;
  return gradient;
}
