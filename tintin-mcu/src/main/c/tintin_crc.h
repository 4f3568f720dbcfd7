/* CRC-32C (Castagnoli), as RFC 3720 has it: it sees all burst errors of up to 32 bits. */
#ifndef TINTIN_CRC_H
#define TINTIN_CRC_H

#include <stdint.h>

/* Of the bytes that gave crc, followed by these; begin with 0. */
uint32_t tintinCrc(uint32_t crc, const uint8_t *bytes, uint32_t count);

/* Little-endian, whatever the machine. */
static inline void tintinPut32(uint8_t *to, uint32_t value) {
  for (uint8_t i = 0; i < 4; i++) {
    to[i] = (uint8_t)(value >> (8 * i));
  }
}

static inline uint32_t tintinGet32(const uint8_t *from) {
  uint32_t value = 0;
  for (uint8_t i = 0; i < 4; i++) {
    value |= (uint32_t)from[i] << (8 * i);
  }
  return value;
}

#endif
