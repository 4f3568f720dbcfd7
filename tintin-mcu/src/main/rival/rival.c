#include "rival.h"

#include <stddef.h>

enum { COLUMNS = 16 };

static float dot(const float *a, const float *b, uint16_t count) {
  float sum = 0;
  for (; count >= 4; count = (uint16_t)(count - 4), a += 4, b += 4) {
    sum += a[0] * b[0];
    sum += a[1] * b[1];
    sum += a[2] * b[2];
    sum += a[3] * b[3];
  }
  for (; count > 0; count--) {
    sum += *a++ * *b++;
  }
  return sum;
}

static void addProducts(const float *values, float factor, uint8_t count, float *sums) {
  for (; count > 0; count--) {
    *sums++ += *values++ * factor;
  }
}

static void setZero(float *values, uint32_t count) {
  for (; count > 0; count--) {
    *values++ = 0;
  }
}

void rivalDenseForward(const TintinDense *layer, const float *weights, const float *bias,
                       const float *input, float *output) {
  for (uint16_t o = 0; o < layer->outputs; o++, weights += layer->inputs) {
    output[o] = (bias == NULL ? 0 : bias[o]) + dot(weights, input, layer->inputs);
  }
}

void rivalDenseBackward(const TintinDense *layer, const float *weights, const float *gradOutput,
                        float *gradInput) {
  for (uint16_t i = 0; i < layer->inputs; i = (uint16_t)(i + COLUMNS), gradInput += COLUMNS) {
    const uint8_t count = layer->inputs - i < COLUMNS ? (uint8_t)(layer->inputs - i) : COLUMNS;
    const float *row = weights + i;
    setZero(gradInput, count);
    for (uint16_t o = 0; o < layer->outputs; o++, row += layer->inputs) {
      if (gradOutput[o] != 0) {
        addProducts(row, gradOutput[o], count, gradInput);
      }
    }
  }
}

void rivalDenseUpdate(const TintinDense *layer, float rate, const float *input,
                      const float *gradOutput, float *weights) {
  for (uint16_t o = 0; o < layer->outputs; o++, weights += layer->inputs) {
    if (gradOutput[o] != 0) {
      const float step = -rate * gradOutput[o];
      for (uint16_t i = 0; i < layer->inputs; i++) {
        weights[i] += step * input[i];
      }
    }
  }
}

void rivalBiasUpdate(uint16_t outputs, uint32_t pixels, float rate, const float *gradOutput,
                     float *bias) {
  for (uint16_t o = 0; o < outputs; o++) {
    float sum = 0;
    for (uint32_t p = 0; p < pixels; p++) {
      sum += gradOutput[p * outputs + o];
    }
    bias[o] -= rate * sum;
  }
}

/* One group, without padding or dilation: as LeNet-5 has them. */
void rivalConvForward(const TintinConv *layer, const float *weights, const float *bias,
                      const float *input, float *output) {
  const uint16_t run = (uint16_t)(layer->kernelWidth * layer->channels);
  for (uint16_t o = 0; o < layer->outChannels; o++, weights += layer->kernelHeight * run) {
    float *to = output + o;
    for (uint16_t y = 0; y < layer->outHeight; y++) {
      for (uint16_t x = 0; x < layer->outWidth; x++, to += layer->outChannels) {
        float sum = bias == NULL ? 0 : bias[o];
        for (uint16_t ky = 0; ky < layer->kernelHeight; ky++) {
          const uint32_t row = (uint32_t)y * layer->stride + ky;
          const uint32_t at = row * layer->width + (uint32_t)x * layer->stride;
          sum += dot(weights + ky * run, input + at * layer->channels, run);
        }
        *to = sum;
      }
    }
  }
}

static int32_t windowAt(uint16_t pixel, uint16_t tap, uint16_t stride, uint16_t windows) {
  const int32_t from = (int32_t)pixel - tap;
  return from < 0 || from % stride != 0 || from / stride >= windows ? -1 : from / stride;
}

static void pixelSums(const TintinConv *g, const float *weights, const float *gradOutput,
                      uint16_t y, uint16_t x, float *sums) {
  const uint32_t taps = (uint32_t)g->kernelHeight * g->kernelWidth * g->channels;
  setZero(sums, g->channels);
  for (uint16_t ky = 0; ky < g->kernelHeight; ky++) {
    const int32_t row = windowAt(y, ky, g->stride, g->outHeight);
    for (uint16_t kx = 0; row >= 0 && kx < g->kernelWidth; kx++) {
      const int32_t column = windowAt(x, kx, g->stride, g->outWidth);
      if (column < 0) {
        continue;
      }
      const float *of =
          gradOutput + ((uint32_t)row * g->outWidth + (uint32_t)column) * g->outChannels;
      const float *w = weights + ((uint32_t)ky * g->kernelWidth + kx) * g->channels;
      for (uint16_t o = 0; o < g->outChannels; o++, w += taps) {
        if (of[o] != 0) {
          addProducts(w, of[o], (uint8_t)g->channels, sums);
        }
      }
    }
  }
}

