/* Absolute error: section 7. */
#include "tintin_targets.h"

/* Half a target step: no target is nearer. */
enum { DEAD_ZONE = 1 << (TINTIN_TARGET_BITS - 1) };

int64_t tintinAbsoluteError(const TintinTensor *output, const int8_t *targets, uint16_t outputs,
                            uint16_t batch, const TintinScale *targetScale,
                            TintinTensor *gradOutput) {
  const TintinRatio ratio = tintinTargetRatio(&output->scale, targetScale);
  const uint32_t count = (uint32_t)outputs * batch;
  int64_t loss = 0;
  for (uint32_t i = 0; i < count; i++) {
    const int32_t d = tintinDifference(ratio, output->values[i], targets[i]);
    loss += tintinMagnitude(d);
    gradOutput->values[i] = d > DEAD_ZONE ? 127 : d < -DEAD_ZONE ? -127 : 0;
  }
  gradOutput->scale.shift = -7;
  gradOutput->scale.up = 0;
  gradOutput->scale.down = 0;
  return loss;
}
