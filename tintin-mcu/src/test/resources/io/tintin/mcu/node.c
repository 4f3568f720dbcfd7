/* A firmware: a program that learns from examples of its own, in rounds that a gateway calls. Its
 * serial line is UART 0 of an emulated mps2-an385 or, with HOST, standard input and output.
 *
 * STEPS in each round; half-way through, its state goes to a flash, memory is wiped, and the state
 * comes back. */
#include <stddef.h>
#include <stdint.h>

#include "net.h"
#include "tintin_node.h"

enum { BLOCK = 1024, BLOCKS = 2 * FLASH_BLOCKS, OF_EXAMPLES = 11, OF_LABELS = 12 };

static uint8_t cells[BLOCKS * BLOCK];

static uint8_t erase(void *context, uint32_t block) {
  (void)context;
  for (uint32_t i = 0; i < BLOCK; i++) {
    cells[block * BLOCK + i] = 0xFF;
  }
  return 1;
}

static uint8_t write(void *context, uint32_t offset, const uint8_t *bytes, uint32_t count) {
  (void)context;
  for (uint32_t i = 0; i < count; i++) {
    cells[offset + i] &= bytes[i];
  }
  return 1;
}

static uint8_t read(void *context, uint32_t offset, uint8_t *bytes, uint32_t count) {
  (void)context;
  for (uint32_t i = 0; i < count; i++) {
    bytes[i] = cells[offset + i];
  }
  return 1;
}

static const TintinFlash flash = {erase, write, read, NULL, 8, BLOCK, BLOCKS};

static void wipe(void) {
  for (uint32_t r = 0; r < tintinRunCount(netState()); r++) {
    const TintinRun run = tintinRun(netState(), r);
    for (uint32_t i = 0; i < run.count; i++) {
      run.bytes[i] = 0x55;
    }
  }
}

static uint32_t exampleCount;

static void add(void) {
  static int8_t features[NET_INPUTS];
  const TintinKey featureKey = {OF_EXAMPLES, 0}, labelKey = {OF_LABELS, 0};
  const uint32_t example = exampleCount++;
  for (uint32_t i = 0; i < NET_INPUTS; i++) {
    const uint32_t bits = tintinRandom(featureKey, example * NET_INPUTS + i);
    features[i] = (int8_t)((int16_t)(bits % 255U) - 127);
  }
  netAdd(features, (uint16_t)(tintinRandom(labelKey, example) % NET_OUTPUTS));
}

static uint32_t train(void *context, uint32_t round) {
  (void)context;
  (void)round;
  const uint32_t before = exampleCount;
  for (uint32_t step = 0; step < STEPS; step++) {
    for (uint16_t i = 0; i < NET_BATCH; i++) {
      add();
    }
    netStep();
    if (step == STEPS / 2) {
      if (netSave(&flash) != TINTIN_SLOTS_DONE) {
        return 0;
      }
      wipe();
      if (netLoad(&flash) != TINTIN_SLOTS_DONE) {
        return 0;
      }
    }
  }
  return exampleCount - before;
}

static TintinNode node;

#ifdef HOST
#include <stdio.h>

static void put(void *context, uint8_t byte) {
  (void)context;
  putchar(byte);
}

int main(void) {
  tintinNodeBegin(&node, netState(), train, put, NULL);
  fflush(stdout);
  for (int byte = getchar(); byte != EOF; byte = getchar()) {
    tintinNodeByte(&node, (uint8_t)byte);
    fflush(stdout);
  }
  return 0;
}
#else
#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))
#define UART(offset) REGISTER(0x40004000 + (offset))

enum { DATA = 0x0, STATE = 0x4, CONTROL = 0x8, CLEAR = 0xC, DIVIDER = 0x10 };
enum { SENDER_FULL = 1, HEARD = 2, ENABLED = 3, HEARD_INTERRUPT = 8 };

static void put(void *context, uint8_t byte) {
  (void)context;
  while ((UART(STATE) & SENDER_FULL) != 0) {
  }
  UART(DATA) = byte;
}

/* Sleeps until one comes: interrupts wake the core, but are not taken. */
static uint8_t nextByte(void) {
  while ((UART(STATE) & HEARD) == 0) {
    __asm volatile("wfi");
    UART(CLEAR) = 2;
    REGISTER(0xE000E280) = 1; /* not pending: the UART's receiver is interrupt 0 */
  }
  return (uint8_t)UART(DATA);
}

int main(void);

int main(void) {
  __asm volatile("cpsid i");
  UART(DIVIDER) = 16;
  UART(CONTROL) = ENABLED | HEARD_INTERRUPT;
  REGISTER(0xE000E100) = 1;
  (void)UART(DATA); /* of no use, but without it the emulator never looks for the next byte */
  tintinNodeBegin(&node, netState(), train, put, NULL);
  for (;;) {
    tintinNodeByte(&node, nextByte());
  }
}

extern uint32_t __data_start[], __data_end[], __data_load[], __bss_start[], __bss_end[];
extern uint32_t __stack_top[];

void reset(void);

void reset(void) {
  for (uint32_t *to = __data_start, *from = __data_load; to < __data_end;) {
    *to++ = *from++;
  }
  for (uint32_t *to = __bss_start; to < __bss_end;) {
    *to++ = 0;
  }
  main();
}

static void fault(void) {
  for (;;) {
  }
}

__attribute__((section(".vectors"), used)) static const void *const VECTORS[16] = {
    __stack_top, (const void *)reset, (const void *)fault, (const void *)fault};

/* What compilers call, without a library. */
#define PLAIN __attribute__((optimize("no-tree-loop-distribute-patterns")))

void *memset(void *to, int value, size_t count);
void *memcpy(void *to, const void *from, size_t count);

PLAIN void *memset(void *to, int value, size_t count) {
  for (uint8_t *at = to; count > 0; count--) {
    *at++ = (uint8_t)value;
  }
  return to;
}

PLAIN void *memcpy(void *to, const void *from, size_t count) {
  const uint8_t *of = from;
  for (uint8_t *at = to; count > 0; count--) {
    *at++ = *of++;
  }
  return to;
}
#endif
