#include "tintin_node.h"

#include <stddef.h>

#include "tintin_crc.h"
#include "tintin_message.h"

/* Types of frames. */
enum { REQUEST = 1, ANSWER = 2 };

enum { VERSION = 1, MAX_EXPONENT = 100, FINGERPRINT = 8 };

/* NodeStatus of node.proto. */
enum { DONE = 1, MALFORMED = 2, OTHER_ROUND = 3, GAP = 4, INCOMPLETE = 5, NO_EXAMPLES = 6 };

/* Fields; ROUND is the first of all bodies that have one. */
enum { ROUND = 1, TENSOR = 2, OFFSET = 3, SHIFT = 4, UP = 5, DOWN = 6 };

static void answer(TintinNode *node, const TintinMessage *message, uint16_t sequence) {
  uint8_t *payload = node->frame + TINTIN_FRAME_HEADER;
  const uint16_t count =
      tintinWriteMessage(message, payload, TINTIN_NODE_FRAME - TINTIN_FRAME_OVERHEAD);
  tintinFrameSend(ANSWER, sequence, payload, count, node->put, node->context);
}

static TintinMessage acknowledged(uint8_t status) {
  const TintinMessage message = {{0, status}, NULL, 0, TINTIN_ACK};
  return message;
}

/* The fingerprint is written where the caller has room for it. */
static TintinMessage capability(const TintinNode *node, uint8_t *fingerprint) {
  const TintinState *state = node->state;
  uint32_t values = 0;
  for (uint16_t p = 0; p < state->parameterCount; p++) {
    values += state->parameters[p].count;
  }
  tintinPut32(fingerprint, state->fingerprint[0]);
  tintinPut32(fingerprint + 4, state->fingerprint[1]);
  const TintinMessage message = {{0, VERSION, state->parameterCount, values, TINTIN_MAX_VALUES},
                                 fingerprint, FINGERPRINT, TINTIN_CAPABILITY};
  return message;
}

static uint8_t offer(TintinNode *node, const TintinMessage *message) {
  if (message->numbers[ROUND] == 0 || message->byteCount != TINTIN_MODEL_ID) {
    return MALFORMED;
  }
  for (uint8_t i = 0; i < TINTIN_MODEL_ID; i++) {
    node->modelId[i] = message->bytes[i];
  }
  node->round = message->numbers[ROUND];
  node->exampleCount = 0;
  node->receipt = 0;
  node->tensor = 0;
  node->offset = 0;
  return DONE;
}

static uint8_t isExponent(int32_t value) {
  return value >= -MAX_EXPONENT && value <= MAX_EXPONENT;
}

static uint8_t isSound(const TintinMessage *message) {
  for (uint8_t field = SHIFT; field <= DOWN; field++) {
    if (!isExponent(tintinUnZigZag(message->numbers[field]))) {
      return 0;
    }
  }
  for (uint16_t i = 0; i < message->byteCount; i++) {
    if (message->bytes[i] == 0x80) {
      return 0; /* -128 */
    }
  }
  return message->byteCount > 0;
}

/* Values of the model; one that is there already came twice. */
static uint8_t receive(TintinNode *node, const TintinMessage *message) {
  const TintinState *state = node->state;
  const uint32_t tensor = message->numbers[TENSOR], offset = message->numbers[OFFSET];
  if (tensor < node->tensor || (tensor == node->tensor && offset < node->offset)) {
    return DONE;
  }
  if (tensor >= state->parameterCount || tensor != node->tensor || offset != node->offset) {
    return GAP;
  }
  TintinParameter *parameter = &state->parameters[tensor];
  if (message->byteCount > parameter->count - offset || !isSound(message)) {
    return MALFORMED;
  }
  parameter->shift = (int8_t)tintinUnZigZag(message->numbers[SHIFT]);
  parameter->up = (int8_t)tintinUnZigZag(message->numbers[UP]);
  parameter->down = (int8_t)tintinUnZigZag(message->numbers[DOWN]);
  for (uint16_t i = 0; i < message->byteCount; i++) {
    parameter->values[offset + i] = (int8_t)message->bytes[i];
  }
  node->offset += message->byteCount;
  if (node->offset == parameter->count) {
    node->tensor++;
    node->offset = 0;
  }
  if (node->tensor == state->parameterCount) {
    tintinForget(state);
  }
  return DONE;
}

