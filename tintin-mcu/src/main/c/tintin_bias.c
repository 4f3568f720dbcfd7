/* The gradient of a bias: sums of the gradient of the output over pixels and batch. */
#include "tintin_sums.h"

static uint8_t piece(const TintinGradient *gradient, uint16_t row, uint32_t from, uint8_t count,
                     int32_t *values) {
  const int8_t *gradOutput = (gradient->isOuter ? gradient->input : gradient->gradOutput) + from;
  uint8_t isAny = 0;
  (void)row;
  tintinSetZero(values, count);
  for (uint32_t n = gradient->pixels * gradient->batch; n > 0; n--, gradOutput += gradient->columns) {
    for (uint8_t i = 0; i < count; i++) {
      values[i] += gradOutput[i];
    }
  }
  for (uint8_t i = 0; i < count; i++) {
    isAny |= values[i] != 0;
  }
  return isAny;
}

TintinGradient tintinBiasGradient(const TintinTensor *gradOutput, uint16_t outputs,
                                  uint32_t pixels, uint16_t batch) {
  static const int8_t one = 1;
  TintinGradient gradient = {.piece = piece,
                             .layer = NULL,
                             .input = NULL,
                             .gradOutput = gradOutput->values,
                             .batch = batch,
                             .rows = 1,
                             .columns = outputs,
                             .pixels = pixels,
                             .scale = gradOutput->scale};
  if (pixels * batch == 1) { /* one row: 1 times the gradient of the output */
    gradient.isOuter = 1;
    gradient.input = gradOutput->values;
    gradient.gradOutput = &one;
  }
  return gradient;
}
