/* A program with its state in a simulated flash whose power may be cut. Prints what a test is to
 * compare. Arguments: what to do, bytes of a page, bytes of a block, number of blocks, file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"
#include "tintin_crc.h"

uint32_t netSelfTestStep(uint32_t step);
uint32_t netSelfTestHash(void);

enum { ROOM = 1 << 20 };

static uint8_t cells[ROOM], wasWritten[ROOM];
static uint32_t erasures[ROOM / 32];
static TintinFlash flash;
static uint32_t noise = 1;
static int64_t charge = INT64_MAX; /* what can be done before the power is cut */

static uint8_t drawn(void) {
  noise = noise * 1664525U + 1013904223U;
  return (uint8_t)(noise >> 24);
}

static void must(int condition, const char *rule) {
  if (!condition) {
    printf("%s\n", rule);
    exit(2);
  }
}

/* Each byte takes one unit; where the charge ends, some of the bits are changed. */
static uint8_t erase(void *context, uint32_t block) {
  must(context == cells && block < flash.blockCount, "erase must stay within the flash");
  erasures[block]++;
  for (uint32_t i = block * flash.blockBytes; i < (block + 1) * flash.blockBytes; i++) {
    wasWritten[i] = charge > 0 ? 0 : 1;
    cells[i] = charge > 0 ? 0xFF : (uint8_t)(cells[i] | (charge == 0 ? drawn() : 0));
    charge -= charge >= 0;
  }
  return charge >= 0;
}

static uint8_t write(void *context, uint32_t offset, const uint8_t *bytes, uint32_t count) {
  must(context == cells, "write must have its context");
  must(offset % flash.pageBytes == 0 && count % flash.pageBytes == 0, "writes must be of pages");
  must(offset + count <= flash.blockBytes * flash.blockCount, "write must stay within the flash");
  for (uint32_t i = 0; i < count && charge >= 0; i++) {
    must(!wasWritten[offset + i], "a page must be written once");
    wasWritten[offset + i] = 1;
    const uint8_t to = charge > 0 ? bytes[i] : (uint8_t)(bytes[i] | drawn());
    cells[offset + i] &= to; /* can only clear bits */
    charge -= charge >= 0;
  }
  return charge >= 0;
}

static uint8_t read(void *context, uint32_t offset, uint8_t *bytes, uint32_t count) {
  must(context == cells, "read must have its context");
  must(offset + count <= flash.blockBytes * flash.blockCount, "read must stay within the flash");
  memcpy(bytes, cells + offset, count);
  return 1;
}

static uint32_t stateCrc(void) {
  uint32_t crc = 0;
  for (uint32_t r = 0; r < tintinRunCount(netState()); r++) {
    const TintinRun run = tintinRun(netState(), r);
    crc = tintinCrc(crc, run.bytes, run.count);
  }
  return crc;
}

/* As memory may be after a reset, but that examples seem to wait. */
static void reset(void) {
  for (uint32_t r = 0; r < tintinRunCount(netState()); r++) {
    const TintinRun run = tintinRun(netState(), r);
    for (uint32_t i = 0; i < run.count; i++) {
      run.bytes[i] = drawn();
    }
  }
  *netState()->waiting = 1;
  charge = INT64_MAX;
}

static TintinSlots loaded(void) {
  reset();
  const TintinSlots status = netLoad(&flash);
  must(status != TINTIN_SLOTS_DONE || *netState()->waiting == 0, "waiting must be 0 after a load");
  return status;
}

static void steps(uint32_t from, uint32_t to) {
  for (uint32_t step = from; step < to; step++) {
    netSelfTestStep(step);
  }
}

/* Copies the state to a buffer, or back. */
static void move(uint8_t *buffer, int isBack) {
  for (uint32_t r = 0; r < tintinRunCount(netState()); r++) {
    const TintinRun run = tintinRun(netState(), r);
    for (uint32_t i = 0; i < run.count; i++, buffer++) {
      *(isBack ? &run.bytes[i] : buffer) = isBack ? *buffer : run.bytes[i];
    }
  }
}

/* Cuts a save at each of its bytes. */
static void cuts(void) {
  static uint8_t cellsBefore[ROOM], writtenBefore[ROOM];
  steps(0, 3);
  must(netSave(&flash) == TINTIN_SLOTS_DONE && netSave(&flash) == TINTIN_SLOTS_DONE, "save");
  const uint32_t old = stateCrc();
  steps(3, 6);
  const uint32_t new = stateCrc();
  const uint32_t size = flash.blockBytes * flash.blockCount;
  memcpy(cellsBefore, cells, size);
  memcpy(writtenBefore, wasWritten, size);
  uint8_t *kept = malloc(tintinStateBytes(netState()));
  move(kept, 0);
  uint32_t olds = 0, news = 0, mixes = 0, others = 0;
  for (int64_t cut = 0;; cut++) {
    move(kept, 1);
    memcpy(cells, cellsBefore, size);
    memcpy(wasWritten, writtenBefore, size);
    charge = cut;
    const TintinSlots saved = netSave(&flash);
    const TintinSlots status = loaded();
    const uint32_t crc = stateCrc();
    others += status != TINTIN_SLOTS_DONE;
    olds += crc == old;
    news += crc == new;
    mixes += crc != old && crc != new;
    if (saved == TINTIN_SLOTS_DONE) {
      must(crc == new, "a save that is done must be loaded");
      break;
    }
  }
  free(kept);
  printf("old %u new %u mixes %u others %u\n", olds, news, mixes, others);
}

