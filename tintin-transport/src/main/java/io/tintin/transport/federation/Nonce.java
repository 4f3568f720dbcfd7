package io.tintin.transport.federation;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Numbers that tell one life of a program from the next. They must differ each time, so they come
 * from the system and not from a seed; no learned bit depends on them.
 */
final class Nonce {
  private Nonce() {}

  /** A fresh one, never 0. */
  static long fresh() {
    byte[] bytes = new byte[Long.BYTES];
    long nonce;
    do {
      new SecureRandom().nextBytes(bytes);
      nonce = ByteBuffer.wrap(bytes).getLong();
    } while (nonce == 0);
    return nonce;
  }
}
