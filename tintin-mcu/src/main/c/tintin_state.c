#include "tintin_state.h"

#include <stddef.h>

enum { RUNS_OF_PARAMETER = 6 };

static TintinRun run(void *bytes, uint32_t count) {
  const TintinRun of = {bytes, bytes == NULL ? 0 : count};
  return of;
}

static TintinRun ofParameter(TintinParameter *parameter, uint8_t number) {
  switch (number) {
    case 0:
      return run(parameter->values, parameter->count);
    case 1:
      return run(parameter->fractions, parameter->count);
    case 2:
      return run(parameter->moments, parameter->count * (uint32_t)sizeof(int16_t));
    case 3:
      return run(&parameter->shift, 1);
    case 4:
      return run(&parameter->up, 1);
    default:
      return run(&parameter->down, 1);
  }
}

uint32_t tintinRunCount(const TintinState *state) {
  return (uint32_t)state->parameterCount * RUNS_OF_PARAMETER + 2;
}

TintinRun tintinRun(const TintinState *state, uint32_t number) {
  const uint32_t parameter = number / RUNS_OF_PARAMETER;
  if (parameter < state->parameterCount) {
    return ofParameter(&state->parameters[parameter], (uint8_t)(number % RUNS_OF_PARAMETER));
  }
  if (number + 1 < tintinRunCount(state)) {
    return run(state->places, state->placeCount * (uint32_t)sizeof(TintinPlace));
  }
  return run(state->stepCount, sizeof *state->stepCount);
}

uint32_t tintinStateBytes(const TintinState *state) {
  uint32_t bytes = 0;
  for (uint32_t r = 0; r < tintinRunCount(state); r++) {
    bytes += tintinRun(state, r).count;
  }
  return bytes;
}

void tintinForget(const TintinState *state) {
  for (uint16_t p = 0; p < state->parameterCount; p++) {
    for (uint8_t kept = 1; kept <= 2; kept++) {
      const TintinRun of = ofParameter(&state->parameters[p], kept);
      for (uint32_t i = 0; i < of.count; i++) {
        of.bytes[i] = 0;
      }
    }
  }
}
