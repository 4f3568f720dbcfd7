/* Runs the self-test of a program where printf is, a step at a time, and prints its hash; on an AVR
 * through the serial port. */
#include <stdint.h>
#include <stdio.h>

#ifdef __AVR__
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#endif

/* Of the program. */
uint64_t PROGRAM_STEP(uint32_t step);
uint32_t PROGRAM_HASH(void);

#ifdef __AVR__
static int put(char letter, FILE *port) {
  (void)port;
  while ((UCSR0A & (1 << UDRE0)) == 0) {
  }
  UDR0 = (uint8_t)letter;
  return 0;
}
#endif

int main(void) {
#ifdef __AVR__
  static FILE port = FDEV_SETUP_STREAM(put, NULL, _FDEV_SETUP_WRITE);
  UCSR0B = 1 << TXEN0;
  stdout = &port;
#endif
  for (uint32_t step = 0; step < STEPS; step++) {
    PROGRAM_STEP(step);
  }
  printf("hash %08lx\n", (unsigned long)PROGRAM_HASH());
#ifdef __AVR__
  cli(); /* the simulator ends when nothing can wake it */
  sleep_mode();
#endif
  return 0;
}
