package io.tintin.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bytes of version 1 never change: {@code golden/wire-v1-*.hex}, made by this codec on the
 * first day of each message and checked against {@code protoc --decode}.
 */
class WireGoldenTest {
  private final WireCodec codec = new WireCodec();

  static Iterable<String> names() {
    return WireSamples.all().keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aMessageHasItsGoldenBytes(String name) throws Exception {
    byte[] encoded = codec.encode(WireSamples.all().get(name));
    assertThat(HexFormat.of().formatHex(encoded)).isEqualTo(golden(name));
  }

  @ParameterizedTest
  @MethodSource("names")
  void goldenBytesAreReadForEver(String name) throws Exception {
    Envelope decoded = codec.decode(HexFormat.of().parseHex(golden(name)));
    assertThat(decoded).isEqualTo(WireSamples.all().get(name));
  }

  private static String golden(String name) throws Exception {
    String path = "/golden/wire-v1-" + name + ".hex";
    try (InputStream in = WireGoldenTest.class.getResourceAsStream(path)) {
      byte[] bytes = Objects.requireNonNull(in, path).readAllBytes();
      return new String(bytes, StandardCharsets.US_ASCII).replaceAll("\\s", "");
    }
  }
}
