/* What a convolution and its gradient have in common. */
#ifndef TINTIN_CONV_H
#define TINTIN_CONV_H

#include "tintin_sums.h"

/* What all passes need of a layer. */
typedef struct {
  const TintinConv *layer;
  uint16_t groupChannels, groupOutputs;
  uint32_t taps;       /* weights of one output */
  uint8_t joinsColumns; /* whether taps side by side meet values side by side */
} TintinConvShape;

static inline TintinConvShape tintinShapeOf(const TintinConv *layer) {
  TintinConvShape shape = {.layer = layer};
  shape.groupChannels = (uint16_t)(layer->channels / layer->groups);
  shape.groupOutputs = (uint16_t)(layer->outChannels / layer->groups);
  shape.taps = (uint32_t)layer->kernelHeight * layer->kernelWidth * shape.groupChannels;
  shape.joinsColumns = layer->groups == 1 && layer->dilation == 1;
  return shape;
}

#endif
