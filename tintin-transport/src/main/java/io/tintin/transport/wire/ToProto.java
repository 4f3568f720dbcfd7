package io.tintin.transport.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.model.ModelCodec;
import io.tintin.core.model.ModelId;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.transport.internal.proto.Receipt.Status;
import io.tintin.transport.internal.proto.Tensor;
import io.tintin.transport.internal.proto.Update;
import java.util.HexFormat;

/** Messages to protobuf. */
final class ToProto {
  private ToProto() {}

  static io.tintin.transport.internal.proto.Envelope envelope(Envelope envelope) {
    Header header = envelope.header();
    var proto =
        io.tintin.transport.internal.proto.Envelope.newBuilder()
            .setSchemaVersion(WireCodec.SCHEMA_VERSION)
            .setFleet(header.fleet())
            .setGateway(header.gateway())
            .setSession(header.session())
            .setRun(header.run());
    Body body = envelope.body();
    if (body instanceof Hello hello) {
      proto.setHello(hello(hello));
    } else if (body instanceof RoundTask task) {
      proto.setRoundTask(task(task));
    } else if (body instanceof RoundUpdate update) {
      proto.setUpdate(update(update));
    } else if (body instanceof Receipts receipts) {
      proto.setReceipts(receipts(receipts));
    } else if (body instanceof RunFinished finished) {
      proto.setRunFinished(finished(finished));
    } else if (body instanceof RunFailed failed) {
      proto.setRunFailed(
          io.tintin.transport.internal.proto.RunFailed.newBuilder().setReason(failed.reason()));
    }
    return proto.build();
  }

  private static io.tintin.transport.internal.proto.Hello hello(Hello hello) {
    return io.tintin.transport.internal.proto.Hello.newBuilder()
        .setLastRound(hello.lastRound())
        .setFinished(hello.finished())
        .build();
  }

  private static io.tintin.transport.internal.proto.RoundTask task(RoundTask task) {
    byte[] model = ModelCodec.encode(task.model());
    return io.tintin.transport.internal.proto.RoundTask.newBuilder()
        .setRound(task.round())
        .setRounds(task.rounds())
        .setParticipants(task.participants())
        .setDeadlineEpochMillis(task.deadline().toEpochMilli())
        .setModelId(id(ModelId.of(model)))
        .setModel(UnsafeByteOperations.unsafeWrap(model))
        .build();
  }

  private static Update update(RoundUpdate message) {
    ModelUpdate update = message.update();
    Update.Builder proto =
        Update.newBuilder()
            .setRound(message.round())
            .setBaseModelId(id(update.base()))
            .setExampleCount(update.exampleCount());
    for (Int8Tensor parameter : update.parameters()) {
      proto.addTensors(tensor(parameter));
    }
    return proto.build();
  }

  private static Tensor tensor(Int8Tensor tensor) {
    Tensor.Builder proto =
        Tensor.newBuilder()
            .setShift(tensor.scale().shift())
            .setUp(tensor.scale().up())
            .setDown(tensor.scale().down())
            .setValues(UnsafeByteOperations.unsafeWrap(tensor.toArray()));
    for (int i = 0; i < tensor.shape().rank(); i++) {
      proto.addDimensions(tensor.shape().extent(i));
    }
    return proto.build();
  }

  private static io.tintin.transport.internal.proto.Receipts receipts(Receipts receipts) {
    var proto = io.tintin.transport.internal.proto.Receipts.newBuilder();
    for (Receipt receipt : receipts.receipts()) {
      proto.addReceipts(
          io.tintin.transport.internal.proto.Receipt.newBuilder()
              .setRound(receipt.round())
              .setStatus(status(receipt.status()))
              .setReason(receipt.reason()));
    }
    return proto.build();
  }

  private static Status status(Receipt.Status status) {
    return switch (status) {
      case ACCEPTED -> Status.STATUS_ACCEPTED;
      case LATE -> Status.STATUS_LATE;
      case REFUSED -> Status.STATUS_REFUSED;
    };
  }

  private static io.tintin.transport.internal.proto.RunFinished finished(RunFinished finished) {
    byte[] model = ModelCodec.encode(finished.model());
    return io.tintin.transport.internal.proto.RunFinished.newBuilder()
        .setRounds(finished.rounds())
        .setModelId(id(ModelId.of(model)))
        .setModel(UnsafeByteOperations.unsafeWrap(model))
        .build();
  }

  private static ByteString id(ModelId id) {
    return ByteString.copyFrom(HexFormat.of().parseHex(id.sha256()));
  }
}
