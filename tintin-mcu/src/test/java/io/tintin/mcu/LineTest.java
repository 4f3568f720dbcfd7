package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.tintin.device.line.LineCodec;
import io.tintin.device.line.LineCounters;
import io.tintin.device.line.LineDecoder;
import io.tintin.device.line.LineFrame;
import io.tintin.transport.internal.proto.NodeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames and messages in C are those of the gateway in Java. */
class LineTest {
  @TempDir private Path folder;
  private Path program;

  @BeforeEach
  void compile() throws Exception {
    HostC.needsCompiler();
    List<String> files = List.of("tintin_crc", "tintin_frame", "tintin_message");
    for (String file : files) {
      for (String end : List.of(".c", ".h")) {
        Files.writeString(folder.resolve(file + end), Library.text("c/" + file + end));
      }
    }
    List<String> sources = files.stream().map(file -> file + ".c").toList();
    program = HostC.compile(folder, "line.c", sources);
  }

  private List<String> run(byte[] input, String words) throws Exception {
    Files.write(folder.resolve("input"), input);
    String command = program + " " + words + " < input";
    return Tool.run(List.of("sh", "-c", command), folder, 60).lines().toList();
  }

  private static String hex(byte[] bytes) {
    return bytes.length == 0 ? "-" : HexFormat.of().formatHex(bytes);
  }

  private static byte[] drawn(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    for (int i = 0; i < count && count % 3 == 0; i++) {
      bytes[i] = random.nextInt(4) == 0 ? 0 : bytes[i]; // many zeros in some
    }
    return bytes;
  }

  private static LineFrame drawnFrame(Random random, int most) {
    byte[] payload = drawn(random, random.nextInt(most + 1));
    return new LineFrame(random.nextInt(256), random.nextInt(65_536), payload);
  }

