/* What a line gives, and messages, for comparison with Java. Reads from standard input.
 *
 *   decode CAPACITY   all bytes of the input are the line's: prints frames, then the counters
 *   encode            lines of type, sequence and payload in hex: prints the line's bytes in hex
 *   message           lines of a message in hex: prints its fields, and the message written anew */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tintin_frame.h"
#include "tintin_message.h"

static void hex(const uint8_t *bytes, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    printf("%02x", bytes[i]);
  }
  printf(count == 0 ? "-\n" : "\n");
}

static void put(void *context, uint8_t byte) {
  (void)context;
  printf("%02x", byte);
}

/* The exact number of bytes, so that a look beyond them is seen. */
static uint8_t *unhex(const char *text, uint16_t *count) {
  *count = (uint16_t)(text[0] == '-' ? 0 : strlen(text) / 2);
  uint8_t *bytes = malloc(*count);
  for (uint16_t i = 0; i < *count; i++) {
    unsigned value = 0;
    sscanf(text + 2 * i, "%2x", &value);
    bytes[i] = (uint8_t)value;
  }
  return bytes;
}

static void decode(uint16_t capacity) {
  uint8_t *buffer = malloc(capacity);
  TintinLine line;
  tintinLineBegin(&line, buffer, capacity);
  for (int byte = getchar(); byte != EOF; byte = getchar()) {
    if (tintinLineByte(&line, (uint8_t)byte)) {
      printf("%u %u ", tintinFrameType(&line), tintinFrameSequence(&line));
      hex(tintinFramePayload(&line), tintinFramePayloadBytes(&line));
    }
  }
  printf("frames %u damaged %u overlong %u\n", line.frames, line.damaged, line.overlong);
  free(buffer);
}

static void encode(void) {
  unsigned type, sequence;
  static char text[200000];
  while (scanf("%u %u %199999s", &type, &sequence, text) == 3) {
    uint16_t count;
    uint8_t *payload = unhex(text, &count);
    tintinFrameSend((uint8_t)type, (uint16_t)sequence, payload, count, put, NULL);
    printf("\n");
    free(payload);
  }
}

static void message(void) {
  static char text[200000];
  while (scanf("%199999s", text) == 1) {
    uint16_t count;
    uint8_t *bytes = unhex(text, &count);
    TintinMessage read;
    if (!tintinReadMessage(bytes, count, &read)) {
      printf("no\n");
    } else {
      uint8_t *to = malloc(count);
      printf("%u", read.body);
      for (int n = 1; n < TINTIN_NUMBERS; n++) {
        printf(" %u", read.numbers[n]);
      }
      printf(" ");
      const uint16_t written = tintinWriteMessage(&read, to, count);
      if (tintinWriteMessage(&read, to, (uint16_t)(written - 1)) != 0) {
        printf("beyond the capacity ");
      }
      hex(to, written);
      free(to);
    }
    free(bytes);
  }
}

int main(int count, char **words) {
  if (count == 3 && strcmp(words[1], "decode") == 0) {
    decode((uint16_t)atoi(words[2]));
  } else if (count == 2 && strcmp(words[1], "encode") == 0) {
    encode();
  } else if (count == 2 && strcmp(words[1], "message") == 0) {
    message();
  } else {
    return 2;
  }
  return 0;
}
