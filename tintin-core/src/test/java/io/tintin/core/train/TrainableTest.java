package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelCodec;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainableTest {
  private static final Model MODEL = TrainingData.model();
  private static final TrainerConfig CONFIG = TrainingData.crossEntropy(new AlignedSgd(3), 1);

  static Stream<Trainable> all() {
    return Stream.of(
        Trainable.ALL,
        Trainable.lastLayers(2),
        Trainable.allBut(2),
        Trainable.biasOnly(),
        Trainable.channels(2, 0, 2));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aCheckpointKeepsWhatIsTrained(Trainable trainable) throws MalformedCheckpointException {
    Trainer trainer = new Trainer(MODEL, CONFIG.withTrainable(trainable));
    byte[] saved = CheckpointCodec.encode(trainer.checkpoint());
    Checkpoint read = CheckpointCodec.decode(saved);
    assertThat(read.config().trainable()).isEqualTo(trainable);
    assertThat(CheckpointCodec.encode(read)).isEqualTo(saved);
  }

  @Test
  void everyChoiceHasASavedForm() {
    Set<Class<?>> known = all().map(Trainable::getClass).collect(Collectors.toSet());
    assertThat(known).containsExactlyInAnyOrder(Trainable.class.getPermittedSubclasses());
  }

  @Test
  void numbersAreSortedAndEachCountsOnce() {
    assertThat(Trainable.allBut(5, 0, 5)).isEqualTo(new Trainable.AllBut(List.of(0, 5)));
    assertThat(Trainable.channels(1, 3, 2, 3)).isEqualTo(new Trainable.Channels(1, List.of(2, 3)));
  }

  private static void assertRefused(Trainable trainable, String message) {
    assertThatThrownBy(() -> new Trainer(MODEL, CONFIG.withTrainable(trainable)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aTrainerRefusesWhatItsModelDoesNotHave() {
    assertThatThrownBy(() -> Trainable.lastLayers(0))
        .hasMessage("last layers must be at least 1: 0");
    assertRefused(
        Trainable.lastLayers(3), "last layers must be at most 2, those with parameters: 3");
    assertRefused(Trainable.allBut(3), "layer must be in [0, 2]: 3");
    assertRefused(Trainable.allBut(-1), "layer must be in [0, 2]: -1");
    assertRefused(Trainable.allBut(1), "layer must have parameters: 1");
    assertRefused(
        Trainable.allBut(0, 2), "parameters to train must be at least 1: AllBut[layers=[0, 2]]");
    assertRefused(Trainable.channels(3, 0), "layer must be in [0, 2]: 3");
    assertRefused(Trainable.channels(1, 0), "layer must have parameters: 1");
    assertRefused(Trainable.channels(2, 3), "channel must be in [0, 2]: 3");
    assertRefused(Trainable.channels(2, -1), "channel must be in [0, 2]: -1");
    assertRefused(Trainable.channels(2), "channels to train must be at least 1: 0");
  }

  @Test
  void nothingToTrainIsRefused() {
    ModelSpec withoutBias = ModelSpec.of(Shape.of(4), new Relu(), new Dense(4, 3, false));
    Model model = Model.initial(withoutBias, new RandomSource(1));
    assertThatThrownBy(() -> new Trainer(model, CONFIG.withTrainable(Trainable.biasOnly())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parameters to train must be at least 1: BiasOnly[]");
    Model relu = Model.initial(ModelSpec.of(Shape.of(4), new Relu()), new RandomSource(1));
    assertThatThrownBy(() -> new Trainer(relu, CONFIG))
        .hasMessage("parameters to train must be at least 1: All[]");
  }

  @Test
  void theFieldIsNamedWhereItIsWrong() {
    assertMessage(saved().writeByte(0), "checkpoint trainable tag must be in [1, 5]: 0");
    assertMessage(saved().writeByte(6), "checkpoint trainable tag must be in [1, 5]: 6");
    assertMessage(
        saved().writeByte(2).writeInt(0), "checkpoint last layers must be in [1, 256]: 0");
    assertMessage(
        saved().writeByte(3).writeInt(257),
        "checkpoint frozen layer count must be in [0, 256]: 257");
    assertMessage(
        saved().writeByte(3).writeInt(2).writeInt(2).writeInt(2),
        "checkpoint frozen layer must be in [3, 255]: 2");
    assertMessage(
        saved().writeByte(5).writeInt(-1), "checkpoint trained layer must be in [0, 255]: -1");
    assertMessage(
        saved().writeByte(5).writeInt(0).writeInt(1 << 28),
        "checkpoint channel must be 4 bytes long: 0 bytes left");
    assertMessage(
        rest(saved().writeByte(2).writeInt(3)),
        "last layers must be at most 2, those with parameters: 3");
  }

  /** The fields before it: cross-entropy, NitiSgd(4), a constant schedule, dynamic rescaling. */
  private static ByteWriter saved() {
    ByteWriter out = new ByteWriter().writeByte(1).writeByte(2).writeByte(4).writeByte(1);
    return out.writeLong(1).writeLong(0).writeByte(1);
  }

  /** The fields after it. */
  private static ByteWriter rest(ByteWriter out) {
    out.writeInt(1).writeInt(1).writeByte(-5).writeByte(0).writeByte(0).writeLong(1).writeLong(2);
    return out.writeSizedBytes(ModelCodec.encode(MODEL)).writeInt(0).writeInt(0);
  }

  private static void assertMessage(ByteWriter body, String message) {
    byte[] sealed = body.seal("TINTINCP", CheckpointCodec.VERSION);
    assertThatThrownBy(() -> CheckpointCodec.decode(sealed))
        .isInstanceOf(MalformedCheckpointException.class)
        .hasMessage(message);
  }
}
