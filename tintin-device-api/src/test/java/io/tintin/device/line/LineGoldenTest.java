package io.tintin.device.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames as {@code golden/line_frames.py} writes them. */
class LineGoldenTest {
  static List<String> lines() throws IOException {
    try (InputStream in = LineGoldenTest.class.getResourceAsStream("/golden/line-frames.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void bytesOfTheLineAreThoseOfTheScript(String line) {
    String[] words = line.split(" ");
    byte[] payload = HexFormat.of().parseHex(words[2].replace("-", ""));
    LineFrame frame =
        new LineFrame(Integer.parseInt(words[0]), Integer.parseInt(words[1]), payload);
    assertThat(HexFormat.of().formatHex(LineCodec.encode(frame))).isEqualTo(words[3]);

    LineDecoder decoder = new LineDecoder(payload.length);
    Optional<LineFrame> last = Optional.empty();
    for (byte next : HexFormat.of().parseHex(words[3])) {
      assertThat(last).isEmpty();
      last = decoder.take(next);
    }
    assertThat(last).contains(frame);
    assertThat(decoder.counters()).isEqualTo(new LineCounters(1, 0, 0));
  }
}
