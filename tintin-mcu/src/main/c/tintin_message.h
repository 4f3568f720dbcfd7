/* Messages between a node and its gateway: protobuf, as node.proto of tintin-transport has it, in
 * the bytes of a frame. Every body there has numbers in fields 1 to 7 and bytes in field 8, so that
 * one reader and one writer do for all. */
#ifndef TINTIN_MESSAGE_H
#define TINTIN_MESSAGE_H

#include <stdint.h>

/* Bodies: the fields of NodeMessage. */
typedef enum {
  TINTIN_INTRODUCE = 1,
  TINTIN_CAPABILITY = 2,
  TINTIN_ROUND_OFFER = 3,
  TINTIN_TENSOR_PART = 4,
  TINTIN_TRAIN = 5,
  TINTIN_NODE_UPDATE = 6,
  TINTIN_FETCH = 7,
  TINTIN_RECEIPT = 8,
  TINTIN_ACK = 9
} TintinBody;

enum { TINTIN_NUMBERS = 8 };

typedef struct {
  uint32_t numbers[TINTIN_NUMBERS]; /* by field; the first is of no use */
  const uint8_t *bytes;             /* of field 8; NULL if there are none */
  uint16_t byteCount;
  uint8_t body;
} TintinMessage;

/* Reads a message; its bytes stay where they are. Fields that the schema does not have are skipped.
 * Returns 0 if it is no message, has a number above 32 bits, two bodies, or none. */
uint8_t tintinReadMessage(const uint8_t *from, uint16_t count, TintinMessage *message);

/* Writes a message as protobuf writes it: no field that is 0. Returns how long it is, or 0 if that
 * is more than the capacity. */
uint16_t tintinWriteMessage(const TintinMessage *message, uint8_t *to, uint16_t capacity);

/* The form of sint32. */
static inline uint32_t tintinZigZag(int32_t value) {
  return value < 0 ? ~((uint32_t)value << 1) : (uint32_t)value << 1;
}

static inline int32_t tintinUnZigZag(uint32_t number) {
  return (number & 1) != 0 ? -(int32_t)(number >> 1) - 1 : (int32_t)(number >> 1);
}

#endif