/* A round is trained once, however often it is asked for. */
static TintinMessage train(TintinNode *node) {
  if (node->tensor < node->state->parameterCount) {
    return acknowledged(INCOMPLETE);
  }
  if (node->exampleCount == 0) {
    node->exampleCount = node->train(node->context, node->round);
  }
  if (node->exampleCount == 0) {
    return acknowledged(NO_EXAMPLES);
  }
  const TintinMessage message = {
      {0, node->round, node->exampleCount}, node->modelId, TINTIN_MODEL_ID, TINTIN_NODE_UPDATE};
  return message;
}

static TintinMessage fetch(const TintinNode *node, const TintinMessage *request) {
  const uint32_t tensor = request->numbers[TENSOR], offset = request->numbers[OFFSET];
  if (node->exampleCount == 0) {
    return acknowledged(INCOMPLETE);
  }
  if (tensor >= node->state->parameterCount) {
    return acknowledged(MALFORMED);
  }
  const TintinParameter *parameter = &node->state->parameters[tensor];
  if (offset >= parameter->count) {
    return acknowledged(MALFORMED);
  }
  const uint32_t left = parameter->count - offset;
  const uint16_t count = left < TINTIN_MAX_VALUES ? (uint16_t)left : TINTIN_MAX_VALUES;
  const TintinMessage message = {
      {0, node->round, tensor, offset, tintinZigZag(parameter->shift), tintinZigZag(parameter->up),
       tintinZigZag(parameter->down)},
      (const uint8_t *)parameter->values + offset, count, TINTIN_TENSOR_PART};
  return message;
}

static TintinMessage ofRound(TintinNode *node, const TintinMessage *request) {
  if (node->round == 0 || request->numbers[ROUND] != node->round) {
    return acknowledged(OTHER_ROUND);
  }
  switch (request->body) {
    case TINTIN_TENSOR_PART:
      return acknowledged(receive(node, request));
    case TINTIN_TRAIN:
      return train(node);
    case TINTIN_FETCH:
      return fetch(node, request);
    case TINTIN_RECEIPT:
      node->receipt = (uint8_t)request->numbers[2];
      return acknowledged(DONE);
    default:
      return acknowledged(MALFORMED);
  }
}

void tintinNodeBegin(TintinNode *node, const TintinState *state, TintinTrain train, TintinPut put,
                     void *context) {
  uint8_t fingerprint[FINGERPRINT];
  node->state = state;
  node->train = train;
  node->put = put;
  node->context = context;
  node->round = 0;
  node->exampleCount = 0;
  node->receipt = 0;
  node->tensor = 0;
  node->offset = 0;
  tintinLineBegin(&node->line, node->frame, TINTIN_NODE_FRAME);
  const TintinMessage message = capability(node, fingerprint);
  answer(node, &message, 0);
}

void tintinNodeByte(TintinNode *node, uint8_t byte) {
  if (!tintinLineByte(&node->line, byte) || tintinFrameType(&node->line) != REQUEST) {
    return;
  }
  const uint16_t sequence = tintinFrameSequence(&node->line);
  uint8_t fingerprint[FINGERPRINT];
  TintinMessage request, message;
  if (!tintinReadMessage(tintinFramePayload(&node->line), tintinFramePayloadBytes(&node->line),
                         &request)) {
    message = acknowledged(MALFORMED);
  } else if (request.body == TINTIN_INTRODUCE) {
    message = capability(node, fingerprint);
  } else if (request.body == TINTIN_ROUND_OFFER) {
    message = acknowledged(offer(node, &request));
  } else {
    message = ofRound(node, &request);
  }
  answer(node, &message, sequence);
}