  @Test
  void framesHaveTheSameBytesOnTheLine() throws Exception {
    Random random = new Random(1);
    StringBuilder input = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      LineFrame frame = drawnFrame(random, i < 300 ? 20 : 800);
      input.append(CText.of("%d %d ", frame.type(), frame.sequence()));
      input.append(hex(frame.payload())).append('\n');
      expected.add(hex(LineCodec.encode(frame)));
    }
    assertThat(run(input.toString().getBytes(), "encode")).isEqualTo(expected);
  }

  /** Frames, damaged ones, ones that are too long, and noise. */
  private static byte[] hostile(Random random) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int i = 0; i < 400; i++) {
      byte[] bytes = LineCodec.encode(drawnFrame(random, random.nextBoolean() ? 10 : 300));
      switch (random.nextInt(6)) {
        case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
        case 2 -> bytes = drawn(random, random.nextInt(300));
        default -> {}
      }
      line.writeBytes(bytes);
    }
    return line.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 64, 300})
  void hostileBytesGiveTheSameFramesAndCounters(int maxPayload) throws Exception {
    byte[] bytes = hostile(new Random(maxPayload));
    LineDecoder decoder = new LineDecoder(maxPayload);
    List<String> expected = new ArrayList<>();
    for (byte next : bytes) {
      decoder
          .take(next)
          .map(frame -> CText.of("%d %d %s", frame.type(), frame.sequence(), hex(frame.payload())))
          .ifPresent(expected::add);
    }
    LineCounters counters = decoder.counters();
    assertThat(counters.frames()).isEqualTo(expected.size()).isPositive();
    assertThat(counters.damaged()).isGreaterThan(50);
    assertThat(counters.overlong()).isGreaterThanOrEqualTo(maxPayload == 300 ? 0 : 50);
    expected.add(
        CText.of(
            "frames %d damaged %d overlong %d",
            counters.frames(), counters.damaged(), counters.overlong()));
    assertThat(run(bytes, "decode " + (maxPayload + LineCodec.OVERHEAD))).isEqualTo(expected);
  }

  /** A message with a body of each kind, and any values in its fields. */
  static NodeMessage drawnMessage(Random random) {
    List<FieldDescriptor> bodies = NodeMessage.getDescriptor().getFields();
    FieldDescriptor body = bodies.get(random.nextInt(bodies.size()));
    Message.Builder builder = NodeMessage.newBuilder().newBuilderForField(body);
    for (FieldDescriptor field : body.getMessageType().getFields()) {
      int number = random.nextInt() >> random.nextInt(32);
      switch (field.getType()) {
        case BYTES -> builder.setField(field, ByteString.copyFrom(drawn(random, number & 0xFF)));
        case ENUM ->
            builder.setField(
                field, field.getEnumType().findValueByNumberCreatingIfUnknown(number & 7));
        default -> builder.setField(field, number);
      }
    }
    return NodeMessage.newBuilder().setField(body, builder.build()).build();
  }

  private List<String> ofMessages(List<byte[]> messages) throws Exception {
    StringBuilder input = new StringBuilder();
    messages.forEach(message -> input.append(hex(message)).append('\n'));
    return run(input.toString().getBytes(), "message");
  }

  @Test
  void messagesHaveTheBytesOfProtobuf() throws Exception {
    Random random = new Random(2);
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      messages.add(drawnMessage(random).toByteArray());
    }
    List<String> answers = ofMessages(messages);
    for (int i = 0; i < messages.size(); i++) {
      String[] words = answers.get(i).split(" ");
      isRead(words, NodeMessage.parseFrom(messages.get(i)));
      assertThat(words[8]).isEqualTo(hex(messages.get(i)));
    }
  }

  /** Whether the numbers of a message are those of its fields. */
  private static void isRead(String[] words, NodeMessage message) {
    FieldDescriptor body = message.getAllFields().keySet().iterator().next();
    assertThat(words[0]).isEqualTo("" + body.getNumber());
    Message fields = (Message) message.getField(body);
    for (FieldDescriptor field : body.getMessageType().getFields()) {
      Object value = fields.getField(field);
      switch (field.getType()) {
        case BYTES ->
            assertThat(words[8])
                .contains(HexFormat.of().formatHex(((ByteString) value).toByteArray()));
        case ENUM -> {
          int number = ((com.google.protobuf.Descriptors.EnumValueDescriptor) value).getNumber();
          assertThat(words[field.getNumber()]).isEqualTo(Integer.toUnsignedString(number));
        }
        case SINT32 -> {
          int number = (Integer) value;
          assertThat(words[field.getNumber()])
              .isEqualTo(Integer.toUnsignedString((number << 1) ^ (number >> 31)));
        }
        default ->
            assertThat(words[field.getNumber()])
                .isEqualTo(Integer.toUnsignedString((Integer) value));
      }
    }
  }

  /** C is stricter: it takes numbers of 32 bits, and one body. */
  @Test
  void whatIsTakenOfHostileMessagesIsWhatProtobufTakes() throws Exception {
    Random random = new Random(3);
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < 6000; i++) {
      byte[] bytes = drawnMessage(random).toByteArray();
      switch (random.nextInt(4)) {
        case 0 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        case 1 -> bytes = drawn(random, random.nextInt(40));
        default -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      messages.add(bytes);
    }
    List<String> answers = ofMessages(messages);
    int taken = 0;
    for (int i = 0; i < messages.size(); i++) {
      if (!answers.get(i).equals("no")) {
        taken++;
        isRead(answers.get(i).split(" "), parsed(messages.get(i)));
      }
    }
    assertThat(taken).isBetween(500, 5500);
  }

  private static NodeMessage parsed(byte[] bytes) throws IOException {
    try {
      return NodeMessage.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("protobuf must take " + hex(bytes), e);
    }
  }

  @Test
  void messagesThatAreNoneAreRefused() throws Exception {
    List<byte[]> messages = new ArrayList<>();
    for (String text :
        List.of(
            "-", // no body
            "0a000a00", // two bodies
            "2a020880", // a number that is cut off
            "2a0608ffffffff1f", // 33 bits
            "2a020a05", // bytes beyond the end
            "2a0108", // a field without its number
            "2a0200ff", // field 0
            "2b", // a group
            "2a0708808080808000")) { // 0 in six bytes is a number
      messages.add(HexFormat.of().parseHex(text.replace("-", "")));
    }
    List<String> answers = ofMessages(messages);
    assertThat(answers.subList(0, 8)).containsOnly("no");
    assertThat(answers.get(8)).isEqualTo("5 0 0 0 0 0 0 0 2a00");
  }
}
