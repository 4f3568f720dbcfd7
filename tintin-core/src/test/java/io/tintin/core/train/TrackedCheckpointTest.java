package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.golden.HexDump;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Schedule;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What version 2 of a checkpoint adds: schedule, rescaling, passes, and the state of training. */
class TrackedCheckpointTest {
  /** Bytes of the body of {@link #trained()} before its model. */
  private static final int MODEL_AT = 61;

  /** A run of 20 steps in passes of 2 and 1. */
  private static Trainer trained() {
    ModelSpec spec = ModelSpec.of(Shape.of(2), new Dense(2, 2), new Relu(), new Dense(2, 1, false));
    TrainerConfig config =
        TrainerConfig.DEFAULT
            .withLoss(new SquaredError(Scale.powerOfTwo(-6)))
            .withRule(new AlignedSgd(3))
            .withSchedule(Schedule.linear(100).withWarmUp(2))
            .withRescaling(Rescaling.TRACKED)
            .withBatchSize(3)
            .withPassSize(2)
            .withSeed(5);
    Trainer trainer = new Trainer(Model.initial(spec, new RandomSource(3)), config);
    for (int step = 0; step < 20; step++) {
      step(trainer);
    }
    return trainer;
  }

  @Test
  void whatARuleDoesNotKeepIsAnError() {
    Checkpoint checkpoint = trained().checkpoint();
    String message =
        "parameter must be one that AlignedSgd[rateShift=3, rounding=STOCHASTIC] keeps more of: 1";
    assertThat(checkpoint.keepsMemory(1)).isFalse();
    assertThat(checkpoint.momentShift(1)).isZero();
    assertThatThrownBy(() -> checkpoint.fraction(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> checkpoint.moment(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static void step(Trainer trainer) {
    int t = (int) trainer.stepCount();
    for (int e = 0; e < 3; e++) {
      byte x = (byte) (37 * (3 * t + e) % 128 >> t / 6);
      byte y = (byte) (-53 * (3 * t + e) % 128 >> t / 6);
      trainer.add(new byte[] {x, y}, new int[] {(x - y) / 4});
    }
    trainer.step();
  }

  @Test
  void version2IsReadAndWrittenForEver() throws MalformedCheckpointException {
    byte[] golden = HexDump.read("checkpoint-tracked-v2.hex");
    Trainer trainer = trained();
    assertThat(CheckpointCodec.encode(trainer.checkpoint())).isEqualTo(golden);
    Checkpoint decoded = CheckpointCodec.decode(golden);
    assertThat(decoded.config()).isEqualTo(trainer.config());
    assertThat(decoded.config().passSize()).isEqualTo(2);
    assertThat(decoded.config().schedule()).isEqualTo(Schedule.linear(100).withWarmUp(2));
    Trainer resumed = Trainer.resume(decoded);
    for (int step = 0; step < 40; step++) {
      step(trainer);
      step(resumed);
    }
    assertThat(CheckpointCodec.encode(resumed.checkpoint()))
        .isEqualTo(CheckpointCodec.encode(trainer.checkpoint()));
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void everyConfigurationIsReadAsItWasWritten(
      @ForAll Schedule.Decay decay,
      @ForAll @LongRange(min = 1, max = Schedule.MAX_STEPS) long totalSteps,
      @ForAll @LongRange(min = 0, max = Schedule.MAX_STEPS) long warmUpSteps,
      @ForAll Rescaling rescaling,
      @ForAll @IntRange(min = 1, max = 1000) int batchSize,
      @ForAll @IntRange(min = 1, max = 1000) int passSize)
      throws MalformedCheckpointException {
    Trainer trainer = trained();
    TrainerConfig config =
        trainer
            .config()
            .withPassSize(3)
            .withRescaling(rescaling)
            .withBatchSize(batchSize)
            .withSchedule(new Schedule(decay, totalSteps, Math.min(totalSteps, warmUpSteps)));
    if (rescaling.allowsSplitBatches()) {
      config = config.withPassSize(Math.min(batchSize, passSize));
    }
    Checkpoint checkpoint =
        new Checkpoint(trainer.model(), config, 9, trainer.checkpoint().state());
    byte[] bytes = CheckpointCodec.encode(checkpoint);
    Checkpoint decoded = CheckpointCodec.decode(bytes);
    assertThat(decoded.config()).isEqualTo(config);
    assertThat(CheckpointCodec.encode(decoded)).isEqualTo(bytes);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] good = HexDump.read("checkpoint-tracked-v2.hex");
    byte[] body = Arrays.copyOfRange(good, 16, good.length - 4);
    for (int length = 0; length < body.length; length++) {
      byte[] cut = Arrays.copyOf(body, length);
      assertThatThrownBy(() -> CheckpointCodec.decode(seal(cut)))
          .isInstanceOf(MalformedCheckpointException.class);
    }
  }

  private static byte[] seal(byte... body) {
    return new ByteWriter().writeBytes(body).seal("TINTINCP", 2);
  }

  @Test
  void theFieldIsNamedWhereItIsWrong() {
    assertMessage(11, 0, "checkpoint schedule tag must be in [1, 4]: 0");
    assertMessage(11, 5, "checkpoint schedule tag must be in [1, 4]: 5");
    assertMessage(12, 0, "schedule totalSteps must be in [1, 1099511627776]: 0");
    assertMessage(20, 101, "schedule warmUpSteps must be in [0, 100]: 101");
    assertMessage(28, 0, "checkpoint rescaling tag must be in [1, 4]: 0");
    assertMessage(28, 5, "checkpoint rescaling tag must be in [1, 4]: 5");
    assertMessage(
        28,
        1,
        "passSize must be 3, the batch size, as DYNAMIC rescaling looks at a whole batch: 2");
    assertMessage(34, 0, "passSize must be in [1, 3], the batch size: 0");
    assertMessage(34, 4, "passSize must be in [1, 3], the batch size: 4");
    int trackers = trackersAt();
    assertMessage(
        trackers + 1, 65, "checkpoint tracked exponent count must be in [0, 16384]: 16646");
    assertMessage(trackers + 4, 2, "checkpoint tracked exponent flag must be 0 or 1: 2");
    assertMessage(
        trackers + 7, 3, "checkpoint tracked exponent must be in [-131072, 131072]: -16515078");
    assertMessage(trackers + 9, 16, "checkpoint calm steps must be in [0, 15]: 16");
  }

  /** Where the count of the tracked exponents is in the body. */
  private static int trackersAt() {
    byte[] golden = HexDump.read("checkpoint-tracked-v2.hex");
    int modelBytes = golden[16 + MODEL_AT - 4]; // the low byte of its length
    return MODEL_AT + modelBytes;
  }

  private static void assertMessage(int at, int value, String message) {
    byte[] golden = HexDump.read("checkpoint-tracked-v2.hex");
    byte[] body = Arrays.copyOfRange(golden, 16, golden.length - 4);
    body[at] = (byte) value;
    assertThatThrownBy(() -> CheckpointCodec.decode(seal(body)))
        .isInstanceOf(MalformedCheckpointException.class)
        .hasMessage(message);
  }

  /** A state says how many places requantise; another model has others. */
  @Test
  void exponentsOfAnotherModelAreRefused() {
    Trainer trainer = trained();
    Checkpoint own = trainer.checkpoint();
    Checkpoint other = new Checkpoint(TrainingData.model(), own.config(), 0, own.state());
    assertThatThrownBy(() -> Trainer.resume(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parameters in training must be 4: 3");
    Checkpoint dynamic =
        new Checkpoint(
            own.model(),
            own.config().withPassSize(3).withRescaling(Rescaling.DYNAMIC),
            0,
            own.state());
    assertThatThrownBy(() -> Trainer.resume(dynamic)).hasMessage("tracked exponents must be 0: 6");
  }
}
