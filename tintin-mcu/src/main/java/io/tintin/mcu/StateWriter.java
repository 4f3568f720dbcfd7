package io.tintin.mcu;

import io.tintin.core.model.Model;
import io.tintin.core.optim.Lion;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.CheckpointCodec;
import io.tintin.core.train.Trainer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** Writes what a program says of its state, so that it can be kept in flash and sent. */
final class StateWriter {
  private final TrainingPlan plan;
  private final String name;

  StateWriter(TrainingPlan plan, String name) {
    this.plan = plan;
    this.name = name;
  }

  String header() {
    return CText.of(
        """

    /* What was learned, for tintin_slots.h and tintin_node.h. */
    const TintinState *%1$sState(void);

    /* Keeps it in flash, and goes on with what was kept last: see tintin_slots.h. */
    TintinSlots %1$sSave(const TintinFlash *flash);
    TintinSlots %1$sLoad(const TintinFlash *flash);
    """,
        name);
  }

  String source() {
    long fingerprint = fingerprint(plan.checkpoint);
    return CText.of(
        """

    const TintinState *%1$sState(void) {
      static const TintinState state = {
          parameters, %6$s, places, &stepCount, &waiting, %2$d, %3$d, {0x%4$08XU, 0x%5$08XU}};
      return &state;
    }

    TintinSlots %1$sSave(const TintinFlash *flash) {
      return tintinSave(%1$sState(), flash);
    }

    TintinSlots %1$sLoad(const TintinFlash *flash) {
      return tintinLoad(%1$sState(), flash);
    }
    """,
        name,
        plan.isTrained.size(),
        plan.places.size(),
        (int) fingerprint,
        (int) (fingerprint >>> 32),
        plan.config.rule() instanceof Lion ? "units" : "NULL");
  }

  /**
   * Names an architecture and how it is trained, whatever was learned: the first 8 bytes, as a
   * little-endian number, of the SHA-256 of the saved form of a trainer whose parameters are zeros.
   */
  static long fingerprint(Checkpoint checkpoint) {
    List<Int8Tensor> zeros = new ArrayList<>();
    for (Shape shape : checkpoint.model().spec().parameterShapes()) {
      zeros.add(Int8Tensor.of(shape, Scale.UNIT, new byte[shape.size()]));
    }
    Model blank = new Model(checkpoint.model().spec(), zeros);
    byte[] saved = CheckpointCodec.encode(new Trainer(blank, checkpoint.config()).checkpoint());
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(saved);
      return ByteBuffer.wrap(hash).order(ByteOrder.LITTLE_ENDIAN).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
