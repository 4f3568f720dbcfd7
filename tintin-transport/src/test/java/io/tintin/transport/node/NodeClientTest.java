package io.tintin.transport.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.tintin.core.layer.Dense;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;
import io.tintin.transport.internal.proto.Ack;
import io.tintin.transport.internal.proto.Capability;
import io.tintin.transport.internal.proto.NodeMessage;
import io.tintin.transport.internal.proto.NodeStatus;
import io.tintin.transport.internal.proto.NodeUpdate;
import io.tintin.transport.internal.proto.TensorPart;
import io.tintin.transport.node.NodeRefusalException.Reason;
import io.tintin.transport.wire.MalformedMessageException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a gateway makes of answers that do not fit; those that do are in tests of tintin-mcu. */
class NodeClientTest {
  private static final Model MODEL =
      Model.initial(ModelSpec.of(Shape.of(3), new Dense(3, 2)), new RandomSource(1));

  private static final Capability CAPABILITY =
      Capability.newBuilder()
          .setProtocolVersion(1)
          .setTensorCount(2)
          .setValueCount(8)
          .setMaxValues(5)
          .setFingerprint(ByteString.copyFrom(new byte[] {1, 2, 0, 0, 0, 0, 0, -128}))
          .build();

  private static NodeMessage ack(NodeStatus status) {
    return NodeMessage.newBuilder().setAck(Ack.newBuilder().setStatus(status)).build();
  }

  /** Says yes to all, and sends the values that it is asked for as zeros. */
  private static NodeMessage plain(NodeMessage request) {
    NodeMessage.Builder answer = NodeMessage.newBuilder();
    return switch (request.getBodyCase()) {
      case INTRODUCE -> answer.setCapability(CAPABILITY).build();
      case TRAIN ->
          answer
              .setUpdate(
                  NodeUpdate.newBuilder()
                      .setRound(request.getTrain().getRound())
                      .setExampleCount(7)
                      .setBaseModelId(
                          ByteString.copyFrom(HexFormat.of().parseHex(MODEL.id().sha256()))))
              .build();
      case FETCH -> {
        int left = (request.getFetch().getTensor() == 0 ? 6 : 2) - request.getFetch().getOffset();
        yield answer
            .setTensorPart(
                TensorPart.newBuilder()
                    .setRound(request.getFetch().getRound())
                    .setTensor(request.getFetch().getTensor())
                    .setOffset(request.getFetch().getOffset())
                    .setShift(-3)
                    .setValues(ByteString.copyFrom(new byte[Math.min(left, 5)])))
            .build();
      }
      default -> ack(NodeStatus.NODE_STATUS_DONE);
    };
  }

  private static NodeClient open(UnaryOperator<NodeMessage> changed) throws Exception {
    return NodeClient.open(
        request -> changed.apply(plain(NodeMessage.parseFrom(request))).toByteArray());
  }

  private static void isMalformed(UnaryOperator<NodeMessage> changed, String message) {
    assertThatThrownBy(() -> open(changed).train(4, 9, 2, MODEL))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(message);
  }

  private static UnaryOperator<NodeMessage> inCapability(UnaryOperator<Capability.Builder> change) {
    return answer ->
        answer.hasCapability()
            ? NodeMessage.newBuilder()
                .setCapability(change.apply(answer.getCapability().toBuilder()))
                .build()
            : answer;
  }

  private static UnaryOperator<NodeMessage> inUpdate(UnaryOperator<NodeUpdate.Builder> change) {
    return answer ->
        answer.hasUpdate()
            ? NodeMessage.newBuilder()
                .setUpdate(change.apply(answer.getUpdate().toBuilder()))
                .build()
            : answer;
  }

  private static UnaryOperator<NodeMessage> inPart(UnaryOperator<TensorPart.Builder> change) {
    return answer ->
        answer.hasTensorPart()
            ? NodeMessage.newBuilder()
                .setTensorPart(change.apply(answer.getTensorPart().toBuilder()))
                .build()
            : answer;
  }

  @Test
  void answersThatFitBecomeAnUpdate() throws Exception {
    NodeClient client = open(answer -> answer);
    assertThat(client.capability()).isEqualTo(new NodeCapability(2, 8, 5, 0x8000_0000_0000_0201L));
    var update = client.train(4, 9, 2, MODEL);
    assertThat(update.base()).isEqualTo(MODEL.id());
    assertThat(update.exampleCount()).isEqualTo(7);
    assertThat(update.parameters().get(0).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(update.parameters().get(1).scale().shift()).isEqualTo((byte) -3);
  }

  @Test
  void capabilityIsChecked() {
    isMalformed(inCapability(c -> c.setProtocolVersion(2)), "protocol_version must be 1: 2");
    isMalformed(inCapability(c -> c.setMaxValues(0)), "max_values must be at least 1: 0");
    isMalformed(inCapability(c -> c.clearFingerprint()), "fingerprint size must be 8: 0");
    isMalformed(
        answer -> ack(NodeStatus.NODE_STATUS_DONE).toBuilder().clear().build(),
        "answer to introduce must be of its kind: BODY_NOT_SET");
  }

  @Test
  void updateIsChecked() {
    String id = MODEL.id().sha256();
    isMalformed(inUpdate(u -> u.setRound(3)), "update round must be 4: 3");
    isMalformed(
        inUpdate(u -> u.setBaseModelId(ByteString.copyFrom(new byte[2]))),
        "base_model_id must be " + id + ": 0000");
    isMalformed(inUpdate(u -> u.setExampleCount(0)), "exampleCount must be in [1, 16777216]: 0");
    isMalformed(inPart(p -> p.setTensor(p.getTensor() + 1)), "part tensor must be 0: 1");
    isMalformed(inPart(p -> p.setOffset(1)), "part offset must be 0: 1");
    isMalformed(inPart(p -> p.setRound(-1)), "part round must be 4: 4294967295");
    isMalformed(inPart(p -> p.clearValues()), "part size must be in [1, 6]: 0");
    isMalformed(
        inPart(p -> p.setValues(ByteString.copyFrom(new byte[7]))),
        "part size must be in [1, 6]: 7");
    isMalformed(
        inPart(p -> p.setShift(-p.getOffset())),
        "part scale must be "
            + io.tintin.core.quant.Scale.UNIT
            + ": "
            + io.tintin.core.quant.Scale.of(-5, 0, 0));
  }

  @Test
  void bytesThatAreNoMessageAreMalformed() {
    assertThatThrownBy(() -> NodeClient.open(request -> new byte[] {(byte) 0xFF}))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith("answer must be a NodeMessage of version 1: ");
  }

  @Test
  void refusalSaysWhy() throws Exception {
    NodeClient client =
        open(answer -> answer.hasAck() ? ack(NodeStatus.NODE_STATUS_OTHER_ROUND) : answer);
    assertThatThrownBy(() -> client.train(4, 9, 2, MODEL))
        .isInstanceOf(NodeRefusalException.class)
        .hasMessage("node must accept round_offer: OTHER_ROUND")
        .extracting(e -> ((NodeRefusalException) e).reason())
        .isEqualTo(Reason.OTHER_ROUND);
  }

  @Test
  void modelMustBeTheNodes() throws Exception {
    Model other = Model.initial(ModelSpec.of(Shape.of(2), new Dense(2, 2)), new RandomSource(1));
    assertThatThrownBy(() -> open(answer -> answer).train(1, 1, 1, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model must have the node's parameters, 2 of 8 values: 2 of 6");
  }
}
