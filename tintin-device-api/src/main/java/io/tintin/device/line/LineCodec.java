package io.tintin.device.line;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The bytes of a frame on the line:
 *
 * <pre>
 * 0  COBS( type 1 | sequence 2 | payload | checksum 4 )  0
 * </pre>
 *
 * <p>Numbers are little-endian; the checksum is the CRC-32C of all before it. No frame holds a
 * zero, so a damaged one costs no other: the next zero begins anew. The C of this form is {@code
 * tintin_frame.h} of tintin-mcu.
 *
 * <p>Source: Cheshire and Baker 1999, Consistent Overhead Byte Stuffing, doi:10.1109/90.769765.
 */
public final class LineCodec {
  static final int HEADER_BYTES = 3;
  static final int CHECKSUM_BYTES = 4;

  /** Bytes of a frame that are not its payload, before COBS and without the zeros. */
  public static final int OVERHEAD = HEADER_BYTES + CHECKSUM_BYTES;

  /** Most bytes that follow the code of a COBS block. */
  static final int MAX_BLOCK = 254;

  private LineCodec() {}

  /** The bytes for the line; at most 3 and one in 254 more than the frame's. */
  public static byte[] encode(LineFrame frame) {
    byte[] payload = frame.payload();
    ByteBuffer plain =
        ByteBuffer.allocate(OVERHEAD + payload.length).order(ByteOrder.LITTLE_ENDIAN);
    plain.put((byte) frame.type()).putShort((short) frame.sequence()).put(payload);
    plain.putInt(checksum(plain.array(), plain.position()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    stuff(plain.array(), out);
    out.write(0);
    return out.toByteArray();
  }

  static int checksum(byte[] bytes, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, count);
    return (int) crc.getValue();
  }

  /** Each block: one more than its length, then its bytes; a zero follows unless it is full. */
  private static void stuff(byte[] plain, ByteArrayOutputStream out) {
    int from = 0;
    boolean isOpen = true;
    while (isOpen) {
      int to = from;
      while (to < plain.length && to - from < MAX_BLOCK && plain[to] != 0) {
        to++;
      }
      boolean isFull = to - from == MAX_BLOCK;
      out.write(to - from + 1);
      out.write(plain, from, to - from);
      isOpen = to < plain.length;
      from = isFull ? to : to + 1;
    }
  }
}
