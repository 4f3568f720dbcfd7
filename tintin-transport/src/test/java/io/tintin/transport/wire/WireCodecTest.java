package io.tintin.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.tintin.transport.internal.proto.Envelope.Builder;
import io.tintin.transport.internal.proto.Tensor;
import io.tintin.transport.internal.proto.Update;
import io.tintin.transport.wire.MalformedMessageException.Reason;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WireCodecTest {
  private final WireCodec codec = new WireCodec();

  private static byte[] bytes(Consumer<Builder> change) {
    Builder proto = ToProto.envelope(WireSamples.all().get("update")).toBuilder();
    change.accept(proto);
    return proto.build().toByteArray();
  }

  private static byte[] update(Consumer<Update.Builder> change) {
    return bytes(proto -> change.accept(proto.getUpdateBuilder()));
  }

  private static byte[] tensor(Consumer<Tensor.Builder> change) {
    return update(proto -> change.accept(proto.getTensorsBuilder(0)));
  }

  private void assertRefused(byte[] bytes, Reason reason, String message) {
    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOfSatisfying(
            MalformedMessageException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessage(message);
  }

  @Test
  void versionAndBodyMustBeKnown() {
    assertRefused(bytes(p -> p.setSchemaVersion(2)), Reason.VERSION, "schema_version must be 1: 2");
    assertRefused(
        bytes(p -> p.setSchemaVersion(-1)), Reason.VERSION, "schema_version must be 1: 4294967295");
    assertRefused(
        bytes(p -> p.clearBody()), Reason.BODY, "body must be one of version 1: none of them");
    assertRefused(new byte[0], Reason.VERSION, "schema_version must be 1: 0");
  }

  @Test
  void namesMustSuitTopics() {
    for (String name : List.of("", "a/b", "a.b", "+", "#", "é", "x".repeat(65), "a b")) {
      assertRefused(
          bytes(p -> p.setFleet(name)),
          Reason.FIELD,
          "fleet must match [A-Za-z0-9_-]{1,64}: " + name);
      assertRefused(
          bytes(p -> p.setGateway(name)),
          Reason.FIELD,
          "gateway must match [A-Za-z0-9_-]{1,64}: " + name);
    }
  }

  @Test
  void fieldsMustBeInRange() {
    assertRefused(update(u -> u.setRound(0)), Reason.FIELD, "round must be at least 1: 0");
    assertRefused(update(u -> u.setRound(-5)), Reason.FIELD, "round must be at least 1: -5");
    assertRefused(
        update(u -> u.setExampleCount(0)),
        Reason.FIELD,
        "exampleCount must be in [1, 16777216]: 0");
    assertRefused(
        update(u -> u.setBaseModelId(ByteString.copyFrom(new byte[31]))),
        Reason.FIELD,
        "base_model_id size must be 32: 31");
    assertRefused(
        tensor(t -> t.setShift(128)), Reason.FIELD, "scale shift must be in [-128, 127]: 128");
  }

  @Test
  void tensorsMustHaveTheirSizeAndNoMinus128() {
    assertRefused(
        tensor(t -> t.setValues(ByteString.copyFrom(new byte[5]))),
        Reason.FIELD,
        "tensor 0 size must be 6: 5");
    assertRefused(
        tensor(t -> t.setValues(ByteString.copyFrom(new byte[] {1, 2, 3, -128, 5, 6}))),
        Reason.FIELD,
        "tensor value must be in [-127, 127]: -128");
    assertRefused(
        tensor(t -> t.clearDimensions()), Reason.FIELD, "tensor 0 rank must be 1 to 4: 0");
    assertRefused(
        tensor(t -> t.addDimensions(1 << 30).addDimensions(1 << 30)),
        Reason.FIELD,
        "shape size must be at most 268435456: [3, 2, 1073741824, 1073741824]");
    assertRefused(
        tensor(t -> t.setDimensions(0, -3)), Reason.FIELD, "shape extent must be at least 1: -3");
  }

  @Test
  void aModelMustHaveItsHash() {
    Builder proto = ToProto.envelope(WireSamples.all().get("round-task")).toBuilder();
    proto.getRoundTaskBuilder().setModelId(ByteString.copyFrom(new byte[32]));
    assertRefused(
        proto.build().toByteArray(),
        Reason.FIELD,
        "model_id must be " + WireSamples.MODEL.id() + ", the model's SHA-256: " + "0".repeat(64));
  }

  @Test
  void oversizeIsRefusedBeforeItIsRead() {
    byte[] bytes = codec.encode(WireSamples.all().get("update"));
    WireCodec small = new WireCodec(bytes.length - 1);
    assertThatThrownBy(() -> small.decode(bytes))
        .hasMessage("message size must be at most " + (bytes.length - 1) + ": " + bytes.length);
    assertThatThrownBy(() -> small.encode(WireSamples.all().get("update")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("message size must be at most " + (bytes.length - 1) + ": " + bytes.length);
  }

  @Test
  void unknownFieldsAreIgnored() throws Exception {
    byte[] bytes = codec.encode(WireSamples.all().get("hello"));
    byte[] more = Arrays.copyOf(bytes, bytes.length + 4);
    more[bytes.length] = (byte) (30 << 3 | 2 | 0x80); // field 30, two bytes of it
    more[bytes.length + 1] = 1;
    more[bytes.length + 2] = 1;
    more[bytes.length + 3] = 'x';
    assertThat(codec.decode(more)).isEqualTo(WireSamples.all().get("hello"));
  }

  @Test
  void everyTruncationOfEveryMessageIsRefusedOrAnotherMessage() {
    for (Map.Entry<String, Envelope> sample : WireSamples.all().entrySet()) {
      byte[] bytes = codec.encode(sample.getValue());
      for (int length = 0; length < bytes.length; length++) {
        Envelope shorter = decodeOrNull(Arrays.copyOf(bytes, length));
        assertThat(shorter)
            .as("%s cut to %d", sample.getKey(), length)
            .isNotEqualTo(sample.getValue());
      }
    }
  }

  @Test
  void everyFlippedBitIsRefusedOrAnotherMessage() {
    for (Envelope sample : WireSamples.all().values()) {
      byte[] bytes = codec.encode(sample);
      for (int bit = 0; bit < 8 * bytes.length; bit++) {
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        decodeOrNull(bytes);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
      }
    }
  }

  @Property(tries = 5000)
  void randomBytesAreRefused(@ForAll @Size(max = 300) byte[] bytes) {
    decodeOrNull(bytes);
  }

  @Property(tries = 5000)
  void randomlyDamagedMessagesAreRefusedOrOthers(
      @ForAll @Size(min = 1, max = 8) List<Integer> places, @ForAll byte value) {
    for (Envelope sample : WireSamples.all().values()) {
      byte[] bytes = codec.encode(sample);
      places.forEach(place -> bytes[Math.floorMod(place, bytes.length)] = value);
      decodeOrNull(bytes);
    }
  }

  @Test
  void hugeClaimsCostNoMemory() {
    // field 12 (run_finished) that claims a gibibyte; a tensor of 2^28 values that has none
    assertCheap(new byte[] {8, 1, 0x62, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 4});
    assertCheap(tensor(t -> t.clearDimensions().addDimensions(1 << 28)));
  }

  @Test
  void aFloodOfTinyPartsCostsNoMoreThanAFewTimesItsSize() {
    byte[] emptyTensors = new byte[2 << 20];
    for (int i = 0; i < emptyTensors.length; i += 2) {
      emptyTensors[i] = 0x22; // field 4, tensors
    }
    byte[] flood =
        io.tintin.transport.internal.proto.Envelope.newBuilder()
            .setSchemaVersion(1)
            .build()
            .toByteArray();
    byte[] header = {0x52, (byte) 0x80, (byte) 0x80, (byte) 0x80, 1}; // field 10, 2 MiB long
    byte[] all = new byte[flood.length + header.length + emptyTensors.length];
    System.arraycopy(flood, 0, all, 0, flood.length);
    System.arraycopy(header, 0, all, flood.length, header.length);
    System.arraycopy(emptyTensors, 0, all, flood.length + header.length, emptyTensors.length);
    assertRefused(all, Reason.OVERSIZE, "nested messages must be at most 4096: more");
    assertCheap(all);

    byte[] unknown = new byte[2 << 20]; // field 15, varint 0, a million times
    for (int i = 0; i < unknown.length; i += 2) {
      unknown[i] = 15 << 3;
    }
    assertRefused(unknown, Reason.VERSION, "schema_version must be 1: 0");
    assertCheap(unknown);
  }

  private void assertCheap(byte[] bytes) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    decodeOrNull(bytes);
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    decodeOrNull(bytes);
    long used = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertThat(used).as("bytes allocated").isLessThan(4L * bytes.length + (64 << 10));
  }

  /** Null if refused; any other exception fails the test. */
  private Envelope decodeOrNull(byte[] bytes) {
    try {
      return codec.decode(bytes);
    } catch (MalformedMessageException e) {
      assertThat(e).hasMessageMatching("(?s).+ must .+: .*");
      return null;
    }
  }
}