/* Cut after cut, at random places, with learning in between. */
static void chain(void) {
  must(netSave(&flash) == TINTIN_SLOTS_DONE, "save");
  uint32_t old = stateCrc(), olds = 0, news = 0, mixes = 0, others = 0;
  for (uint32_t step = 0; step < 400; step++) {
    netSelfTestStep(step);
    const uint32_t new = stateCrc();
    charge = (int64_t)(drawn() * 256 + drawn()) % (flash.blockBytes * flash.blockCount);
    netSave(&flash);
    others += loaded() != TINTIN_SLOTS_DONE;
    const uint32_t crc = stateCrc();
    olds += crc == old;
    news += crc == new;
    mixes += crc != old && crc != new;
    old = crc;
  }
  printf("old %u new %u mixes %u others %u\n", olds, news, mixes, others);
}

/* One bit of each byte of the newer slot is flipped, then of both slots. */
static void flips(void) {
  steps(0, 3);
  must(netSave(&flash) == TINTIN_SLOTS_DONE, "save");
  const uint32_t old = stateCrc();
  steps(3, 6);
  must(netSave(&flash) == TINTIN_SLOTS_DONE, "save");
  const uint32_t new = stateCrc();
  const uint32_t half = flash.blockCount / 2 * flash.blockBytes;
  uint32_t olds = 0, news = 0, mixes = 0, empties = 0;
  for (uint32_t i = half; i < 2 * half; i++) {
    cells[i] ^= (uint8_t)(1 << i % 8);
    must(loaded() == TINTIN_SLOTS_DONE, "the older slot must be loaded");
    olds += stateCrc() == old;
    news += stateCrc() == new;
    mixes += stateCrc() != old && stateCrc() != new;
    cells[i - half] ^= (uint8_t)(1 << i % 8);
    empties += loaded() == TINTIN_SLOTS_EMPTY;
    cells[i - half] ^= (uint8_t)(1 << i % 8);
    cells[i] ^= (uint8_t)(1 << i % 8);
  }
  printf("old %u new %u mixes %u empty %u of %u\n", olds, news, mixes, empties, half);
}

static void goOn(void) {
  steps(0, 10);
  must(netSave(&flash) == TINTIN_SLOTS_DONE, "save");
  must(loaded() == TINTIN_SLOTS_DONE, "load");
  steps(10, 20);
  printf("hash %u\n", netSelfTestHash());
}

static void wear(void) {
  for (uint32_t i = 0; i < 100; i++) {
    must(netSave(&flash) == TINTIN_SLOTS_DONE, "save");
  }
  uint32_t least = erasures[0], most = erasures[0];
  for (uint32_t b = 0; b < flash.blockCount; b++) {
    least = erasures[b] < least ? erasures[b] : least;
    most = erasures[b] > most ? erasures[b] : most;
  }
  printf("erased %u to %u\n", least, most);
}

static void file(const char *name, const char *mode) {
  FILE *of = fopen(name, mode);
  must(of != NULL, "file must open");
  must((*mode == 'r' ? fread(cells, 1, ROOM, of) : fwrite(cells, 1, ROOM, of)) == ROOM, "file");
  fclose(of);
}

int main(int count, char **words) {
  must(count == 6, "five words must be given");
  flash = (TintinFlash){erase, write, read, cells, 0, 0, 0};
  flash.pageBytes = (uint32_t)atoi(words[2]);
  flash.blockBytes = (uint32_t)atoi(words[3]);
  flash.blockCount = (uint32_t)atoi(words[4]);
  must(flash.blockBytes * flash.blockCount <= ROOM, "flash must fit");
  memset(wasWritten, 1, ROOM); /* a flash of unknown content */
  const char *what = words[1];
  if (strcmp(what, "cuts") == 0) {
    cuts();
  } else if (strcmp(what, "chain") == 0) {
    chain();
  } else if (strcmp(what, "flips") == 0) {
    flips();
  } else if (strcmp(what, "goOn") == 0) {
    goOn();
  } else if (strcmp(what, "wear") == 0) {
    wear();
  } else if (strcmp(what, "need") == 0) {
    printf("blocks %u\n", tintinSlotsBlocks(netState(), flash.blockBytes));
  } else if (strcmp(what, "save") == 0) {
    printf("save %d\n", (int)netSave(&flash));
    file(words[5], "wb");
  } else if (strcmp(what, "load") == 0) {
    file(words[5], "rb");
    printf("load %d\n", (int)netLoad(&flash));
  } else {
    must(0, "unknown word");
  }
  return 0;
}
