/* The same nets in float32, trained by plain descent, one example a step: what the integers are
 * compared with. The loops are those of the integers, row skipping included, and no gradient of a
 * parameter is kept either. */
#ifndef RIVAL_H
#define RIVAL_H

#include "tintin.h"

void rivalDenseForward(const TintinDense *layer, const float *weights, const float *bias,
                       const float *input, float *output);
void rivalDenseBackward(const TintinDense *layer, const float *weights, const float *gradOutput,
                        float *gradInput);
void rivalDenseUpdate(const TintinDense *layer, float rate, const float *input,
                      const float *gradOutput, float *weights);

void rivalConvForward(const TintinConv *layer, const float *weights, const float *bias,
                      const float *input, float *output);
void rivalConvBackward(const TintinConv *layer, const float *weights, const float *gradOutput,
                       float *gradInput);
void rivalConvUpdate(const TintinConv *layer, float rate, const float *input,
                     const float *gradOutput, float *weights);

/* Of outputs of so many pixels each. */
void rivalBiasUpdate(uint16_t outputs, uint32_t pixels, float rate, const float *gradOutput,
                     float *bias);

void rivalMaxPoolForward(const TintinPool *layer, const float *input, float *output);
/* Windows do not overlap. */
void rivalMaxPoolBackward(const TintinPool *layer, const float *input, const float *gradOutput,
                          float *gradInput);
void rivalRelu(uint32_t count, const float *input, float *output);
void rivalReluBackward(uint32_t count, const float *output, const float *gradOutput,
                       float *gradInput);
void rivalFlatten(const float *from, uint32_t rows, uint32_t columns, float *to);

/* Softmax, and the gradient of the cross-entropy. */
void rivalCrossEntropy(const float *output, uint16_t label, uint16_t outputs, float *gradOutput);

#endif
