package io.tintin.core.internal.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a body field by field, little-endian; the mirror of {@link ByteReader}. */
public final class ByteWriter {
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  public ByteWriter writeByte(int value) {
    body.write(value);
    return this;
  }

  public ByteWriter writeInt(int value) {
    for (int i = 0; i < 32; i += 8) {
      body.write(value >> i);
    }
    return this;
  }

  public ByteWriter writeLong(long value) {
    return writeInt((int) value).writeInt((int) (value >> 32));
  }

  public ByteWriter writeBytes(byte[] bytes) {
    body.writeBytes(bytes);
    return this;
  }

  /** The bytes, with their length as int32 before them. */
  public ByteWriter writeSizedBytes(byte[] bytes) {
    return writeInt(bytes.length).writeBytes(bytes);
  }

  /** UTF-8 text, with its length in bytes as int32 before it. */
  public ByteWriter writeText(String text) {
    return writeSizedBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The finished frame; see {@link SealedBytes}. */
  public byte[] seal(String magic, int version) {
    return SealedBytes.seal(magic, version, body);
  }
}
