/* The fully connected layer: section 6, Dense. */
#include <stddef.h>

#include "tintin_sums.h"

enum { COLUMNS = 4 };

/* One pass over some examples, whose outputs are written unless there is nowhere. Returns the union
 * of the magnitudes of all sums. */
static uint32_t forward(const TintinDense *layer, const TintinParameter *weights,
                        const TintinBias *bias, const int8_t *input, uint16_t batch,
                        uint8_t dropped, int8_t *output) {
  const uint16_t outputs = layer->outputs;
  const TintinBlock row = {layer->inputs, 0, 0, layer->inputs, 1};
  uint32_t magnitudes = 0;
  uint8_t rows;
  for (uint16_t o = 0; o < outputs; o = (uint16_t)(o + rows)) {
    rows = tintinRowsAt(&o, 0, outputs);
    const int8_t *weight = weights->values + (uint32_t)o * layer->inputs;
    const int8_t *x = input;
    int8_t *to = output == NULL ? NULL : output + o;
    for (uint16_t b = 0; b < batch; b++, x += layer->inputs) {
      int32_t sums[TINTIN_ROWS];
      for (uint8_t r = 0; r < rows; r++) {
        sums[r] = tintinBiasAt(bias, (uint16_t)(o + r));
      }
      tintinDots(weight, rows, x, &row, sums);
      magnitudes |= tintinFinish(sums, rows, dropped, to);
      to = to == NULL ? NULL : to + outputs;
    }
  }
  return magnitudes;
}

void tintinDenseForward(const TintinDense *layer, const TintinParameter *weights,
                        const TintinParameter *bias, const TintinTensor *input, uint16_t batch,
                        TintinPlace *place, TintinTensor *output) {
  const TintinScale scale = tintinProductScale(weights, &input->scale);
  const TintinBias aligned = tintinBiasFor(bias, &scale);
  if (!place->isSet) {
    tintinSet(place, scale.shift, forward(layer, weights, &aligned, input->values, 1, 0, NULL));
  }
  const uint8_t dropped = tintinDropped(place, scale.shift);
  const uint32_t magnitudes =
      forward(layer, weights, &aligned, input->values, batch, dropped, output->values);
  output->scale = tintinNote(place, &scale, magnitudes);
}

/* sums[c] = sum over the outputs of their gradient times column c of the weights. */
TINTIN_APART void columnSums(const int8_t *weights, uint16_t inputs, const int8_t *gradOutput,
                       uint16_t outputs, int32_t *sums) {
  int32_t sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
  for (const int8_t *end = gradOutput + outputs; gradOutput != end; weights += inputs) {
    const int32_t gradient = *gradOutput++;
    if (gradient != 0) {
      sum0 += weights[0] * gradient;
      sum1 += weights[1] * gradient;
      sum2 += weights[2] * gradient;
      sum3 += weights[3] * gradient;
    }
  }
  sums[0] = sum0;
  sums[1] = sum1;
  sums[2] = sum2;
  sums[3] = sum3;
}

static uint32_t backward(const TintinDense *layer, const TintinParameter *weights,
                         const int8_t *gradOutput, uint16_t batch, uint8_t dropped,
                         int8_t *gradInput) {
  const uint16_t inputs = layer->inputs, outputs = layer->outputs;
  uint32_t magnitudes = 0;
  for (uint16_t b = 0; b < batch; b++, gradOutput += outputs) {
    for (uint16_t i = 0, count; i < inputs; i = (uint16_t)(i + count)) {
      int32_t sums[COLUMNS] = {0, 0, 0, 0};
      count = inputs - i < COLUMNS ? 1 : COLUMNS;
      if (count == COLUMNS) {
        columnSums(weights->values + i, inputs, gradOutput, outputs, sums);
      } else {
        const int8_t *weight = weights->values + i;
        for (uint16_t o = 0; o < outputs; o++, weight += inputs) {
          sums[0] += *weight * gradOutput[o];
        }
      }
      magnitudes |= tintinFinish(sums, (uint8_t)count, dropped, gradInput);
      gradInput = gradInput == NULL ? NULL : gradInput + count;
    }
  }
  return magnitudes;
}

void tintinDenseBackward(const TintinDense *layer, const TintinParameter *weights,
                         const TintinTensor *gradOutput, uint16_t batch, TintinPlace *place,
                         TintinTensor *gradInput) {
  const TintinScale scale = tintinProductScale(weights, &gradOutput->scale);
  if (!place->isSet) {
    tintinSet(place, scale.shift, backward(layer, weights, gradOutput->values, 1, 0, NULL));
  }
  const uint8_t dropped = tintinDropped(place, scale.shift);
  const uint32_t magnitudes =
      backward(layer, weights, gradOutput->values, batch, dropped, gradInput->values);
  gradInput->scale = tintinNote(place, &scale, magnitudes);
}

/* A row is an output: sum over the batch of its gradient times the inputs. */
static uint8_t piece(const TintinGradient *gradient, uint16_t row, uint32_t from, uint8_t count,
                     int32_t *values) {
  const TintinDense *layer = gradient->layer;
  const int8_t *ofOutput = gradient->gradOutput + row;
  const int8_t *input = gradient->input + from;
  uint8_t isAny = 0;
  for (uint16_t b = 0; b < gradient->batch; b++) {
    if (*ofOutput != 0) {
      if (!isAny) {
        tintinSetZero(values, count);
        isAny = 1;
      }
      tintinAddProducts(input, *ofOutput, count, values);
    }
    ofOutput += layer->outputs;
    input += layer->inputs;
  }
  return isAny;
}

TintinGradient tintinDenseGradient(const TintinDense *layer, const TintinTensor *input,
                                   const TintinTensor *gradOutput, uint16_t batch) {
  const TintinGradient gradient = {.piece = piece,
                                   .layer = layer,
                                   .input = input->values,
                                   .gradOutput = gradOutput->values,
                                   .batch = batch,
                                   .rows = layer->outputs,
                                   .columns = layer->inputs,
                                   .isOuter = batch == 1,
                                   .scale = tintinSumScale(&input->scale, &gradOutput->scale)};
  return gradient;
}
