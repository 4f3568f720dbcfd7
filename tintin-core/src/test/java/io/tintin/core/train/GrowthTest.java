package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.continual.ReplayBuffer;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A model that gets an output more. */
class GrowthTest {
  private static final Scale FINE = Scale.powerOfTwo(-20);

  @Test
  void theNewOutputIsTheLastRow() {
    ModelSpec spec = ModelSpec.of(Shape.of(3), new Dense(3, 2));
    Int8Tensor weights =
        Int8Tensor.of(
            Shape.of(2, 3),
            Scale.of(-7, 1, -3),
            (byte) 1,
            (byte) 2,
            (byte) -127, // output 0
            (byte) 4,
            (byte) 5,
            (byte) 127); // output 1
    Int8Tensor bias = Int8Tensor.of(Shape.of(2), Scale.powerOfTwo(-6), (byte) 9, (byte) -9);
    Model grown = new Model(spec, List.of(weights, bias)).withExtraOutput();
    assertThat(grown.spec()).isEqualTo(ModelSpec.of(Shape.of(3), new Dense(3, 3)));
    Int8Tensor grownWeights = grown.parameters().get(0);
    assertThat(grownWeights.shape()).isEqualTo(Shape.of(3, 3));
    assertThat(grownWeights.scale()).isEqualTo(weights.scale());
    assertThat(grownWeights.toArray()).containsExactly(1, 2, -127, 4, 5, 127, 0, 0, 0);
    assertThat(grown.parameters().get(1).scale()).isEqualTo(bias.scale());
    assertThat(grown.parameters().get(1).toArray()).containsExactly(9, -9, 0);
  }

  @Test
  void theOldOutputsKeepTheirBits() {
    Trainer trainer = trained(Rescaling.DYNAMIC);
    Predictor old = trainer.predictor();
    Predictor grown = new Predictor(trainer.model().withExtraOutput(), Scale.powerOfTwo(-6));
    for (int example = 0; example < 500; example++) {
      byte[] features = point(new RandomSequence(new RandomSource(example), 0), example % 4);
      old.run(features);
      grown.run(features);
      for (int o = 0; o < 3; o++) {
        assertThat(grown.output(o, FINE)).isEqualTo(old.output(o, FINE));
      }
      assertThat(grown.output(3, FINE)).isZero();
    }
  }

  /**
   * Classes are the quadrants of a plane; the fourth comes late, with replay of the first three.
   */
  @ParameterizedTest
  @EnumSource
  void aFourthClassIsLearnedAndTheFirstThreeAreKept(Rescaling rescaling) {
    Trainer three = trained(rescaling);
    int before = right(three.predictor(), 3);
    assertThat(before).as("of 900").isGreaterThan(850);
    ReplayBuffer replay = new ReplayBuffer(2, 1, 300, new RandomSource(8));
    RandomSequence draws = new RandomSequence(new RandomSource(9), 0);
    for (int example = 0; example < 600; example++) {
      replay.offer(point(draws, example % 3), example % 3);
    }
    Trainer four = Trainer.resume(three.checkpoint().withExtraOutput());
    assertThat(four.stepCount()).isEqualTo(three.stepCount());
    byte[] features = new byte[2];
    int[] label = new int[1];
    for (int step = 0; step < 1500; step++) {
      four.add(point(draws, 3), 3);
      for (int old = 0; old < 3; old++) {
        replay.draw(features, label);
        four.add(features, label[0]);
      }
      four.step();
    }
    int old = right(four.predictor(), 3);
    int all = right(four.predictor(), 4);
    assertThat(old).as("old classes, of 900").isGreaterThan(before - 45);
    assertThat(all - old).as("new class, of 300").isGreaterThan(270);
  }

  /** Then the old classes' weights can't change at all. */
  @Test
  void theNewClassAloneMayBeTrained() {
    Trainer three = trained(Rescaling.DYNAMIC);
    TrainerConfig config = three.config().withTrainable(Trainable.channels(2, 3));
    Trainer four = new Trainer(three.model().withExtraOutput(), config);
    RandomSequence draws = new RandomSequence(new RandomSource(9), 0);
    for (int step = 0; step < 200; step++) {
      for (int label = 0; label < 4; label++) {
        four.add(point(draws, label), label);
      }
      four.step();
    }
    List<Int8Tensor> before = three.model().parameters();
    List<Int8Tensor> after = four.model().parameters();
    assertThat(after.subList(0, 2)).isEqualTo(before.subList(0, 2));
    for (int p = 2; p < 4; p++) {
      byte[] kept = Arrays.copyOf(after.get(p).toArray(), before.get(p).size());
      assertThat(kept).isEqualTo(before.get(p).toArray());
    }
    assertThat(right(four.predictor(), 4) - right(four.predictor(), 3)).isGreaterThan(200);
  }

