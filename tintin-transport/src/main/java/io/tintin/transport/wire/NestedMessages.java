package io.tintin.transport.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.tintin.transport.internal.proto.Envelope;
import io.tintin.transport.wire.MalformedMessageException.Reason;
import java.io.IOException;

/**
 * Counts the messages nested in a message before any is parsed: two bytes on the wire become an
 * object of fifty or more in memory, so four mebibytes of empty tensors would become a hundred.
 */
final class NestedMessages {
  /** More than any model has parameters, and any receipts message has receipts. */
  static final int MAX = 4096;

  private final CodedInputStream in;
  private int count;

  private NestedMessages(CodedInputStream in) {
    this.in = in;
  }

  static void check(byte[] bytes) throws MalformedMessageException, InvalidProtocolBufferException {
    try {
      new NestedMessages(CodedInputStream.newInstance(bytes)).walk(Envelope.getDescriptor());
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
  }

  /** Depth is bounded by the schema, which has no recursion. */
  private void walk(Descriptor type) throws IOException, MalformedMessageException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      boolean nested =
          field != null
              && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
              && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (nested) {
        if (++count > MAX) {
          throw new MalformedMessageException(
              Reason.OVERSIZE, "nested messages must be at most " + MAX + ": more");
        }
        int outer = in.pushLimit(in.readRawVarint32());
        walk(field.getMessageType());
        in.popLimit(outer);
      } else {
        in.skipField(tag);
      }
    }
  }
}
