/* NitiSgd: section 8. */
#include "tintin_rule.h"

void tintinNitiSgd(TintinParameter *parameter, const TintinGradient *gradient,
                   const TintinUpdate *update, int8_t mu) {
  if (update->factor == 0) {
    return;
  }
  const uint32_t largest = tintinLargest(gradient);
  if (largest <= 1) {
    return;
  }
  const int32_t wanted = tintinBits(largest - 1) - mu + 16 - tintinBits(update->factor);
  const int32_t dropped = wanted < 0 ? 0 : wanted;
  TintinPieces pieces;
  tintinBegin(&pieces, gradient);
  while (tintinNext(&pieces)) {
    for (uint8_t i = 0; pieces.isAny && i < pieces.count; i++) {
      const int64_t step = tintinRounded(pieces.values[i], dropped, TINTIN_PSEUDO_STOCHASTIC, 0);
      int8_t *value = &parameter->values[pieces.index + i];
      *value = (int8_t)tintinClip((int32_t)(*value - step), 127);
    }
  }
}
