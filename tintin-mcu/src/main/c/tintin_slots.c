#include "tintin_slots.h"

#include "tintin_crc.h"

/* The first piece: magic, fingerprint, sequence number, length; and the checksum of these and of
 * the state's bytes. */
enum {
  PIECE = TINTIN_FLASH_PIECE,
  FINGERPRINT = 4,
  SEQUENCE = 12,
  LENGTH = 16,
  CHECKSUM = 20,
  MARKED = 8 /* bytes of the last piece: the sequence number and its complement */
};

#define MAGIC 0x31535454U /* TTS1 */

/* What a slot holds. */
typedef struct {
  uint32_t sequence, length;
  uint8_t isWhole, isOwn;
} Slot;

static uint32_t pieces(uint32_t bytes) {
  return bytes / PIECE + (bytes % PIECE != 0);
}

static uint32_t slotBytes(const TintinFlash *flash) {
  return flash->blockCount / 2 * flash->blockBytes;
}

uint32_t tintinSlotsBlocks(const TintinState *state, uint32_t blockBytes) {
  const uint32_t bytes = (pieces(tintinStateBytes(state)) + 2) * PIECE;
  return 2 * (bytes / blockBytes + (bytes % blockBytes != 0));
}

/* Erased bytes to the end of a piece. */
static void pad(uint8_t *piece, uint32_t from) {
  for (; from < PIECE; from++) {
    piece[from] = 0xFF;
  }
}

static void mark(uint8_t *piece, uint32_t sequence) {
  pad(piece, MARKED);
  tintinPut32(piece, sequence);
  tintinPut32(piece + 4, ~sequence);
}

/* Whether header and state of a slot have their checksum. */
static uint8_t isIntact(const TintinFlash *flash, uint32_t begin, const uint8_t *header) {
  uint8_t piece[PIECE];
  uint32_t left = tintinGet32(header + LENGTH);
  uint32_t crc = tintinCrc(0, header, CHECKSUM);
  for (uint32_t offset = begin + PIECE; left > 0; offset += PIECE) {
    const uint32_t count = left < PIECE ? left : PIECE;
    if (!flash->read(flash->context, offset, piece, count)) {
      return 0;
    }
    crc = tintinCrc(crc, piece, count);
    left -= count;
  }
  return crc == tintinGet32(header + CHECKSUM);
}

static Slot look(const TintinState *state, const TintinFlash *flash, uint32_t begin) {
  Slot slot = {0, 0, 0, 0};
  uint8_t header[PIECE], end[MARKED];
  if (!flash->read(flash->context, begin, header, PIECE) || tintinGet32(header) != MAGIC) {
    return slot;
  }
  slot.sequence = tintinGet32(header + SEQUENCE);
  slot.length = tintinGet32(header + LENGTH);
  /* In pieces, as a sum of damaged lengths could wrap. */
  if (pieces(slot.length) > slotBytes(flash) / PIECE - 2) {
    return slot;
  }
  const uint32_t last = begin + (1 + pieces(slot.length)) * PIECE;
  slot.isWhole = flash->read(flash->context, last, end, MARKED) &&
                 tintinGet32(end) == slot.sequence && tintinGet32(end + 4) == ~slot.sequence &&
                 isIntact(flash, begin, header);
  slot.isOwn = slot.isWhole && tintinGet32(header + FINGERPRINT) == state->fingerprint[0] &&
               tintinGet32(header + FINGERPRINT + 4) == state->fingerprint[1] &&
               slot.length == tintinStateBytes(state);
  return slot;
}

/* Sequence numbers may wrap around. */
static uint8_t isNewer(const Slot *a, const Slot *b) {
  return a->sequence - b->sequence < 0x80000000U;
}

static TintinSlots unfit(const TintinState *state, const TintinFlash *flash) {
  if (flash->pageBytes == 0 || PIECE % flash->pageBytes != 0 || flash->blockBytes == 0 ||
      flash->blockBytes % PIECE != 0) {
    return TINTIN_SLOTS_UNFIT;
  }
  return tintinSlotsBlocks(state, flash->blockBytes) > flash->blockCount ? TINTIN_SLOTS_SMALL
                                                                         : TINTIN_SLOTS_DONE;
}

