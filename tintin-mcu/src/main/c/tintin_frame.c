#include "tintin_frame.h"

#include "tintin_crc.h"

/* ---- Sending ---- */

/* The bytes of a frame before COBS, wherever they are. */
typedef struct {
  uint8_t header[TINTIN_FRAME_HEADER], checksum[4];
  const uint8_t *payload;
  uint16_t count;
} Plain;

static uint8_t plainByte(const Plain *plain, uint32_t i) {
  if (i < TINTIN_FRAME_HEADER) {
    return plain->header[i];
  }
  i -= TINTIN_FRAME_HEADER;
  return i < plain->count ? plain->payload[i] : plain->checksum[i - plain->count];
}

void tintinFrameSend(uint8_t type, uint16_t sequence, const uint8_t *payload, uint16_t count,
                     TintinPut put, void *context) {
  Plain plain = {{type, (uint8_t)sequence, (uint8_t)(sequence >> 8)}, {0}, payload, count};
  const uint32_t crc = tintinCrc(0, plain.header, TINTIN_FRAME_HEADER);
  tintinPut32(plain.checksum, tintinCrc(crc, payload, count));
  const uint32_t size = (uint32_t)count + TINTIN_FRAME_OVERHEAD;
  put(context, 0);
  for (uint32_t from = 0; from <= size;) {
    uint32_t to = from; /* of a block: up to a zero, the end, or 254 bytes */
    while (to < size && to - from < 254 && plainByte(&plain, to) != 0) {
      to++;
    }
    const uint8_t isFull = to - from == 254;
    put(context, (uint8_t)(to - from + 1));
    for (; from < to; from++) {
      put(context, plainByte(&plain, from));
    }
    if (isFull && to == size) {
      break; /* nothing is left to say */
    }
    from += isFull ? 0 : 1; /* the zero, which the code stands for */
  }
  put(context, 0);
}

/* ---- Receiving ---- */

/* What is there stays until the next byte. */
static void endFrame(TintinLine *line) {
  line->code = 0;
  line->left = 0;
  line->isSkipping = 0;
}

void tintinLineBegin(TintinLine *line, uint8_t *buffer, uint16_t capacity) {
  line->buffer = buffer;
  line->capacity = capacity;
  line->count = 0;
  line->frames = 0;
  line->damaged = 0;
  line->overlong = 0;
  endFrame(line);
}

static void keep(TintinLine *line, uint8_t byte) {
  if (line->count == line->capacity) {
    line->isSkipping = 1;
    line->overlong++;
  } else {
    line->buffer[line->count++] = byte;
  }
}

static uint8_t isIntact(const TintinLine *line) {
  if (line->left > 0 || line->count < TINTIN_FRAME_OVERHEAD) {
    return 0;
  }
  const uint16_t end = (uint16_t)(line->count - 4);
  return tintinCrc(0, line->buffer, end) == tintinGet32(line->buffer + end);
}

uint8_t tintinLineByte(TintinLine *line, uint8_t byte) {
  if (byte == 0) {
    const uint8_t isOpen = line->code != 0 && !line->isSkipping;
    const uint8_t isFrame = isOpen && isIntact(line);
    line->frames += isFrame;
    line->damaged += isOpen && !isFrame;
    endFrame(line);
    return isFrame;
  }
  if (line->isSkipping) {
    return 0;
  }
  if (line->code == 0) {
    line->count = 0;
  }
  if (line->left > 0) {
    line->left--;
    keep(line, byte);
    return 0;
  }
  if (line->code != 0 && line->code != 0xFF) {
    keep(line, 0);
  }
  line->code = byte;
  line->left = (uint8_t)(byte - 1);
  return 0;
}

uint8_t tintinFrameType(const TintinLine *line) {
  return line->buffer[0];
}

uint16_t tintinFrameSequence(const TintinLine *line) {
  return (uint16_t)(line->buffer[1] | (uint16_t)((uint16_t)line->buffer[2] << 8));
}

uint8_t *tintinFramePayload(const TintinLine *line) {
  return line->buffer + TINTIN_FRAME_HEADER;
}

uint16_t tintinFramePayloadBytes(const TintinLine *line) {
  return (uint16_t)(line->count - TINTIN_FRAME_OVERHEAD);
}
