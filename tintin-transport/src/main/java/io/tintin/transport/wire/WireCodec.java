package io.tintin.transport.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.tintin.transport.internal.proto.Envelope.BodyCase;
import io.tintin.transport.wire.MalformedMessageException.Reason;

/**
 * Turns messages into bytes and back. Schema: {@code tintin/v1/envelope.proto}.
 *
 * <p>Bytes from outside are checked from cheap to dear: their number, then the number of messages
 * nested in them (each would cost an object), then protobuf's own rules with a recursion limit and
 * unknown fields thrown away, then version, body, ranges and sizes. Whatever is wrong ends as
 * {@link MalformedMessageException}, and memory stays within a small multiple of the size limit.
 */
public final class WireCodec {
  /** The version this codec writes and reads. */
  public static final int SCHEMA_VERSION = 1;

  /** Size limit unless told otherwise: 4 MiB, the default of the brokers' packets. */
  public static final int DEFAULT_MAX_BYTES = 4 << 20;

  private static final int RECURSION_LIMIT = 8;
  private static final Parser<io.tintin.transport.internal.proto.Envelope> PARSER =
      DiscardUnknownFieldsParser.wrap(io.tintin.transport.internal.proto.Envelope.parser());

  private final int maxBytes;

  /** A codec with {@link #DEFAULT_MAX_BYTES}. */
  public WireCodec() {
    this(DEFAULT_MAX_BYTES);
  }

  /** A codec that refuses messages of more bytes, both ways. */
  public WireCodec(int maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1: " + maxBytes);
    }
    this.maxBytes = maxBytes;
  }

  /**
   * The bytes of a message; equal messages give equal bytes.
   *
   * @throws IllegalArgumentException if they are more than the limit
   */
  public byte[] encode(Envelope envelope) {
    io.tintin.transport.internal.proto.Envelope proto = ToProto.envelope(envelope);
    if (proto.getSerializedSize() > maxBytes) {
      throw new IllegalArgumentException(
          "message size must be at most " + maxBytes + ": " + proto.getSerializedSize());
    }
    return proto.toByteArray();
  }

  /**
   * Reads a message.
   *
   * @throws MalformedMessageException naming the field, the rule and the value
   */
  public Envelope decode(byte[] bytes) throws MalformedMessageException {
    if (bytes.length > maxBytes) {
      throw new MalformedMessageException(
          Reason.OVERSIZE, "message size must be at most " + maxBytes + ": " + bytes.length);
    }
    try {
      NestedMessages.check(bytes);
      io.tintin.transport.internal.proto.Envelope proto = parse(bytes);
      if (proto.getSchemaVersion() != SCHEMA_VERSION) {
        throw new MalformedMessageException(
            Reason.VERSION,
            "schema_version must be "
                + SCHEMA_VERSION
                + ": "
                + Integer.toUnsignedString(proto.getSchemaVersion()));
      }
      if (proto.getBodyCase() == BodyCase.BODY_NOT_SET) {
        throw new MalformedMessageException(
            Reason.BODY, "body must be one of version " + SCHEMA_VERSION + ": none of them");
      }
      return FromProto.envelope(proto);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedMessageException(
          Reason.UNPARSEABLE,
          "message must be protobuf of version " + SCHEMA_VERSION + ": " + e.getMessage());
    }
  }

  private static io.tintin.transport.internal.proto.Envelope parse(byte[] bytes)
      throws InvalidProtocolBufferException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    in.setRecursionLimit(RECURSION_LIMIT);
    io.tintin.transport.internal.proto.Envelope proto = PARSER.parseFrom(in);
    in.checkLastTagWas(0);
    return proto;
  }
}
