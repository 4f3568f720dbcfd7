/* A node's part in federated rounds: answers the requests of a gateway on a serial line.
 *
 * The gateway asks, the node answers; so it needs no timer, and no memory but the frame's. While a
 * round's model arrives, it is written over the parameters: predictions in between are of a mix.
 * From the first part of the model until the receipt, nothing but the round's training may change
 * them. */
#ifndef TINTIN_NODE_H
#define TINTIN_NODE_H

#include "tintin_frame.h"
#include "tintin_state.h"

enum { TINTIN_MODEL_ID = 32, TINTIN_NODE_FRAME = 256, TINTIN_MAX_VALUES = 192 };

/* Makes the steps of a round, from the round's model on. Returns how many examples they were on,
 * which is the weight of this node in the average; 0 if it has none. */
typedef uint32_t (*TintinTrain)(void *context, uint32_t round);

typedef struct {
  const TintinState *state;
  TintinTrain train;
  TintinPut put;
  void *context; /* of both */
  TintinLine line;
  uint32_t round;        /* 0 before the first */
  uint32_t exampleCount; /* of the round's update; 0 before it */
  uint32_t offset;       /* of the next value of the model */
  uint16_t tensor;       /* its parameter; all are there when it is their number */
  uint8_t receipt;       /* of the update: 1 accepted, 2 late, 3 refused; 0 if none came yet */
  uint8_t modelId[TINTIN_MODEL_ID];
  uint8_t frame[TINTIN_NODE_FRAME];
} TintinNode;

/* Begins, and says to the gateway what this node is. */
void tintinNodeBegin(TintinNode *node, const TintinState *state, TintinTrain train, TintinPut put,
                     void *context);

/* Takes the next byte of the line. With the last byte of a request it does what is asked and sends
 * the answer, before it returns. */
void tintinNodeByte(TintinNode *node, uint8_t byte);

#endif
