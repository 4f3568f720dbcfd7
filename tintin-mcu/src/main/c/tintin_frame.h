/* Frames on a serial line: type, sequence number, payload and CRC-32C, as COBS between zeros.
 *
 *   0  COBS( type 1 | sequence 2 | payload | checksum 4 )  0
 *
 * Numbers are little-endian; the checksum is of all before it. A zero is in no frame, so that one
 * that is damaged costs no other: the next zero begins anew.
 *
 * Source: Cheshire and Baker 1999, Consistent Overhead Byte Stuffing: one byte in 254 at most. */
#ifndef TINTIN_FRAME_H
#define TINTIN_FRAME_H

#include <stdint.h>

enum { TINTIN_FRAME_HEADER = 3, TINTIN_FRAME_OVERHEAD = 7 };

/* Sends one byte, and may wait for it. */
typedef void (*TintinPut)(void *context, uint8_t byte);

/* Sends a frame, byte by byte, straight from the payload. */
void tintinFrameSend(uint8_t type, uint16_t sequence, const uint8_t *payload, uint16_t count,
                     TintinPut put, void *context);

/* Takes a line's bytes one by one. */
typedef struct {
  uint8_t *buffer;     /* of the caller; the last frame, without its COBS */
  uint16_t capacity;   /* at least TINTIN_FRAME_OVERHEAD; payloads are so much shorter */
  uint16_t count;      /* of bytes there so far */
  uint8_t code, left;  /* of the COBS block: its first byte, and what is to come of it */
  uint8_t isSkipping;  /* what is overlong, to its end */
  uint32_t frames;     /* accepted */
  uint32_t damaged;    /* with a wrong checksum, or cut off */
  uint32_t overlong;   /* longer than the buffer */
} TintinLine;

void tintinLineBegin(TintinLine *line, uint8_t *buffer, uint16_t capacity);

/* Returns 1 if this byte was the last of a frame; it is there until the next byte. */
uint8_t tintinLineByte(TintinLine *line, uint8_t byte);

/* Of the frame that is there. */
uint8_t tintinFrameType(const TintinLine *line);
uint16_t tintinFrameSequence(const TintinLine *line);
uint8_t *tintinFramePayload(const TintinLine *line);
uint16_t tintinFramePayloadBytes(const TintinLine *line);

#endif
