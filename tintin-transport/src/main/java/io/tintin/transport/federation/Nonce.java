package io.tintin.transport.federation;

import java.util.UUID;

/**
 * Numbers that tell one life of a program from the next. They must differ each time, so they come
 * from the system and not from a seed; no learned bit depends on them.
 */
final class Nonce {
  private Nonce() {}

  /** A fresh one; 0 is as unlikely as a collision. */
  static long fresh() {
    UUID random = UUID.randomUUID();
    return random.getMostSignificantBits() ^ Long.rotateLeft(random.getLeastSignificantBits(), 32);
  }
}
