package io.tintin.cli.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A protobuf message that is written field by field, in the order of the calls: equal calls give
 * equal bytes.
 */
final class ProtoMessage {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  /** An int32, int64 or enum; negative ones are not needed here but allowed. */
  ProtoMessage writeInt(int field, long value) {
    return write(() -> out.writeInt64(field, value));
  }

  ProtoMessage writeFloat(int field, float value) {
    return write(() -> out.writeFloat(field, value));
  }

  ProtoMessage writeString(int field, String value) {
    return write(() -> out.writeString(field, value));
  }

  ProtoMessage writeBytes(int field, byte[] value) {
    return write(() -> out.writeByteArray(field, value));
  }

  ProtoMessage writeMessage(int field, ProtoMessage value) {
    return writeBytes(field, value.toBytes());
  }

  byte[] toBytes() {
    write(out::flush);
    return bytes.toByteArray();
  }

  private ProtoMessage write(Write write) {
    try {
      write.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  private interface Write {
    void run() throws IOException;
  }
}
