/* Runs the self-test of a program on an emulated board, a step at a time, and prints its hash, the
 * instructions of its steps and the deepest stack.
 *
 * Time in the emulator is 1024 ns an instruction, so that timers count instructions. Of the
 * timer's own reading a step has a few instructions, always as many. */
#include <stddef.h>
#include <stdint.h>

extern uint32_t __data_start[], __data_end[], __data_load[], __bss_start[], __bss_end[];
extern uint32_t __stack_top[];

/* Of the program. */
uint64_t PROGRAM_STEP(uint32_t step);
uint32_t PROGRAM_HASH(void);

/* Of one that tests after its last step. */
uint32_t PROGRAM_HITS(void) __attribute__((weak));

int main(void);
void reset(void);

/* ---- The host: semihosting ---- */

static uint32_t host(uint32_t operation, const void *argument) {
  register uint32_t r0 __asm("r0") = operation;
  register const void *r1 __asm("r1") = argument;
  __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

static void print(const char *text) {
  enum { WRITE0 = 0x04 };
  host(WRITE0, text);
}

static void printNumber(const char *name, uint64_t value) {
  char text[24];
  char *at = text + sizeof text;
  *--at = 0;
  do {
    *--at = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  print(name);
  print(at);
  print("\n");
}

static void leave(uint32_t status) {
  enum { EXIT_EXTENDED = 0x20, APPLICATION_EXIT = 0x20026 };
  const uint32_t block[] = {APPLICATION_EXIT, status};
  host(EXIT_EXTENDED, block);
  for (;;) {
  }
}

/* ---- The timers ---- */

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

/* The fine timer counts all ticks, and wraps within minutes; the coarse one every COARSE of them. */
#ifdef TIMER_NRF51
#define COARSE 512

static void startTimers(void) {
  enum { MODE = 0x508, PRESCALER = 0x510, TIMER1 = 0x1000 };
  REGISTER(TIMER_NRF51 + MODE) = 3; /* 32 bits */
  REGISTER(TIMER_NRF51 + PRESCALER) = 0;
  REGISTER(TIMER_NRF51 + TIMER1 + MODE) = 3;
  REGISTER(TIMER_NRF51 + TIMER1 + PRESCALER) = 9;
  REGISTER(TIMER_NRF51) = 1;
  REGISTER(TIMER_NRF51 + TIMER1) = 1;
}

static uint32_t fineTicks(void) {
  REGISTER(TIMER_NRF51 + 0x040) = 1;
  return REGISTER(TIMER_NRF51 + 0x540);
}

static uint32_t coarseTicks(void) {
  enum { TIMER1 = 0x1000 };
  REGISTER(TIMER_NRF51 + TIMER1 + 0x040) = 1;
  return REGISTER(TIMER_NRF51 + TIMER1 + 0x540);
}
#else
#define COARSE 256

static void startTimers(void) {
  enum { DUAL = 0x2000, ENABLED_DIVIDED_32_BITS = 0x8A };
  REGISTER(TIMER_CMSDK + 0x8) = 0xFFFFFFFFU;
  REGISTER(TIMER_CMSDK + 0x4) = 0xFFFFFFFFU;
  REGISTER(TIMER_CMSDK + DUAL) = 0xFFFFFFFFU;
  REGISTER(TIMER_CMSDK + DUAL + 0x8) = ENABLED_DIVIDED_32_BITS;
  REGISTER(TIMER_CMSDK) = 1;
}

static uint32_t fineTicks(void) {
  return 0xFFFFFFFFU - REGISTER(TIMER_CMSDK + 0x4);
}

static uint32_t coarseTicks(void) {
  enum { DUAL = 0x2000 };
  return 0xFFFFFFFFU - REGISTER(TIMER_CMSDK + DUAL + 0x4);
}
#endif

uint64_t boardTicks(void);

/* For the program, around what is to be counted. The coarse timer says how often the fine one
 * wrapped, as it is right to less than half of its range. */
uint64_t boardTicks(void) {
  const uint64_t about = (uint64_t)coarseTicks() * COARSE;
  const uint32_t fine = fineTicks();
  return ((about - fine + 0x80000000U) >> 32 << 32) + fine;
}

/* From ticks of TICK_PICOSECONDS to instructions of 1024 ns, to nearest. */
static uint64_t instructions(uint64_t elapsed) {
  return (elapsed * (TICK_PICOSECONDS / 500) + 1024) / 2048;
}

/* ---- Memory that values are paged to ---- */

#if PAGE_BYTES > 0
void tintinPageOut(uint32_t offset, const int8_t *values, uint32_t count);
void tintinPageIn(uint32_t offset, int8_t *values, uint32_t count);

#define ERASED_BYTES 1024
static int8_t flash[(PAGE_BYTES + ERASED_BYTES - 1) / ERASED_BYTES * ERASED_BYTES]
    __attribute__((section(".flash")));

#ifdef TIMER_NRF51
/* Its flash: erased by the page to ones, written by the word, where bits turn to zero alone. A part
 * of a page that is written later was erased with it. */
static void control(uint32_t mode) {
  REGISTER(0x4001E504) = mode; /* 0 to read, 1 to write, 2 to erase */
}

void tintinPageOut(uint32_t offset, const int8_t *values, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    const uintptr_t address = (uintptr_t)flash + offset + i;
    if (offset + i == 0 || address % ERASED_BYTES == 0) {
      control(2);
      REGISTER(0x4001E508) = (uint32_t)(address - address % ERASED_BYTES);
    }
    control(1);
    const uint32_t lane = 8 * (uint32_t)(address % 4);
    REGISTER(address - address % 4) = ~((uint32_t)0xFF << lane) | (uint32_t)(uint8_t)values[i] << lane;
    control(0);
  }
}
#else
void tintinPageOut(uint32_t offset, const int8_t *values, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    flash[offset + i] = values[i];
  }
}
#endif

