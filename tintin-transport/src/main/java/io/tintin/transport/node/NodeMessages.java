package io.tintin.transport.node;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tintin.core.model.ModelId;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.transport.internal.proto.Capability;
import io.tintin.transport.internal.proto.NodeMessage;
import io.tintin.transport.internal.proto.RoundOffer;
import io.tintin.transport.internal.proto.TensorPart;
import io.tintin.transport.node.NodeRefusalException.Reason;
import io.tintin.transport.wire.MalformedMessageException;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Locale;

/** Protobuf of a node's messages, and what is wrong with an answer. */
final class NodeMessages {
  static final int PROTOCOL_VERSION = 1;

  private static final int FINGERPRINT_BYTES = 8;

  private NodeMessages() {}

  static NodeMessage offer(int round, int rounds, int participants, ModelId id) {
    RoundOffer.Builder offer =
        RoundOffer.newBuilder()
            .setRound(round)
            .setRounds(rounds)
            .setParticipants(participants)
            .setModelId(ByteString.copyFrom(HexFormat.of().parseHex(id.sha256())));
    return NodeMessage.newBuilder().setRoundOffer(offer).build();
  }

  static NodeMessage part(int round, int number, Int8Tensor tensor, int offset, byte[] values) {
    Scale scale = tensor.scale();
    TensorPart.Builder part =
        TensorPart.newBuilder()
            .setRound(round)
            .setTensor(number)
            .setOffset(offset)
            .setShift(scale.shift())
            .setUp(scale.up())
            .setDown(scale.down())
            .setValues(ByteString.copyFrom(values));
    return NodeMessage.newBuilder().setTensorPart(part).build();
  }

  static NodeMessage parse(byte[] answer) throws MalformedMessageException {
    try {
      return NodeMessage.parseFrom(answer);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedMessageException(
          MalformedMessageException.Reason.UNPARSEABLE,
          "answer must be a NodeMessage of version " + PROTOCOL_VERSION + ": " + e.getMessage());
    }
  }

  /**
   * Why an answer is not the one awaited.
   *
   * @throws MalformedMessageException if it is no refusal either
   */
  static NodeRefusalException refusal(NodeMessage request, NodeMessage answer)
      throws MalformedMessageException {
    String asked = request.getBodyCase().toString().toLowerCase(Locale.ROOT);
    if (!answer.hasAck()) {
      throw new MalformedMessageException(
          MalformedMessageException.Reason.BODY,
          "answer to " + asked + " must be of its kind: " + answer.getBodyCase());
    }
    Reason reason =
        switch (answer.getAck().getStatus()) {
          case NODE_STATUS_MALFORMED -> Reason.MALFORMED;
          case NODE_STATUS_OTHER_ROUND -> Reason.OTHER_ROUND;
          case NODE_STATUS_GAP -> Reason.GAP;
          case NODE_STATUS_INCOMPLETE -> Reason.INCOMPLETE;
          case NODE_STATUS_NO_EXAMPLES -> Reason.NO_EXAMPLES;
          case NODE_STATUS_DONE, NODE_STATUS_UNKNOWN, UNRECOGNIZED -> Reason.UNKNOWN;
        };
    return new NodeRefusalException(asked, reason);
  }

  static NodeCapability capability(Capability proto) throws MalformedMessageException {
    if (proto.getProtocolVersion() != PROTOCOL_VERSION) {
      throw new MalformedMessageException(
          MalformedMessageException.Reason.VERSION,
          "protocol_version must be "
              + PROTOCOL_VERSION
              + ": "
              + Integer.toUnsignedString(proto.getProtocolVersion()));
    }
    ByteString fingerprint = proto.getFingerprint();
    if (fingerprint.size() != FINGERPRINT_BYTES) {
      throw malformed("fingerprint size must be " + FINGERPRINT_BYTES + ": " + fingerprint.size());
    }
    try {
      return new NodeCapability(
          proto.getTensorCount(),
          proto.getValueCount(),
          proto.getMaxValues(),
          fingerprint.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getLong());
    } catch (IllegalArgumentException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  static MalformedMessageException malformed(String message) {
    return new MalformedMessageException(MalformedMessageException.Reason.FIELD, message);
  }
}
