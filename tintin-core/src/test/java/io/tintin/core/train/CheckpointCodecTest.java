package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.golden.Allocation;
import io.tintin.core.golden.HexDump;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.AbsoluteError;
import io.tintin.core.loss.BinaryCrossEntropy;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.NitiCrossEntropy;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelCodec;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Lion;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.Schedule;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointCodecTest {
  private static final Model MODEL =
      new Model(
          ModelSpec.of(Shape.of(2), new Dense(2, 3), new Relu(), new Dense(3, 1, false)),
          List.of(
              tensor(Scale.of(-8, 2, 0), Shape.of(3, 2), 1, 2, -127, 127, 0, -1),
              tensor(Scale.powerOfTwo(-7), Shape.of(3), 5, 0, -5),
              tensor(Scale.of(-9, 0, -3), Shape.of(1, 3), 10, -20, 30)));

  private static final Checkpoint EXAMPLE =
      new Checkpoint(
              MODEL,
              new TrainerConfig(
                  new SquaredError(Scale.of(-6, 1, 0), 16),
                  new AlignedSgd(-3, Rounding.STOCHASTIC),
                  Schedule.CONSTANT,
                  Rescaling.DYNAMIC,
                  4,
                  4,
                  Scale.of(-5, 0, 1),
                  0x0123_4567_89AB_CDEFL),
              7,
              TrainingState.empty(MODEL.spec(), new AlignedSgd(3)))
          .withSection("replay", new byte[] {1, 2, -1})
          .withSection("a", new byte[0]);

  private static final Checkpoint NITI =
      new Checkpoint(
          new Model(
              ModelSpec.of(Shape.of(1), new Dense(1, 2, false)),
              List.of(tensor(Scale.powerOfTwo(-9), Shape.of(2, 1), 3, -3))),
          new TrainerConfig(
              new CrossEntropy(),
              new NitiSgd(4),
              Schedule.CONSTANT,
              Rescaling.DYNAMIC,
              1,
              1,
              Scale.powerOfTwo(-7),
              -1),
          1L << 40,
          TrainingState.empty(ModelSpec.of(Shape.of(1), new Dense(1, 2, false)), new NitiSgd(4)));

  private static Int8Tensor tensor(Scale scale, Shape shape, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Int8Tensor.of(shape, scale, bytes);
  }

  @Test
  void version2IsReadAndWrittenForEver() throws MalformedCheckpointException {
    assertThat(CheckpointCodec.encode(EXAMPLE)).isEqualTo(HexDump.read("checkpoint-v2.hex"));
    assertThat(CheckpointCodec.encode(NITI)).isEqualTo(HexDump.read("checkpoint-niti-v2.hex"));
    assertEqual(CheckpointCodec.decode(HexDump.read("checkpoint-v2.hex")), EXAMPLE);
    assertEqual(CheckpointCodec.decode(HexDump.read("checkpoint-niti-v2.hex")), NITI);
  }

  @Test
  void version1IsReadForEverAndWrittenAsVersion2() throws MalformedCheckpointException {
    Checkpoint example = CheckpointCodec.decode(HexDump.read("checkpoint-v1.hex"));
    Checkpoint niti = CheckpointCodec.decode(HexDump.read("checkpoint-niti-v1.hex"));
    assertEqual(example, EXAMPLE);
    assertEqual(niti, NITI);
    assertThat(CheckpointCodec.encode(example)).isEqualTo(HexDump.read("checkpoint-v2.hex"));
    assertThat(CheckpointCodec.encode(niti)).isEqualTo(HexDump.read("checkpoint-niti-v2.hex"));
  }

  private static void assertEqual(Checkpoint actual, Checkpoint expected) {
    assertThat(actual.model()).isEqualTo(expected.model());
    assertThat(actual.config()).isEqualTo(expected.config());
    assertThat(actual.stepCount()).isEqualTo(expected.stepCount());
    assertThat(actual.sections().keySet()).isEqualTo(expected.sections().keySet());
    expected.sections().forEach((name, bytes) -> assertThat(actual.section(name)).hasValue(bytes));
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void everyCheckpointIsReadAsItWasWritten(
      @ForAll @IntRange(min = -32, max = 32) int rateShift,
      @ForAll Rounding rounding,
      @ForAll @IntRange(min = 1, max = TrainerConfig.MAX_BATCH) int batchSize,
      @ForAll byte exponent,
      @ForAll long seed,
      @ForAll long stepCount,
      @ForAll byte[] section)
      throws MalformedCheckpointException {
    TrainerConfig config =
        EXAMPLE
            .config()
            .withRule(new AlignedSgd(rateShift, rounding))
            .withBatchSize(batchSize)
            .withInputScale(Scale.of(exponent, -exponent / 2, exponent))
            .withSeed(seed);
    Model model = Model.initial(MODEL.spec(), new RandomSource(seed));
    Checkpoint checkpoint =
        new Checkpoint(model, config, stepCount, TrainingState.empty(model.spec(), config.rule()))
            .withSection("é\n", section);
    assertEqual(CheckpointCodec.decode(CheckpointCodec.encode(checkpoint)), checkpoint);
  }

  @Test
  void everyTruncationAndFlippedBitIsRefused() {
    byte[] good = CheckpointCodec.encode(EXAMPLE);
    for (int length = 0; length < good.length; length++) {
      assertRefused(Arrays.copyOf(good, length));
    }
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(bad);
    }
  }

  private static void assertRefused(byte[] bad) {
    assertThatThrownBy(() -> CheckpointCodec.decode(bad))
        .isInstanceOf(MalformedCheckpointException.class)
        .hasMessageStartingWith("checkpoint ");
  }

  /**
   * Any byte may be anything behind a checksum that is right: decoding ends in a value or in its
   * exception.
   */
  @ParameterizedTest
  @ValueSource(strings = {"checkpoint-v1.hex", "checkpoint-v2.hex", "checkpoint-tracked-v2.hex"})
  void everyBodyByteMayBeAnything(String file) throws MalformedCheckpointException {
    byte[] good = HexDump.read(file);
    int version = good[8];
    byte[] body = Arrays.copyOfRange(good, 16, good.length - 4);
    long before = Allocation.ofThisThread();
    int refused = 0;
    for (int at = 0; at < body.length; at++) {
      for (int value : new int[] {0, 1, 2, 4, 127, 128, 255}) {
        byte[] other = body.clone();
        other[at] = (byte) value;
        byte[] sealed = new ByteWriter().writeBytes(other).seal("TINTINCP", version);
        try {
          byte[] encoded = CheckpointCodec.encode(CheckpointCodec.decode(sealed));
          byte[] again = CheckpointCodec.encode(CheckpointCodec.decode(encoded));
          assertThat(again).isEqualTo(encoded);
          if (version == CheckpointCodec.VERSION) {
            assertThat(encoded).isEqualTo(sealed);
          }
        } catch (MalformedCheckpointException e) {
          assertThat(e.getMessage()).isNotBlank();
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(400);
    assertThat(Allocation.ofThisThread() - before).isLessThan(100_000_000);
  }

  @Test
  void theFieldIsNamedWhereItIsWrong() {
    assertMessage(new ByteWriter(), "checkpoint loss tag must be 1 bytes long: 0 bytes left");
    assertMessage(new ByteWriter().writeByte(99), "checkpoint loss tag must be 1 or 2: 99");
    assertMessage(
        new ByteWriter().writeByte(1).writeByte(99), "checkpoint rule tag must be in [1, 4]: 99");
    assertMessage(
        new ByteWriter().writeByte(1).writeByte(1).writeByte(0).writeByte(5),
        "checkpoint rounding tag must be in [1, 4]: 5");
    assertMessage(
        withBatchSize(0).writeInt(0), "batchSize must be in [1, 133144], or a sum could wrap: 0");
    assertMessage(
        withBatchSize(1).writeInt(1025), "checkpoint section count must be in [0, 1024]: 1025");
    assertMessage(
        withBatchSize(1).writeInt(1).writeText("").writeInt(0),
        "section name length must be in [1, 64]: 0");
    ByteWriter unordered = withBatchSize(1).writeInt(2);
    unordered.writeText("b").writeInt(0).writeText("a").writeInt(0);
    assertMessage(unordered, "checkpoint section name must be after b: a");
    assertMessage(
        withBatchSize(1).writeInt(1).writeText("a").writeInt(1 << 30),
        "checkpoint section length must be in [0, 0]: 1073741824");
    assertMessage(
        withBatchSize(1).writeInt(1).writeText("a").writeInt(4).writeBytes(new byte[3]),
        "checkpoint section length must be in [0, 3]: 4");
    assertMessage(
        withBatchSize(1).writeInt(1).writeInt(-1),
        "checkpoint section name length must be in [0, 0]: -1");
    assertMessage(
        withBatchSize(1).writeInt(0).writeByte(0), "checkpoint end must be reached: 1 bytes left");
  }

  private static ByteWriter withBatchSize(int batchSize) {
    ByteWriter out = new ByteWriter().writeByte(1).writeByte(2).writeByte(4).writeInt(batchSize);
    return out.writeByte(-5)
        .writeByte(0)
        .writeByte(0)
        .writeLong(1)
        .writeLong(2)
        .writeSizedBytes(ModelCodec.encode(NITI.model()));
  }

  private static void assertMessage(ByteWriter body, String message) {
    assertThatThrownBy(() -> CheckpointCodec.decode(body.seal("TINTINCP", 1)))
        .isInstanceOf(MalformedCheckpointException.class)
        .hasMessage(message);
  }

  /** Was a bug: more sections than can be read could be written. */
  @Test
  void moreSectionsThanCanBeReadAreRefused() throws MalformedCheckpointException {
    Checkpoint full = NITI;
    for (int i = 0; i < Checkpoint.MAX_SECTIONS; i++) {
      full = full.withSection("section " + i, new byte[] {(byte) i});
    }
    assertThat(CheckpointCodec.decode(CheckpointCodec.encode(full)).sections()).hasSize(1024);
    Checkpoint last = full.withSection("section 7", new byte[] {1});
    assertThatThrownBy(() -> last.withSection("one more", new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sections must be at most 1024: 1025");
  }

  @Test
  void everyLossAndRuleHasASavedForm() throws MalformedCheckpointException {
    List<Loss> losses =
        List.of(
            new CrossEntropy(),
            new NitiCrossEntropy(),
            new BinaryCrossEntropy(),
            new AbsoluteError(Scale.of(1, 2, 3)),
            new SquaredError(Scale.of(-6, 1, 0), 16));
    assertThat(losses)
        .map(Object::getClass)
        .containsExactlyInAnyOrder(Loss.class.getPermittedSubclasses());
    List<UpdateRule> rules =
        List.of(
            new AlignedSgd(2, Rounding.NEAREST_EVEN),
            new NitiSgd(-1),
            new MomentumSgd(7, 8, 9, Rounding.NEAREST),
            new Lion(10, 11, 12, 13));
    assertThat(rules)
        .map(Object::getClass)
        .containsExactlyInAnyOrderElementsOf(CombinationsTest.permitted(UpdateRule.class));
    Model model = NITI.model();
    for (UpdateRule rule : rules) {
      for (Loss loss : losses) {
        TrainerConfig config = NITI.config().withRule(rule).withLoss(loss);
        Trainer trainer = new Trainer(model, config);
        byte[] bytes = CheckpointCodec.encode(trainer.checkpoint());
        assertThat(CheckpointCodec.decode(bytes).config()).isEqualTo(config);
      }
    }
  }

  /** Was a bug: nothing was written for them. */
  @Test
  void whatHasNoSavedFormIsNotWritten() {
    ByteWriter out = new ByteWriter();
    assertThatThrownBy(() -> CheckpointCodec.writeLoss(out, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("loss has no saved form: null");
    assertThatThrownBy(() -> CheckpointCodec.writeRule(out, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("update rule has no saved form: null");
  }

  @Test
  void sectionsAreCopiedAndTheirNamesAreShort() {
    byte[] bytes = {1};
    Checkpoint checkpoint = NITI.withSection("s", bytes);
    bytes[0] = 2;
    assertThat(checkpoint.section("s")).hasValue(new byte[] {1});
    checkpoint.section("s").orElseThrow()[0] = 3;
    assertThat(checkpoint.section("s")).hasValue(new byte[] {1});
    assertThat(checkpoint.section("t")).isEmpty();
    assertThatThrownBy(() -> NITI.withSection("\ud800", bytes))
        .hasMessageStartingWith("section name must have a UTF-8 form: ");
    assertThatThrownBy(() -> NITI.withSection("", bytes))
        .hasMessage("section name length must be in [1, 64]: 0");
    assertThatThrownBy(() -> NITI.withSection("x".repeat(65), bytes))
        .hasMessage("section name length must be in [1, 64]: 65");
  }
}