  private static Trainer trained(Rescaling rescaling) {
    ModelSpec spec = ModelSpec.of(Shape.of(2), new Dense(2, 16), new Relu(), new Dense(16, 3));
    TrainerConfig config =
        TrainerConfig.DEFAULT
            .withRescaling(rescaling)
            .withBatchSize(4)
            .withInputScale(Scale.powerOfTwo(-6))
            .withSeed(5);
    Trainer trainer = new Trainer(Model.initial(spec, new RandomSource(3)), config);
    RandomSequence draws = new RandomSequence(new RandomSource(4), 0);
    for (int example = 0; example < 6000; example++) {
      int label = draws.nextBelow(3);
      trainer.add(point(draws, label), label);
      if (trainer.isFull()) {
        trainer.step();
      }
    }
    return trainer;
  }

  private static byte[] point(RandomSequence draws, int quadrant) {
    int x = draws.nextBelow(120) + 8;
    int y = draws.nextBelow(120) + 8;
    return new byte[] {
      (byte) ((quadrant & 1) == 0 ? x : -x), (byte) ((quadrant & 2) == 0 ? y : -y)
    };
  }

  /** How many of 300 points of each of the first classes are known. */
  private static int right(Predictor predictor, int classes) {
    int right = 0;
    for (int label = 0; label < classes; label++) {
      RandomSequence draws = new RandomSequence(new RandomSource(100 + label), 0);
      for (int i = 0; i < 300; i++) {
        right += predictor.run(point(draws, label)).label() == label ? 1 : 0;
      }
    }
    return right;
  }

  /** What was kept stays, in front of zeros for what is new. */
  @ParameterizedTest
  @EnumSource
  void aGrownCheckpointIsSavedAndRead(Rescaling rescaling) throws MalformedCheckpointException {
    Checkpoint grown =
        trained(rescaling).checkpoint().withSection("s", new byte[] {1}).withExtraOutput();
    byte[] saved = CheckpointCodec.encode(grown);
    Checkpoint read = CheckpointCodec.decode(saved);
    assertThat(CheckpointCodec.encode(read)).isEqualTo(saved);
    assertThat(read.section("s")).hasValue(new byte[] {1});
    assertThat(Trainer.resume(read).model()).isEqualTo(grown.model());
  }

  @Test
  void onlyADenseOutputGrows() {
    ModelSpec spec = ModelSpec.of(Shape.of(2), new Dense(2, 3), new Relu());
    Model model = Model.initial(spec, new RandomSource(1));
    assertThatThrownBy(model::withExtraOutput)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("last layer must be dense to get an output more: Relu[]");
    ModelSpec most = ModelSpec.of(Shape.of(1), new Dense(1, Dense.MAX_OUTPUTS, false));
    Model largest = Model.initial(most, new RandomSource(1));
    assertThatThrownBy(largest::withExtraOutput)
        .hasMessage("dense outputs must be in [1, 133144], or a sum could wrap: 133145");
  }

  @Test
  void aLossThatTakesNoMoreOutputsIsAsked() {
    ModelSpec spec = ModelSpec.of(Shape.of(1), new Dense(1, CrossEntropy.MAX_CLASSES));
    TrainerConfig config = TrainingData.crossEntropy(new NitiSgd(3), 1);
    Trainer trainer = new Trainer(Model.initial(spec, new RandomSource(1)), config);
    Checkpoint checkpoint = trainer.checkpoint();
    assertThatThrownBy(checkpoint::withExtraOutput)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cross-entropy classes must be in [2, 2047]: 2048");
    Trainer small =
        new Trainer(TrainingData.model(), TrainingData.crossEntropy(new AlignedSgd(3), 1));
    assertThat(small.checkpoint().withExtraOutput().model())
        .isEqualTo(TrainingData.model().withExtraOutput());
  }
}
