package io.tintin.transport.wire;

import com.google.protobuf.ByteString;
import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.model.MalformedModelException;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelCodec;
import io.tintin.core.model.ModelId;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.transport.internal.proto.Tensor;
import io.tintin.transport.internal.proto.Update;
import io.tintin.transport.wire.MalformedMessageException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Protobuf to messages. The records check their own ranges; what they refuse is malformed here, so
 * that one rule has one home.
 */
final class FromProto {
  private static final int ID_BYTES = 32;

  private FromProto() {}

  static Envelope envelope(io.tintin.transport.internal.proto.Envelope proto)
      throws MalformedMessageException {
    try {
      Header header =
          new Header(proto.getFleet(), proto.getGateway(), proto.getSession(), proto.getRun());
      return new Envelope(header, body(proto));
    } catch (IllegalArgumentException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static Body body(io.tintin.transport.internal.proto.Envelope proto)
      throws MalformedMessageException {
    return switch (proto.getBodyCase()) {
      case HELLO -> new Hello(proto.getHello().getLastRound(), proto.getHello().getFinished());
      case ROUND_TASK -> task(proto.getRoundTask());
      case UPDATE -> update(proto.getUpdate());
      case RECEIPTS -> receipts(proto.getReceipts());
      case RUN_FINISHED ->
          new RunFinished(
              proto.getRunFinished().getRounds(),
              model(proto.getRunFinished().getModelId(), proto.getRunFinished().getModel()));
      case RUN_FAILED -> new RunFailed(proto.getRunFailed().getReason());
      case BODY_NOT_SET -> throw malformed("body must be set: none");
    };
  }

  private static RoundTask task(io.tintin.transport.internal.proto.RoundTask proto)
      throws MalformedMessageException {
    return new RoundTask(
        proto.getRound(),
        proto.getRounds(),
        proto.getParticipants(),
        Instant.ofEpochMilli(proto.getDeadlineEpochMillis()),
        model(proto.getModelId(), proto.getModel()));
  }

  private static RoundUpdate update(Update proto) throws MalformedMessageException {
    List<Int8Tensor> tensors = new ArrayList<>(proto.getTensorsCount());
    for (Tensor tensor : proto.getTensorsList()) {
      tensors.add(tensor("tensor " + tensors.size(), tensor));
    }
    return new RoundUpdate(
        proto.getRound(),
        new ModelUpdate(
            id("base_model_id", proto.getBaseModelId()), proto.getExampleCount(), tensors));
  }

  private static Int8Tensor tensor(String name, Tensor proto) throws MalformedMessageException {
    int rank = proto.getDimensionsCount();
    if (rank < 1 || rank > Shape.MAX_RANK) {
      throw malformed(name + " rank must be 1 to " + Shape.MAX_RANK + ": " + rank);
    }
    int[] extents = new int[rank];
    for (int i = 0; i < rank; i++) {
      extents[i] = proto.getDimensions(i);
    }
    Shape shape = Shape.of(extents);
    ByteString values = proto.getValues();
    if (shape.size() != values.size()) {
      throw malformed(name + " size must be " + shape.size() + ": " + values.size());
    }
    Scale scale = Scale.of(proto.getShift(), proto.getUp(), proto.getDown());
    return Int8Tensor.of(shape, scale, values.toByteArray());
  }

  private static Receipts receipts(io.tintin.transport.internal.proto.Receipts proto)
      throws MalformedMessageException {
    List<Receipt> receipts = new ArrayList<>(proto.getReceiptsCount());
    for (io.tintin.transport.internal.proto.Receipt receipt : proto.getReceiptsList()) {
      Receipt.Status status =
          switch (receipt.getStatus()) {
            case STATUS_ACCEPTED -> Receipt.Status.ACCEPTED;
            case STATUS_LATE -> Receipt.Status.LATE;
            case STATUS_REFUSED -> Receipt.Status.REFUSED;
            case STATUS_UNKNOWN, UNRECOGNIZED ->
                throw malformed(
                    "receipt status must be one of version 1: " + receipt.getStatusValue());
          };
      receipts.add(new Receipt(receipt.getRound(), status, receipt.getReason()));
    }
    return new Receipts(receipts);
  }

  private static Model model(ByteString id, ByteString bytes) throws MalformedMessageException {
    byte[] encoded = bytes.toByteArray();
    ModelId expected = ModelId.of(encoded);
    ModelId declared = id("model_id", id);
    if (!expected.equals(declared)) {
      throw malformed("model_id must be " + expected + ", the model's SHA-256: " + declared);
    }
    try {
      return ModelCodec.decode(encoded);
    } catch (MalformedModelException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static ModelId id(String field, ByteString bytes) throws MalformedMessageException {
    if (bytes.size() != ID_BYTES) {
      throw malformed(field + " size must be " + ID_BYTES + ": " + bytes.size());
    }
    return new ModelId(HexFormat.of().formatHex(bytes.toByteArray()));
  }

  private static MalformedMessageException malformed(String message) {
    return new MalformedMessageException(Reason.FIELD, message);
  }
}
