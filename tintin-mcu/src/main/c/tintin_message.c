#include "tintin_message.h"

#include <stddef.h>

enum { VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5, BYTES_FIELD = 8 };

/* ---- Reading ---- */

/* What is left to read; at is NULL after a mistake. */
typedef struct {
  const uint8_t *at;
  uint16_t left;
} Source;

static void fail(Source *source) {
  source->at = NULL;
  source->left = 0;
}

static void skip(Source *source, uint32_t count) {
  if (source->at == NULL || count > source->left) {
    fail(source);
    return;
  }
  source->at += count;
  source->left = (uint16_t)(source->left - count);
}

/* A number of up to 32 bits, in up to 10 bytes if those above are of no weight. */
static uint32_t varint(Source *source) {
  uint32_t value = 0;
  for (uint8_t bits = 0; bits < 70 && source->left > 0; bits = (uint8_t)(bits + 7)) {
    const uint8_t byte = *source->at;
    const uint8_t low = byte & 0x7F;
    skip(source, 1);
    if ((bits == 28 && low > 15) || (bits > 28 && low != 0)) {
      break;
    }
    value |= bits > 28 ? 0 : (uint32_t)low << bits;
    if (byte < 0x80) {
      return value;
    }
  }
  fail(source);
  return 0;
}

/* Bytes with their length before them. */
static Source part(Source *source) {
  const uint32_t count = varint(source);
  Source within = {source->at, (uint16_t)count};
  skip(source, count);
  if (source->at == NULL) {
    fail(&within);
  }
  return within;
}

static void skipField(Source *source, uint8_t type) {
  switch (type) {
    case FIXED64:
      skip(source, 8);
      break;
    case BYTES:
      part(source);
      break;
    case FIXED32:
      skip(source, 4);
      break;
    default:
      fail(source); /* groups, which the schema never had */
  }
}

/* A number that the schema does not have, which may be of 64 bits. */
static void skipVarint(Source *source) {
  for (uint8_t count = 1; count <= 10 && source->left > 0; count++) {
    const uint8_t byte = *source->at;
    skip(source, 1);
    if (byte < 0x80) {
      return;
    }
  }
  fail(source);
}

static uint8_t readBody(Source body, TintinMessage *message) {
  while (body.left > 0) {
    const uint32_t tag = varint(&body);
    const uint32_t field = tag >> 3;
    const uint8_t type = tag & 7;
    if (field == 0) {
      return 0;
    }
    if (type == VARINT && field < TINTIN_NUMBERS) {
      message->numbers[field] = varint(&body);
    } else if (type == BYTES && field == BYTES_FIELD) {
      const Source bytes = part(&body);
      message->bytes = bytes.at;
      message->byteCount = bytes.left;
    } else if (type == VARINT) {
      skipVarint(&body);
    } else {
      skipField(&body, type);
    }
  }
  return body.at != NULL;
}

uint8_t tintinReadMessage(const uint8_t *from, uint16_t count, TintinMessage *message) {
  Source source = {from, count};
  *message = (TintinMessage){{0}, NULL, 0, 0};
  while (source.left > 0) {
    const uint32_t tag = varint(&source);
    const uint32_t field = tag >> 3;
    const uint8_t type = tag & 7;
    if (field == 0) {
      return 0;
    }
    if (type == BYTES && field <= TINTIN_ACK) {
      const Source body = part(&source);
      if (message->body != 0 || source.at == NULL || !readBody(body, message)) {
        return 0;
      }
      message->body = (uint8_t)field;
    } else if (type == VARINT) {
      skipVarint(&source);
    } else {
      skipField(&source, type);
    }
  }
  return source.at != NULL && message->body != 0;
}

/* ---- Writing ---- */

static uint16_t varintBytes(uint32_t value) {
  uint16_t count = 1;
  for (; value >= 0x80; value >>= 7) {
    count++;
  }
  return count;
}

static uint8_t *writeVarint(uint8_t *to, uint32_t value) {
  for (; value >= 0x80; value >>= 7) {
    *to++ = (uint8_t)(value | 0x80);
  }
  *to++ = (uint8_t)value;
  return to;
}

static uint16_t bodyBytes(const TintinMessage *message) {
  uint16_t count = 0;
  for (uint8_t field = 1; field < TINTIN_NUMBERS; field++) {
    if (message->numbers[field] != 0) {
      count = (uint16_t)(count + 1 + varintBytes(message->numbers[field]));
    }
  }
  if (message->byteCount > 0) {
    count = (uint16_t)(count + 1 + varintBytes(message->byteCount) + message->byteCount);
  }
  return count;
}

uint16_t tintinWriteMessage(const TintinMessage *message, uint8_t *to, uint16_t capacity) {
  if (message->byteCount > capacity) {
    return 0;
  }
  const uint16_t body = bodyBytes(message);
  const uint16_t all = (uint16_t)(1 + varintBytes(body) + body);
  if (all > capacity || all < body) {
    return 0;
  }
  *to++ = (uint8_t)(message->body << 3 | BYTES);
  to = writeVarint(to, body);
  for (uint8_t field = 1; field < TINTIN_NUMBERS; field++) {
    if (message->numbers[field] != 0) {
      *to++ = (uint8_t)(field << 3 | VARINT);
      to = writeVarint(to, message->numbers[field]);
    }
  }
  if (message->byteCount > 0) {
    *to++ = BYTES_FIELD << 3 | BYTES;
    to = writeVarint(to, message->byteCount);
    for (uint16_t i = 0; i < message->byteCount; i++) {
      *to++ = message->bytes[i];
    }
  }
  return all;
}