void tintinPageIn(uint32_t offset, int8_t *values, uint32_t count) {
  const volatile int8_t *from = flash + offset;
  for (uint32_t i = 0; i < count; i++) {
    values[i] = from[i];
  }
}
#endif

/* ---- The run ---- */

enum { PAINT = 0x5AA55AA5 };

/* Below what main and its callees use. */
static uint32_t deepestStack(void) {
  const uint32_t *at = __bss_end;
  while (*at == PAINT) {
    at++;
  }
  return (uint32_t)((uintptr_t)__stack_top - (uintptr_t)at);
}

/* Whether the stack came down to what lies below it, and may have written there. */
static int isStackFull(void) {
  return *__bss_end != PAINT;
}

int main(void) {
  uint64_t least = UINT64_MAX, most = 0, first = 0, all = 0;
  startTimers();
  for (uint32_t step = 0; step < STEPS; step++) {
    const uint64_t taken = instructions(PROGRAM_STEP(step));
    first = step == 0 ? taken : first;
    least = taken < least ? taken : least;
    most = taken > most ? taken : most;
    all += taken;
  }
  printNumber("tintin hash ", PROGRAM_HASH());
  printNumber("tintin hits ", PROGRAM_HITS == NULL ? 0 : PROGRAM_HITS());
  printNumber("tintin first ", first);
  printNumber("tintin least ", least);
  printNumber("tintin most ", most);
  printNumber("tintin all ", all);
  printNumber("tintin stack ", deepestStack());
  if (isStackFull()) {
    print("tintin: the stack has no room\n");
    return 4;
  }
  return 0;
}

/* ---- Start ---- */

void reset(void) {
  uint32_t here;
#if defined(__ARM_FP) && __ARM_FP
  REGISTER(0xE000ED88) |= 0xFU << 20; /* the FPU may be used */
  __asm volatile("dsb\n isb");
#endif
  for (uint32_t *to = __data_start, *from = __data_load; to < __data_end;) {
    *to++ = *from++;
  }
  for (uint32_t *to = __bss_start; to < __bss_end;) {
    *to++ = 0;
  }
  for (volatile uint32_t *to = __bss_end; to < &here - 8;) {
    *to++ = PAINT;
  }
  leave((uint32_t)main());
}

static void fault(void) {
  print("tintin fault\n");
  leave(3);
}

/* Main stack, reset, NMI, hard fault and what follows. */
__attribute__((section(".vectors"), used)) static const void *const VECTORS[16] = {
    __stack_top, (const void *)reset, (const void *)fault, (const void *)fault,
    (const void *)fault, (const void *)fault, (const void *)fault};

/* ---- What compilers call, without a library ---- */

void *memset(void *to, int value, size_t count);
void *memcpy(void *to, const void *from, size_t count);

#define PLAIN __attribute__((optimize("no-tree-loop-distribute-patterns")))

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
