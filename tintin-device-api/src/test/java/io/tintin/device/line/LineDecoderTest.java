package io.tintin.device.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LineDecoderTest {
  private static List<LineFrame> taken(LineDecoder decoder, byte[] bytes) {
    List<LineFrame> frames = new ArrayList<>();
    for (byte next : bytes) {
      decoder.take(next).ifPresent(frames::add);
    }
    return frames;
  }

  @Property
  void frameComesBackWhateverIsInIt(
      @ForAll @IntRange(max = 255) int type,
      @ForAll @IntRange(max = 0xFFFF) int sequence,
      @ForAll @Size(max = 600) byte[] payload) {
    LineFrame frame = new LineFrame(type, sequence, payload);
    byte[] bytes = LineCodec.encode(frame);
    int plain = payload.length + LineCodec.OVERHEAD;
    assertThat(bytes).hasSizeLessThanOrEqualTo(plain + plain / 254 + 3);
    assertThat(taken(new LineDecoder(payload.length), bytes)).containsExactly(frame);
  }

  /** What comes before a frame ends with its first zero. */
  @Property
  void garbageCostsNoFrameAfterIt(@ForAll @Size(max = 400) byte[] garbage) {
    LineFrame frame = new LineFrame(2, 9, new byte[] {0, 1, 0, -1});
    LineDecoder decoder = new LineDecoder(20);
    List<LineFrame> ofGarbage = taken(decoder, garbage);
    assertThat(ofGarbage).isEmpty(); // a chance of 2^-32 each
    assertThat(taken(decoder, LineCodec.encode(frame))).containsExactly(frame);
  }

  /** One of any two frames at most is lost to one flipped bit, and none is wrong. */
  @Property
  void flippedBitIsSeen(@ForAll @Size(min = 1, max = 300) byte[] payload, @ForAll long seed) {
    Random random = new Random(seed);
    LineFrame one = new LineFrame(1, 1, payload);
    LineFrame two = new LineFrame(1, 2, payload);
    LineFrame three = new LineFrame(1, 3, payload);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] damaged = LineCodec.encode(two);
    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
    line.writeBytes(LineCodec.encode(one));
    line.writeBytes(damaged);
    line.writeBytes(LineCodec.encode(three));
    List<LineFrame> frames = taken(new LineDecoder(300), line.toByteArray());
    assertThat(frames).startsWith(one).endsWith(three).isSubsetOf(one, two, three);
  }

  @Test
  void whatIsNoFrameIsCounted() {
    LineDecoder decoder = new LineDecoder(3);
    byte[] whole = LineCodec.encode(new LineFrame(1, 1, new byte[] {1, 2, 3}));
    byte[] wrong = whole.clone();
    wrong[3] ^= 2; // and no zero
    byte[] short1 = {0, 2, 1, 0}; // one byte
    byte[] cut = {0, 5, 1, 0}; // a block of four has one
    byte[] longer = LineCodec.encode(new LineFrame(1, 1, new byte[] {1, 2, 3, 4}));
    byte[] zeros = {0, 0, 0};
    assertThat(taken(decoder, whole)).hasSize(1);
    for (byte[] bytes : List.of(wrong, short1, cut, longer, zeros)) {
      assertThat(taken(decoder, bytes)).isEmpty();
    }
    assertThat(decoder.counters()).isEqualTo(new LineCounters(1, 3, 1));
  }

  @Test
  void rangesAreNamed() {
    assertThatThrownBy(() -> new LineFrame(256, 0, new byte[0]))
        .hasMessage("type must be in [0, 255]: 256");
    assertThatThrownBy(() -> new LineFrame(0, -1, new byte[0]))
        .hasMessage("sequence must be in [0, 65535]: -1");
    assertThatThrownBy(() -> new LineFrame(0, 0, new byte[65_529]))
        .hasMessage("payload size must be in [0, 65528]: 65529");
    assertThatThrownBy(() -> new LineDecoder(-1))
        .hasMessage("maxPayload must be in [0, 65528]: -1");
  }
}
