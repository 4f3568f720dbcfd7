package io.tintin.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.model.ModelId;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bytes of version 1 never change: {@code golden/wire-v1-*.hex}, made by this codec on the
 * first day of each message and checked against {@code protoc --decode}. Messages that hold a model
 * or its id have one file for each version of its saved form.
 */
class WireGoldenTest {
  private static final Set<String> WITH_A_MODEL = Set.of("round-task", "run-finished", "update");

  private final WireCodec codec = new WireCodec();

  static Iterable<String> names() {
    return WireSamples.all().keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aMessageHasItsGoldenBytes(String name) throws Exception {
    byte[] encoded = codec.encode(WireSamples.all().get(name));
    assertThat(HexFormat.of().formatHex(encoded)).isEqualTo(golden(current(name)));
  }

  @ParameterizedTest
  @MethodSource("names")
  void goldenBytesAreReadForEver(String name) throws Exception {
    Envelope decoded = codec.decode(HexFormat.of().parseHex(golden(current(name))));
    assertThat(decoded).isEqualTo(WireSamples.all().get(name));
  }

  private static String current(String name) {
    return WITH_A_MODEL.contains(name) ? name + "-model-v2" : name;
  }

  @Test
  void modelsOfTheFirstFormAreReadForEver() throws Exception {
    for (String name : List.of("round-task", "run-finished")) {
      Envelope decoded = codec.decode(HexFormat.of().parseHex(golden(name)));
      assertThat(decoded).isEqualTo(WireSamples.all().get(name));
    }
    // An id is that of the bytes, so the same model had another one.
    ModelId first = new ModelId("6e6dc4b05aef0d103bbb9ccd2bbc3782b674f2a0a19cbb8b47ffa993aad31734");
    assertThat(first).isNotEqualTo(WireSamples.MODEL.id());
    ModelUpdate update = new ModelUpdate(first, 120, WireSamples.MODEL.parameters());
    assertThat(codec.decode(HexFormat.of().parseHex(golden("update"))))
        .isEqualTo(new Envelope(WireSamples.HEADER, new RoundUpdate(4, update)));
  }

  private static String golden(String name) throws Exception {
    String path = "/golden/wire-v1-" + name + ".hex";
    try (InputStream in = WireGoldenTest.class.getResourceAsStream(path)) {
      byte[] bytes = Objects.requireNonNull(in, path).readAllBytes();
      return new String(bytes, StandardCharsets.US_ASCII).replaceAll("\\s", "");
    }
  }
}
