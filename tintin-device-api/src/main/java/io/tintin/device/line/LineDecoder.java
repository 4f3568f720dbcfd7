package io.tintin.device.line;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes a line's bytes one by one, and gives the frames among them. Whatever comes, memory stays
 * that of one frame, and what is no frame is counted. For one thread.
 */
public final class LineDecoder {
  private static final int FULL = LineCodec.MAX_BLOCK + 1;

  private final byte[] plain;
  private int count;

  /** First byte of the COBS block, 0 between frames; and how much of it is to come. */
  private int code;

  private int left;
  private boolean isSkipping;
  private long frames;
  private long damaged;
  private long overlong;

  /**
   * A decoder of frames with payloads up to this size.
   *
   * @param maxPayload in [0, {@link LineFrame#MAX_PAYLOAD}]
   */
  public LineDecoder(int maxPayload) {
    if (maxPayload < 0 || maxPayload > LineFrame.MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "maxPayload must be in [0, " + LineFrame.MAX_PAYLOAD + "]: " + maxPayload);
    }
    this.plain = new byte[maxPayload + LineCodec.OVERHEAD];
  }

  /** Takes a byte; gives the frame that ends with it, if one does. */
  public Optional<LineFrame> take(byte next) {
    if (next == 0) {
      return end();
    }
    if (!isSkipping) {
      put(next);
    }
    return Optional.empty();
  }

  private void put(byte next) {
    if (left > 0) {
      left--;
      keep(next);
      return;
    }
    if (code != 0 && code != FULL) {
      keep((byte) 0);
    }
    code = next & 0xFF;
    left = code - 1;
  }

  private void keep(byte value) {
    if (count == plain.length) {
      isSkipping = true;
      overlong++;
    } else {
      plain[count++] = value;
    }
  }

  private Optional<LineFrame> end() {
    Optional<LineFrame> frame = Optional.empty();
    if (code != 0 && !isSkipping) {
      frame = frame();
      frames += frame.isPresent() ? 1 : 0;
      damaged += frame.isPresent() ? 0 : 1;
    }
    count = 0;
    code = 0;
    left = 0;
    isSkipping = false;
    return frame;
  }

  private Optional<LineFrame> frame() {
    int size = count - LineCodec.CHECKSUM_BYTES;
    if (left > 0 || size < LineCodec.HEADER_BYTES) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.getInt(size) != LineCodec.checksum(plain, size)) {
      return Optional.empty();
    }
    byte[] payload = Arrays.copyOfRange(plain, LineCodec.HEADER_BYTES, size);
    return Optional.of(new LineFrame(bytes.get(0) & 0xFF, bytes.getShort(1) & 0xFFFF, payload));
  }

  /** What came so far. */
  public LineCounters counters() {
    return new LineCounters(frames, damaged, overlong);
  }
}
