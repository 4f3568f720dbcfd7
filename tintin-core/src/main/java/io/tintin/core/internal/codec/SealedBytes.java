package io.tintin.core.internal.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The frame of every saved form: 8 bytes of ASCII magic, version as int32, length of the body as
 * int32, the body, and the CRC-32C of all that comes before it. Little-endian.
 */
public final class SealedBytes {
  private static final int MAGIC_BYTES = 8;
  private static final int OVERHEAD = MAGIC_BYTES + 4 + 4 + 4;

  private SealedBytes() {}

  /** Puts the frame around a body. */
  public static byte[] seal(String magic, int version, ByteArrayOutputStream body) {
    ByteBuffer frame = ByteBuffer.allocate(OVERHEAD + body.size()).order(ByteOrder.LITTLE_ENDIAN);
    frame.put(magic.getBytes(StandardCharsets.US_ASCII)).putInt(version).putInt(body.size());
    frame.put(body.toByteArray());
    frame.putInt(crc(frame.array(), frame.position()));
    return frame.array();
  }

  /**
   * Checks the frame and returns a reader of its body.
   *
   * @param version the newest that can be read; those from 1 on can
   * @throws MalformedBytesException naming what is wrong
   */
  public static ByteReader open(String what, String magic, int version, byte[] bytes)
      throws MalformedBytesException {
    if (bytes.length < OVERHEAD) {
      throw new MalformedBytesException(
          what + " must have at least " + OVERHEAD + " bytes: " + bytes.length);
    }
    ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    byte[] found = new byte[MAGIC_BYTES];
    frame.get(found);
    if (!magic.equals(new String(found, StandardCharsets.ISO_8859_1))) {
      throw new MalformedBytesException(what + " must start with " + magic + ": " + escaped(found));
    }
    int foundVersion = frame.getInt();
    if (foundVersion < 1 || foundVersion > version) {
      String rule = version == 1 ? "1" : "in [1, " + version + "]";
      throw new MalformedBytesException(what + " version must be " + rule + ": " + foundVersion);
    }
    int length = frame.getInt();
    if (length != bytes.length - OVERHEAD) {
      throw new MalformedBytesException(
          what + " body must have " + length + " bytes: " + (bytes.length - OVERHEAD));
    }
    int stored = frame.getInt(bytes.length - 4);
    int computed = crc(bytes, bytes.length - 4);
    if (stored != computed) {
      throw new MalformedBytesException(
          what + " checksum must be " + hex(stored) + ": " + hex(computed));
    }
    return new ByteReader(what, foundVersion, frame.limit(bytes.length - 4));
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** Printable ASCII as it is; other bytes, and the backslash, as {@code \\x} and two digits. */
  private static String escaped(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      if (b >= ' ' && b <= '~' && b != '\\') {
        text.append((char) b);
      } else {
        text.append("\\x").append(HexFormat.of().toHexDigits(b));
      }
    }
    return text.toString();
  }

  private static String hex(int value) {
    return Integer.toHexString(value);
  }
}
