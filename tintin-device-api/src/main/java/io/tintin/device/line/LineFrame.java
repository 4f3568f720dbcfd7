package io.tintin.device.line;

import java.util.Arrays;

/** What a serial line carries at a time: a kind, a number, and some bytes. */
public final class LineFrame {
  /** Most bytes of a payload. */
  public static final int MAX_PAYLOAD = 65_535 - LineCodec.OVERHEAD;

  private final int type;
  private final int sequence;
  private final byte[] payload;

  /**
   * A frame with a copy of the payload.
   *
   * @param type in [0, 255]; what it means is the user's
   * @param sequence in [0, 65535]
   * @param payload at most {@link #MAX_PAYLOAD} bytes
   */
  public LineFrame(int type, int sequence, byte[] payload) {
    check("type", type, 0xFF);
    check("sequence", sequence, 0xFFFF);
    check("payload size", payload.length, MAX_PAYLOAD);
    this.type = type;
    this.sequence = sequence;
    this.payload = payload.clone();
  }

  private static void check(String name, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(name + " must be in [0, " + most + "]: " + value);
    }
  }

  public int type() {
    return type;
  }

  public int sequence() {
    return sequence;
  }

  /** A copy. */
  public byte[] payload() {
    return payload.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LineFrame frame
        && type == frame.type
        && sequence == frame.sequence
        && Arrays.equals(payload, frame.payload);
  }

  @Override
  public int hashCode() {
    return (31 * type + sequence) * 31 + Arrays.hashCode(payload);
  }

  @Override
  public String toString() {
    return "LineFrame[type=" + type + ", sequence=" + sequence + ", " + payload.length + " bytes]";
  }
}
