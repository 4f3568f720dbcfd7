package io.tintin.cli.onnx.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * The fields of one protobuf message by number; those inside are read when they are asked for, so
 * depth costs nothing. No length is believed: what is kept are views of bytes that are there.
 */
final class ProtoFields {
  /** Most fields of a message that has no long lists. */
  private static final int MAX_FIELDS = 256;

  private final String message;
  private final Map<Integer, List<Object>> values = new HashMap<>();

  private ProtoFields(String message) {
    this.message = message;
  }

  /**
   * Reads a message of few fields.
   *
   * @param message its name in errors
   */
  static ProtoFields of(String message, ByteString bytes) throws MalformedOnnxException {
    return of(message, bytes, MAX_FIELDS);
  }

  /**
   * Reads a message.
   *
   * @param most fields that it may have, as each takes more memory than it has bytes
   */
  static ProtoFields of(String message, ByteString bytes, int most) throws MalformedOnnxException {
    ProtoFields fields = new ProtoFields(message);
    int count = 0;
    try {
      CodedInputStream in = bytes.newCodedInput();
      in.enableAliasing(true);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (++count > most) {
          throw MalformedOnnxException.of(message + " fields", "at most " + most, "more");
        }
        Object value = value(message, in, tag);
        int number = WireFormat.getTagFieldNumber(tag);
        fields.values.computeIfAbsent(number, n -> new ArrayList<>()).add(value);
      }
      return fields;
    } catch (IOException e) {
      throw new MalformedOnnxException(message + " must be a protobuf message: " + why(e), e);
    }
  }

  private static String why(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static Object value(String message, CodedInputStream in, int tag)
      throws IOException, MalformedOnnxException {
    int type = WireFormat.getTagWireType(tag);
    return switch (type) {
      case WireFormat.WIRETYPE_VARINT -> in.readInt64();
      case WireFormat.WIRETYPE_FIXED32 -> Float.intBitsToFloat(in.readFixed32());
      case WireFormat.WIRETYPE_FIXED64 -> Double.longBitsToDouble(in.readFixed64());
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.readBytes();
      default ->
          throw MalformedOnnxException.of(
              message + " field " + WireFormat.getTagFieldNumber(tag) + " wire type",
              "0, 1, 2 or 5",
              type);
    };
  }

  String message() {
    return message;
  }

  boolean has(int field) {
    return values.containsKey(field);
  }

  private List<Object> all(int field) {
    return values.getOrDefault(field, List.of());
  }

  private <T> List<T> all(int field, String name, Class<T> type) throws MalformedOnnxException {
    List<T> typed = new ArrayList<>();
    for (Object value : all(field)) {
      if (!type.isInstance(value)) {
        throw wrongType(name, value);
      }
      typed.add(type.cast(value));
    }
    return typed;
  }

  private MalformedOnnxException wrongType(String name, Object value) {
    return MalformedOnnxException.of(
        message + " " + name, "of its wire type", value.getClass().getSimpleName());
  }

  /** Of a field that is there several times the last one counts, as protobuf has it. */
  private static <T> T last(List<T> all, T otherwise) {
    return all.isEmpty() ? otherwise : all.get(all.size() - 1);
  }

  long integer(int field, String name, long otherwise) throws MalformedOnnxException {
    return last(all(field, name, Long.class), otherwise);
  }

  float real(int field, String name, float otherwise) throws MalformedOnnxException {
    return last(all(field, name, Float.class), otherwise);
  }

  ByteString bytes(int field, String name) throws MalformedOnnxException {
    return last(messages(field, name), ByteString.EMPTY);
  }

  String text(int field, String name) throws MalformedOnnxException {
    return utf8(name, bytes(field, name));
  }

  List<String> texts(int field, String name) throws MalformedOnnxException {
    List<String> texts = new ArrayList<>();
    for (ByteString bytes : messages(field, name)) {
      texts.add(utf8(name, bytes));
    }
    return texts;
  }

  private String utf8(String name, ByteString bytes) throws MalformedOnnxException {
    try {
      return UTF_8.newDecoder().decode(bytes.asReadOnlyByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedOnnxException(message + " " + name + " must be UTF-8: " + bytes, e);
    }
  }

  List<ByteString> messages(int field, String name) throws MalformedOnnxException {
    return all(field, name, ByteString.class);
  }

  /** The message in a field, without fields if it is not there. */
  ProtoFields inner(int field, String name) throws MalformedOnnxException {
    return of(message + " " + name, bytes(field, name));
  }

  /** Packed or one by one. */
  long[] integers(int field, String name) throws MalformedOnnxException {
    LongStream.Builder numbers = LongStream.builder();
    for (Object value : all(field)) {
      if (value instanceof Long number) {
        numbers.add(number);
      } else {
        unpack(name, value, in -> numbers.add(in.readInt64()));
      }
    }
    return numbers.build().toArray();
  }

  /** Packed or one by one. */
  float[] reals(int field, String name) throws MalformedOnnxException {
    DoubleStream.Builder numbers = DoubleStream.builder();
    for (Object value : all(field)) {
      if (value instanceof Float number) {
        numbers.add(number);
      } else {
        unpack(name, value, in -> numbers.add(in.readFloat()));
      }
    }
    double[] wide = numbers.build().toArray();
    float[] reals = new float[wide.length];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = (float) wide[i];
    }
    return reals;
  }

  private interface Read {
    void next(CodedInputStream in) throws IOException;
  }

  private void unpack(String name, Object value, Read read) throws MalformedOnnxException {
    if (!(value instanceof ByteString packed)) {
      throw wrongType(name, value);
    }
    try {
      CodedInputStream in = packed.newCodedInput();
      while (!in.isAtEnd()) {
        read.next(in);
      }
    } catch (IOException e) {
      throw new MalformedOnnxException(
          message + " " + name + " must be packed numbers: " + why(e), e);
    }
  }
}
