package io.tintin.transport.wire;

import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.layer.Dense;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One message of each kind, as in the golden files of version 1. */
final class WireSamples {
  static final Header HEADER =
      new Header("motes-event", "mote_7", 0x0102030405060708L, 0x1112131415161718L);
  static final Model MODEL =
      new Model(
          ModelSpec.of(Shape.of(2), new Dense(2, 3, true)),
          List.of(
              Int8Tensor.of(
                  Shape.of(3, 2), // [outputs, inputs]
                  Scale.of(-7, 1, -2),
                  new byte[] {1, -2, 3, -127, 127, 0}),
              Int8Tensor.of(Shape.of(3), Scale.of(-7, 0, 0), new byte[] {0, 5, -5})));

  private WireSamples() {}

  static Map<String, Envelope> all() {
    return Map.of(
        "hello", new Envelope(HEADER, new Hello(3, false)),
        "farewell", new Envelope(HEADER, new Hello(50, true)),
        "first-hello", new Envelope(new Header("f", "g", 1, 0), new Hello(0, false)),
        "round-task",
            new Envelope(
                HEADER, new RoundTask(4, 50, 8, Instant.parse("2026-01-02T03:04:05.678Z"), MODEL)),
        "update",
            new Envelope(
                HEADER, new RoundUpdate(4, new ModelUpdate(MODEL.id(), 120, MODEL.parameters()))),
        "receipts",
            new Envelope(
                HEADER,
                new Receipts(
                    List.of(
                        new Receipt(3, Receipt.Status.ACCEPTED, ""),
                        new Receipt(2, Receipt.Status.LATE, ""),
                        new Receipt(4, Receipt.Status.REFUSED, "update base must be x: y")))),
        "run-finished", new Envelope(HEADER, new RunFinished(50, MODEL)),
        "run-failed", new Envelope(HEADER, new RunFailed("round 2 must have participants: none")));
  }
}
