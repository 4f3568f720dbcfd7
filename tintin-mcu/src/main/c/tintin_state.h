/* What training has come to, where it is: parameters, what the update rule keeps of them, places,
 * and how many steps were made. */
#ifndef TINTIN_STATE_H
#define TINTIN_STATE_H

#include "tintin.h"

typedef struct {
  TintinParameter *parameters;
  int32_t *units; /* of their moments, by parameter; NULL if the rule has none */
  TintinPlace *places;
  uint64_t *stepCount;
  uint16_t *waiting; /* examples of the next step */
  uint16_t parameterCount, placeCount;
  uint32_t fingerprint[2]; /* of the model and of how it is trained; low, high */
} TintinState;

/* Bytes that lie together. */
typedef struct {
  uint8_t *bytes;
  uint32_t count;
} TintinRun;

/* A state is so many runs, whose order and lengths are the model's. */
uint32_t tintinRunCount(const TintinState *state);
TintinRun tintinRun(const TintinState *state, uint32_t number);

/* Bytes of all runs. */
uint32_t tintinStateBytes(const TintinState *state);

/* Forgets what the update rule keeps, as the Java trainer does when it loads another model; places,
 * step count and waiting examples stay. */
void tintinForget(const TintinState *state);

#endif
