/* Keeps what was learned in flash, in two slots that take turns: a power cut at any byte of a write
 * or in an erasure leaves the state before or the state after, never a mix.
 *
 * A slot begins at a block: a piece that names the state, the state's bytes as they are in memory,
 * and a piece that says that all of it is there, which is written last. Each piece is written once
 * after its block was erased. The state is streamed: no copy of it is in memory. It is for the
 * program that wrote it, not for another machine. */
#ifndef TINTIN_SLOTS_H
#define TINTIN_SLOTS_H

#include "tintin_state.h"

/* All writes are of so many bytes, at a multiple of it. A flash that is written in larger pages
 * needs a larger power of two, up to 256; it is as much stack. */
#ifndef TINTIN_FLASH_PIECE
#define TINTIN_FLASH_PIECE 32
#endif

/* A range of flash and how the firmware reaches it. Offsets are from its begin. Each function
 * returns 0 if it failed. */
typedef struct {
  /* Sets all bits of a block. */
  uint8_t (*erase)(void *context, uint32_t block);
  uint8_t (*write)(void *context, uint32_t offset, const uint8_t *bytes, uint32_t count);
  uint8_t (*read)(void *context, uint32_t offset, uint8_t *bytes, uint32_t count);
  void *context;
  uint32_t pageBytes;  /* the least that is written at once: divides TINTIN_FLASH_PIECE */
  uint32_t blockBytes; /* what is erased at once: a multiple of TINTIN_FLASH_PIECE */
  uint32_t blockCount; /* half of them, rounded down, to a slot */
} TintinFlash;

typedef enum {
  TINTIN_SLOTS_DONE,
  TINTIN_SLOTS_EMPTY,  /* no whole state; nothing was changed */
  TINTIN_SLOTS_OTHER,  /* whole states, but of another model; nothing was changed */
  TINTIN_SLOTS_SMALL,  /* half of the blocks do not hold the state; nothing was changed */
  TINTIN_SLOTS_UNFIT,  /* pageBytes or blockBytes break their rule; nothing was changed */
  TINTIN_SLOTS_FAILED  /* by a function of the flash, or what was written reads otherwise */
} TintinSlots;

/* Blocks that the flash must have for two slots, with blocks of so many bytes. */
uint32_t tintinSlotsBlocks(const TintinState *state, uint32_t blockBytes);

/* Writes the state over the older slot. Examples that wait are not kept. If it fails, the state of
 * the save before is there still. */
TintinSlots tintinSave(const TintinState *state, const TintinFlash *flash);

/* Goes on with the newest whole state; examples that wait are dropped. If it fails while reading,
 * the state in memory is no longer of use: load again. */
TintinSlots tintinLoad(const TintinState *state, const TintinFlash *flash);

#endif
