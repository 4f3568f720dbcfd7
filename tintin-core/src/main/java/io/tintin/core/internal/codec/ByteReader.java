package io.tintin.core.internal.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads a body field by field; never past its end, and never allocates more than is there. */
public final class ByteReader {
  private final String what;
  private final int version;
  private final ByteBuffer bytes;

  ByteReader(String what, int version, ByteBuffer bytes) {
    this.what = what;
    this.version = version;
    this.bytes = bytes;
  }

  /** The version in which the body was written. */
  public int version() {
    return version;
  }

  /** The next byte. */
  public byte readByte(String field) throws MalformedBytesException {
    require(field, 1);
    return bytes.get();
  }

  /** The next int32. */
  public int readInt(String field) throws MalformedBytesException {
    require(field, 4);
    return bytes.getInt();
  }

  /** The next int32, which must be in the range. */
  public int readInt(String field, int min, int max) throws MalformedBytesException {
    int value = readInt(field);
    if (value < min || value > max) {
      throw malformed(field, "in [" + min + ", " + max + "]", value);
    }
    return value;
  }

  /** The next int64. */
  public long readLong(String field) throws MalformedBytesException {
    require(field, 8);
    return bytes.getLong();
  }

  /** The next {@code length} bytes. */
  public byte[] readBytes(String field, int length) throws MalformedBytesException {
    require(field, length);
    byte[] read = new byte[length];
    bytes.get(read);
    return read;
  }

  /** The next bytes, with an int32 length before them. */
  public byte[] readSizedBytes(String field) throws MalformedBytesException {
    int length = readInt(field + " length");
    if (length < 0 || length > bytes.remaining()) {
      throw malformed(field + " length", "in [0, " + bytes.remaining() + "]", length);
    }
    return readBytes(field, length);
  }

  /** The next UTF-8 text, with an int32 length before it. */
  public String readText(String field) throws MalformedBytesException {
    byte[] read = readSizedBytes(field);
    String text = new String(read, StandardCharsets.UTF_8);
    if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), read)) {
      throw malformed(field, "UTF-8", text);
    }
    return text;
  }

  /** Nothing may be left. */
  public void end() throws MalformedBytesException {
    if (bytes.hasRemaining()) {
      throw malformed("end", "reached", bytes.remaining() + " bytes left");
    }
  }

  /** An exception that names the field, the rule and the value. */
  public MalformedBytesException malformed(String field, String rule, Object value) {
    return new MalformedBytesException(what + " " + field + " must be " + rule + ": " + value);
  }

  private void require(String field, int count) throws MalformedBytesException {
    if (count < 0 || bytes.remaining() < count) {
      throw malformed(field, count + " bytes long", bytes.remaining() + " bytes left");
    }
  }
}
