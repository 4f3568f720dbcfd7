/* All passes of one variant, whose vectors were included before. */
#include "conv_gradient.h"
#include "dense.h"
#include "elements.h"
#include "momentum.h"
#include "pool.h"

INLINE size_t largest(size_t a, size_t b) {
  return a > b ? a : b;
}

/* A smaller batch may need more, where it takes another way. */
static size_t convSize(const ConvGeometry *g, int batch, int trains) {
  size_t most = 0;
  for (int b = 1; b <= batch; b++) {
    most = largest(most, convForwardSize(g, b));
    if (trains) {
      most = largest(most, largest(convBackwardSize(g, b), convGradientSize(g, b)));
    }
  }
  return most;
}

const Kernels VARIANT = {
    .name = VARIANT_NAME,
    .convSize = convSize,
    .denseSize = denseSize,
    .convForward = convForward,
    .convBackward = convBackward,
    .convGradient = convGradient,
    .denseForward = denseForward,
    .denseBackward = denseBackward,
    .denseGradient = denseGradient,
    .maxPool = maxPool,
    .maxPoolBackward = maxPoolBackward,
    .relu = relu,
    .reluBackward = reluBackward,
    .rowSums = rowSums,
    .transpose = transpose,
    .add = add,
    .magnitudeBits = magnitudeBits,
    .requantize = requantize,
    .momentum = momentum,
};