/* Writes the state's bytes piece by piece; the checksum goes on from the header's. */
static uint8_t writeState(const TintinState *state, const TintinFlash *flash, uint32_t offset,
                          uint32_t *crc) {
  uint8_t piece[PIECE];
  uint32_t filled = 0;
  for (uint32_t r = 0; r < tintinRunCount(state); r++) {
    const TintinRun run = tintinRun(state, r);
    *crc = tintinCrc(*crc, run.bytes, run.count);
    for (uint32_t i = 0; i < run.count; i++) {
      piece[filled++] = run.bytes[i];
      if (filled == PIECE) {
        if (!flash->write(flash->context, offset, piece, PIECE)) {
          return 0;
        }
        offset += PIECE;
        filled = 0;
      }
    }
  }
  if (filled == 0) {
    return 1;
  }
  pad(piece, filled);
  return flash->write(flash->context, offset, piece, PIECE);
}

static uint8_t eraseSlot(const TintinFlash *flash, uint32_t slot) {
  const uint32_t count = flash->blockCount / 2;
  for (uint32_t block = slot * count; block < (slot + 1) * count; block++) {
    if (!flash->erase(flash->context, block)) {
      return 0;
    }
  }
  return 1;
}

TintinSlots tintinSave(const TintinState *state, const TintinFlash *flash) {
  const TintinSlots problem = unfit(state, flash);
  if (problem != TINTIN_SLOTS_DONE) {
    return problem;
  }
  const Slot first = look(state, flash, 0), second = look(state, flash, slotBytes(flash));
  const uint32_t older =
      first.isWhole && (!second.isWhole || isNewer(&first, &second)) ? 1 : 0;
  const Slot *newest = older == 1 ? &first : &second;
  const uint32_t sequence = newest->isWhole ? newest->sequence + 1 : 1;
  const uint32_t begin = older * slotBytes(flash);
  const uint32_t length = tintinStateBytes(state);
  uint8_t piece[PIECE];
  pad(piece, 0);
  tintinPut32(piece, MAGIC);
  tintinPut32(piece + FINGERPRINT, state->fingerprint[0]);
  tintinPut32(piece + FINGERPRINT + 4, state->fingerprint[1]);
  tintinPut32(piece + SEQUENCE, sequence);
  tintinPut32(piece + LENGTH, length);
  uint32_t crc = tintinCrc(0, piece, CHECKSUM);
  if (!eraseSlot(flash, older) || !writeState(state, flash, begin + PIECE, &crc)) {
    return TINTIN_SLOTS_FAILED;
  }
  tintinPut32(piece + CHECKSUM, crc);
  if (!flash->write(flash->context, begin, piece, PIECE) ||
      !flash->read(flash->context, begin, piece, PIECE) || tintinGet32(piece + CHECKSUM) != crc ||
      !isIntact(flash, begin, piece)) {
    return TINTIN_SLOTS_FAILED;
  }
  mark(piece, sequence);
  return flash->write(flash->context, begin + (1 + pieces(length)) * PIECE, piece, PIECE)
             ? TINTIN_SLOTS_DONE
             : TINTIN_SLOTS_FAILED;
}

TintinSlots tintinLoad(const TintinState *state, const TintinFlash *flash) {
  const TintinSlots problem = unfit(state, flash);
  if (problem != TINTIN_SLOTS_DONE) {
    return problem;
  }
  const Slot first = look(state, flash, 0), second = look(state, flash, slotBytes(flash));
  if (!first.isOwn && !second.isOwn) {
    return first.isWhole || second.isWhole ? TINTIN_SLOTS_OTHER : TINTIN_SLOTS_EMPTY;
  }
  const uint8_t isFirst = first.isOwn && (!second.isOwn || isNewer(&first, &second));
  const uint32_t begin = isFirst ? 0 : slotBytes(flash);
  uint8_t header[PIECE];
  if (!flash->read(flash->context, begin, header, PIECE)) {
    return TINTIN_SLOTS_FAILED;
  }
  uint32_t crc = tintinCrc(0, header, CHECKSUM);
  uint32_t offset = begin + PIECE;
  for (uint32_t r = 0; r < tintinRunCount(state); r++) {
    const TintinRun run = tintinRun(state, r);
    if (run.count > 0 && !flash->read(flash->context, offset, run.bytes, run.count)) {
      return TINTIN_SLOTS_FAILED;
    }
    crc = tintinCrc(crc, run.bytes, run.count);
    offset += run.count;
  }
  *state->waiting = 0;
  return crc == tintinGet32(header + CHECKSUM) ? TINTIN_SLOTS_DONE : TINTIN_SLOTS_FAILED;
}
