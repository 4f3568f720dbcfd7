/* Squared error and Huber's loss: section 7. */
#include <stddef.h>

#include "tintin_targets.h"

/* Writes the clipped differences unless there is nowhere; returns the union of their magnitudes. */
static uint32_t differences(const int8_t *output, const int8_t *targets, uint32_t count,
                            TintinRatio ratio, int32_t limit, uint8_t dropped, int64_t *loss,
                            int8_t *gradOutput) {
  uint32_t magnitudes = 0;
  for (uint32_t i = 0; i < count; i++) {
    const int32_t d = tintinDifference(ratio, output[i], targets[i]);
    const int32_t clipped = tintinClip(d, limit);
    magnitudes |= tintinMagnitude(clipped);
    if (gradOutput != NULL) {
      const int64_t distance = (int64_t)tintinMagnitude(d);
      const int64_t doubled =
          distance <= limit ? distance * distance : limit * (2 * distance - limit);
      *loss += doubled >> (2 * TINTIN_TARGET_BITS);
      gradOutput[i] = tintinNarrow(clipped, dropped);
    }
  }
  return magnitudes;
}

int64_t tintinSquaredError(const TintinTensor *output, const int8_t *targets, uint16_t outputs,
                           uint16_t batch, const TintinScale *targetScale, uint16_t maxDifference,
                           TintinPlace *place, TintinTensor *gradOutput) {
  const TintinRatio ratio = tintinTargetRatio(&output->scale, targetScale);
  const int32_t limit = (int32_t)maxDifference * (1 << TINTIN_TARGET_BITS);
  TintinScale scale = *targetScale;
  scale.shift -= TINTIN_TARGET_BITS;
  int64_t loss = 0;
  if (!place->isSet) {
    tintinSet(place, scale.shift,
              differences(output->values, targets, outputs, ratio, limit, 0, &loss, NULL));
  }
  const uint8_t dropped = tintinDropped(place, scale.shift);
  const uint32_t magnitudes = differences(output->values, targets, (uint32_t)outputs * batch, ratio,
                                          limit, dropped, &loss, gradOutput->values);
  gradOutput->scale = tintinNote(place, &scale, magnitudes);
  return loss;
}
