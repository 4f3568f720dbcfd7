package io.tintin.device.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The bytes of a slot file, little-endian:
 *
 * <pre>
 * magic       4  "TTSL"
 * version     1  1
 * kind        1  0 = content, 1 = rolled back: the generation was given up, no content follows
 * reserved    2  0
 * generation  8  at least 1
 * size        4  bytes of content, 0 when rolled back
 * content     size
 * checksum    4  CRC-32C of the key in ASCII, then of everything above
 * </pre>
 *
 * <p>The key is in the checksum, so a file copied or renamed to another key is refused.
 */
final class SlotCodec {
  static final int HEADER_BYTES = 20;
  static final int CHECKSUM_BYTES = 4;

  /** {@code TTSL} as a little-endian int. */
  private static final int MAGIC = 0x4C53_5454;

  private static final byte VERSION = 1;
  private static final byte CONTENT = 0;
  private static final byte ROLLED_BACK = 1;

  private SlotCodec() {}

  /** What a whole slot file says: a generation, and its content unless it was given up. */
  record Decoded(long generation, Optional<Slot> slot) {}

  static ByteBuffer encode(String key, long generation, byte[] content) {
    return encode(key, generation, CONTENT, content);
  }

  static ByteBuffer encodeRolledBack(String key, long generation) {
    return encode(key, generation, ROLLED_BACK, new byte[0]);
  }

  private static ByteBuffer encode(String key, long generation, byte kind, byte[] content) {
    ByteBuffer file =
        ByteBuffer.allocate(HEADER_BYTES + content.length + CHECKSUM_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(MAGIC).put(VERSION).put(kind).putShort((short) 0);
    file.putLong(generation).putInt(content.length).put(content);
    file.putInt(checksum(key, file.array(), file.position()));
    return file.flip();
  }

  /** Empty when the file is torn, flipped, of another key or not a slot at all. */
  static Optional<Decoded> decode(String key, byte[] file) {
    if (file.length < HEADER_BYTES + CHECKSUM_BYTES) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    boolean isOurs = in.getInt() == MAGIC && in.get() == VERSION;
    byte kind = in.get();
    boolean isKnown = (kind == CONTENT || kind == ROLLED_BACK) && in.getShort() == 0;
    if (!isOurs || !isKnown) {
      return Optional.empty();
    }
    long generation = in.getLong();
    int size = in.getInt();
    int end = file.length - CHECKSUM_BYTES;
    boolean isEmptyIfGivenUp = kind == CONTENT || size == 0;
    if (size != end - HEADER_BYTES || generation < 1 || !isEmptyIfGivenUp) {
      return Optional.empty();
    }
    if (in.getInt(end) != checksum(key, file, end)) {
      return Optional.empty();
    }
    Optional<Slot> slot =
        kind == ROLLED_BACK
            ? Optional.empty()
            : Optional.of(new Slot(generation, Arrays.copyOfRange(file, HEADER_BYTES, end)));
    return Optional.of(new Decoded(generation, slot));
  }

  private static int checksum(String key, byte[] bytes, int size) {
    CRC32C crc = new CRC32C();
    crc.update(key.getBytes(StandardCharsets.US_ASCII));
    crc.update(bytes, 0, size);
    return (int) crc.getValue();
  }
}
