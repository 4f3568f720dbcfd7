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
  return (uint32_t)state->parameterCount * RUNS_OF_PARAMETER + 3;
}

TintinRun tintinRun(const TintinState *state, uint32_t number) {
  const uint32_t parameter = number / RUNS_OF_PARAMETER;
  if (parameter < state->parameterCount) {
    return ofParameter(&state->parameters[parameter], (uint8_t)(number % RUNS_OF_PARAMETER));
  }
  switch (tintinRunCount(state) - number) {
    case 3:
      return run(state->units, state->parameterCount * (uint32_t)sizeof *state->units);
    case 2:
      return run(state->places, state->placeCount * (uint32_t)sizeof *state->places);
    default:
      return run(state->stepCount, sizeof *state->stepCount);
  }
}

uint32_t tintinStateBytes(const TintinState *state) {
  uint32_t bytes = 0;
  for (uint32_t r = 0; r < tintinRunCount(state); r++) {
    bytes += tintinRun(state, r).count;
  }
  return bytes;
}

static void clear(TintinRun of) {
  for (uint32_t i = 0; i < of.count; i++) {
    of.bytes[i] = 0;
  }
}

void tintinForget(const TintinState *state) {
  for (uint16_t p = 0; p < state->parameterCount; p++) {
    clear(ofParameter(&state->parameters[p], 1)); /* fractions */
    clear(ofParameter(&state->parameters[p], 2)); /* moments */
  }
  clear(tintinRun(state, tintinRunCount(state) - 3)); /* their units */
}