void rivalConvBackward(const TintinConv *layer, const float *weights, const float *gradOutput,
                       float *gradInput) {
  for (uint16_t y = 0; y < layer->height; y++) {
    for (uint16_t x = 0; x < layer->width; x++, gradInput += layer->channels) {
      pixelSums(layer, weights, gradOutput, y, x, gradInput);
    }
  }
}

/* A row of the kernel at a time. */
void rivalConvUpdate(const TintinConv *layer, float rate, const float *input,
                     const float *gradOutput, float *weights) {
  enum { MOST = 256 };
  const uint16_t run = (uint16_t)(layer->kernelWidth * layer->channels);
  float sums[MOST];
  for (uint16_t o = 0; o < layer->outChannels; o++) {
    for (uint16_t ky = 0; ky < layer->kernelHeight; ky++, weights += run) {
      const float *of = gradOutput + o;
      setZero(sums, run);
      for (uint16_t y = 0; y < layer->outHeight; y++) {
        const uint32_t row = (uint32_t)y * layer->stride + ky;
        for (uint16_t x = 0; x < layer->outWidth; x++, of += layer->outChannels) {
          if (*of != 0) {
            const uint32_t at = row * layer->width + (uint32_t)x * layer->stride;
            addProducts(input + at * layer->channels, *of, (uint8_t)run, sums);
          }
        }
      }
      for (uint16_t i = 0; i < run; i++) {
        weights[i] -= rate * sums[i];
      }
    }
  }
}

static uint32_t largestOf(const TintinPool *g, const float *window) {
  uint32_t largest = 0;
  for (uint16_t ky = 0; ky < g->windowHeight; ky++) {
    uint32_t at = (uint32_t)ky * g->width * g->channels;
    for (uint16_t kx = 0; kx < g->windowWidth; kx++, at += g->channels) {
      largest = window[at] > window[largest] ? at : largest;
    }
  }
  return largest;
}

void rivalMaxPoolForward(const TintinPool *layer, const float *input, float *output) {
  for (uint16_t y = 0; y < layer->outHeight; y++) {
    for (uint16_t x = 0; x < layer->outWidth; x++) {
      const uint32_t at = ((uint32_t)y * layer->width + x) * layer->stride * layer->channels;
      for (uint16_t c = 0; c < layer->channels; c++) {
        const float *window = input + at + c;
        *output++ = window[largestOf(layer, window)];
      }
    }
  }
}

void rivalMaxPoolBackward(const TintinPool *layer, const float *input, const float *gradOutput,
                          float *gradInput) {
  setZero(gradInput, (uint32_t)layer->height * layer->width * layer->channels);
  for (uint16_t y = 0; y < layer->outHeight; y++) {
    for (uint16_t x = 0; x < layer->outWidth; x++) {
      const uint32_t at = ((uint32_t)y * layer->width + x) * layer->stride * layer->channels;
      for (uint16_t c = 0; c < layer->channels; c++, gradOutput++) {
        if (*gradOutput != 0) {
          gradInput[at + c + largestOf(layer, input + at + c)] = *gradOutput;
        }
      }
    }
  }
}

void rivalRelu(uint32_t count, const float *input, float *output) {
  for (uint32_t i = 0; i < count; i++) {
    output[i] = input[i] > 0 ? input[i] : 0;
  }
}

void rivalReluBackward(uint32_t count, const float *output, const float *gradOutput,
                       float *gradInput) {
  for (uint32_t i = 0; i < count; i++) {
    gradInput[i] = output[i] > 0 ? gradOutput[i] : 0;
  }
}

void rivalFlatten(const float *from, uint32_t rows, uint32_t columns, float *to) {
  for (uint32_t c = 0; c < columns; c++) {
    for (uint32_t r = 0; r < rows; r++) {
      *to++ = from[r * columns + c];
    }
  }
}

/* e^x for x up to 0, within a millionth: 2^k by multiplication, the rest by a polynomial. */
static float exponential(float x) {
  float halves = 1;
  if (x < -80) {
    return 0;
  }
  while (x < -0.5F) {
    x += 0.69314718F;
    halves *= 0.5F;
  }
  return halves *
         (1 + x * (1 + x * (0.5F + x * (0.16666667F + x * (0.041666667F + x * 0.0083333333F)))));
}

void rivalCrossEntropy(const float *output, uint16_t label, uint16_t outputs, float *gradOutput) {
  float largest = output[0], sum = 0;
  for (uint16_t o = 1; o < outputs; o++) {
    largest = output[o] > largest ? output[o] : largest;
  }
  for (uint16_t o = 0; o < outputs; o++) {
    gradOutput[o] = exponential(output[o] - largest);
    sum += gradOutput[o];
  }
  for (uint16_t o = 0; o < outputs; o++) {
    gradOutput[o] /= sum;
  }
  gradOutput[label] -= 1;
}
