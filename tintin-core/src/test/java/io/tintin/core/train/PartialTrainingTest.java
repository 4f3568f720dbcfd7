package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.Allocation;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PartialTrainingTest {
  /** Parameters 0 and 1 are of layer 0, 2 and 3 of layer 3, 4 and 5 of layer 5. */
  private static final ModelSpec SPEC =
      ModelSpec.of(
          Shape.of(3, 2, 2),
          new Conv2d(2, 4, 2), // weights [4, 2, 2, 2]
          new Relu(),
          new Flatten(),
          new Dense(8, 5),
          new Relu(),
          new Dense(5, 3));

  private static final int LAST = 5;

  static Stream<Arguments> choices() {
    return Stream.of(new AlignedSgd(2), new NitiSgd(3))
        .flatMap(
            rule ->
                Stream.of(
                    Arguments.of(rule, Trainable.lastLayers(1), List.of(4, 5), 5),
                    Arguments.of(rule, Trainable.lastLayers(2), List.of(2, 3, 4, 5), 3),
                    Arguments.of(rule, Trainable.lastLayers(3), List.of(0, 1, 2, 3, 4, 5), 0),
                    Arguments.of(rule, Trainable.allBut(), List.of(0, 1, 2, 3, 4, 5), 0),
                    Arguments.of(rule, Trainable.allBut(3), List.of(0, 1, 4, 5), 0),
                    Arguments.of(rule, Trainable.allBut(5, 0), List.of(2, 3), 3),
                    Arguments.of(rule, Trainable.biasOnly(), List.of(1, 3, 5), 0)));
  }

  private static TrainerConfig config(UpdateRule rule, Trainable trainable) {
    return TrainingData.crossEntropy(rule, 3)
        .withInputScale(Scale.powerOfTwo(-6))
        .withTrainable(trainable);
  }

  private static void add(Trainer trainer, int number) {
    byte[] features = new byte[12];
    for (int i = 0; i < 12; i++) {
      features[i] = (byte) (RandomSource.bits(77, 12 * number + i) % 128);
    }
    trainer.add(features, Math.abs(features[0]) % 3);
  }

  private static Model initial() {
    return Model.initial(SPEC, new RandomSource(5));
  }

  /** The same step of the same model with everything trained. */
  private static Model fullStep(Trainer partial) {
    TrainerConfig all = partial.config().withTrainable(Trainable.ALL);
    Trainer full =
        Trainer.resume(
            new Checkpoint(
                partial.model(), all, partial.stepCount(), partial.checkpoint().state()));
    for (int e = 0; e < 3; e++) {
      add(full, 3 * (int) partial.stepCount() + e);
    }
    full.step();
    return full.model();
  }

  @ParameterizedTest
  @MethodSource("choices")
  void whatIsTrainedChangesAsIfAllWereAndTheRestNever(
      UpdateRule rule, Trainable trainable, List<Integer> trained, int firstNode) {
    Trainer trainer = new Trainer(initial(), config(rule, trainable));
    for (int step = 0; step < 40; step++) {
      List<Int8Tensor> full = fullStep(trainer).parameters();
      for (int e = 0; e < 3; e++) {
        add(trainer, 3 * step + e);
      }
      trainer.step();
      for (int p = 0; p < full.size(); p++) {
        Int8Tensor expected = trained.contains(p) ? full.get(p) : initial().parameters().get(p);
        assertThat(trainer.model().parameters().get(p)).as("%s", p).isEqualTo(expected);
      }
    }
    for (int p : trained) {
      assertThat(trainer.model().parameters().get(p)).isNotEqualTo(initial().parameters().get(p));
    }
  }

  /** No gradient below the first trained layer, no sum of what is not trained. */
  @ParameterizedTest
  @MethodSource("choices")
  void noGradientIsComputedBelowTheFirstTrainedLayer(
      UpdateRule rule, Trainable trainable, List<Integer> trained, int firstNode) {
    Selection selection = new Selection(trainable, SPEC);
    TrainerConfig config = config(rule, trainable);
    Lane lane = new Lane(new Parameters(SPEC), config, 1, selection.isTrained, true);
    assertThat(lane.backward.firstNode).isEqualTo(firstNode);
    for (int n = 0; n <= LAST; n++) {
      assertThat(lane.workspace.sites[n].wantsGradient(0)).as("%s", n).isEqualTo(n > firstNode);
    }
    if (firstNode == LAST) {
      assertThat(lane.backward.gradientBytes()).isEqualTo(lane.workspace.largestValue());
    }
    for (int p = 0; p < lane.sums.length; p++) {
      int size = trained.contains(p) ? SPEC.parameterShapes().get(p).size() : 0;
      assertThat(lane.sums[p].values).hasSize(size);
    }
  }

  @ParameterizedTest
  @MethodSource("choices")
  void splitStepsAndResumedRunsHaveTheSameBits(
      UpdateRule rule, Trainable trainable, List<Integer> trained, int firstNode)
      throws MalformedCheckpointException {
    checkSplitAndResumed(config(rule, trainable));
  }

  static Stream<UpdateRule> rules() {
    return Stream.of(new AlignedSgd(2), new NitiSgd(3));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void splitStepsOnChannelsHaveTheSameBits(UpdateRule rule) throws MalformedCheckpointException {
    checkSplitAndResumed(config(rule, Trainable.channels(3, 4, 1)));
  }

  private static void checkSplitAndResumed(TrainerConfig config)
      throws MalformedCheckpointException {
    TrainerConfig tracked = config.withRescaling(Rescaling.TRACKED);
    Trainer whole = new Trainer(initial(), tracked);
    Trainer split = new Trainer(initial(), tracked.withPassSize(2));
    for (int step = 0; step < 20; step++) {
      for (int e = 0; e < 3; e++) {
        add(whole, 3 * step + e);
        add(split, 3 * step + e);
      }
      assertThat(split.step()).isEqualTo(whole.step());
      assertThat(split.model()).isEqualTo(whole.model());
      byte[] saved = CheckpointCodec.encode(split.checkpoint());
      split = Trainer.resume(CheckpointCodec.decode(saved));
      assertThat(split.config()).isEqualTo(tracked.withPassSize(2));
    }
  }

  /** Channels 1 and 3 of the convolution: 8 weights and a bias each. */
  @ParameterizedTest
  @MethodSource("rules")
  void onlyTheChosenChannelsChange(UpdateRule rule) {
    Trainer trainer = new Trainer(initial(), config(rule, Trainable.channels(0, 3, 1, 3)));
    for (int step = 0; step < 40; step++) {
      for (int e = 0; e < 3; e++) {
        add(trainer, 3 * step + e);
      }
      trainer.step();
    }
    List<Int8Tensor> before = initial().parameters();
    List<Int8Tensor> after = trainer.model().parameters();
    assertThat(after.subList(2, 6)).isEqualTo(before.subList(2, 6));
    for (int p = 0; p < 2; p++) {
      assertThat(after.get(p).scale()).isEqualTo(before.get(p).scale());
      int rowSize = before.get(p).size() / 4;
      for (int channel = 0; channel < 4; channel++) {
        boolean isSame =
            row(after.get(p), channel, rowSize).equals(row(before.get(p), channel, rowSize));
        assertThat(isSame).as("parameter %s, channel %s", p, channel).isEqualTo(channel % 2 == 0);
      }
    }
  }

  private static List<Byte> row(Int8Tensor tensor, int channel, int rowSize) {
    List<Byte> row = new ArrayList<>();
    for (int i = 0; i < rowSize; i++) {
      row.add(tensor.get(channel * rowSize + i));
    }
    return row;
  }

  /**
   * With an aligned rule; where the full step scales the tensor down, this one stops at the end.
   */
  @Test
  void channelsChangeAsIfAllDidWhileNothingIsScaledDown() {
    Trainer trainer =
        new Trainer(initial(), config(new AlignedSgd(5), Trainable.channels(3, 0, 2)));
    int compared = 0;
    for (int step = 0; step < 40; step++) {
      List<Int8Tensor> full = fullStep(trainer).parameters();
      List<Int8Tensor> before = trainer.model().parameters();
      for (int e = 0; e < 3; e++) {
        add(trainer, 3 * step + e);
      }
      trainer.step();
      List<Int8Tensor> after = trainer.model().parameters();
      for (int p = 2; p < 4; p++) {
        if (full.get(p).scale().equals(before.get(p).scale())) {
          int rowSize = full.get(p).size() / 5;
          for (int channel = 0; channel < 5; channel++) {
            Int8Tensor expected = channel == 0 || channel == 2 ? full.get(p) : before.get(p);
            assertThat(row(after.get(p), channel, rowSize))
                .isEqualTo(row(expected, channel, rowSize));
            compared++;
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(200);
  }

  /** A weight at its end is pushed further: 127 stays, and so does the scale of its neighbour. */
  @Test
  void aChannelStopsAtTheEndOfTheRange() {
    ModelSpec spec = ModelSpec.of(Shape.of(1), new Dense(1, 2, false));
    Scale scale = Scale.powerOfTwo(-7);
    Int8Tensor weights = Int8Tensor.of(Shape.of(2, 1), scale, (byte) 126, (byte) 100);
    TrainerConfig config =
        TrainingData.crossEntropy(new AlignedSgd(-4), 1).withTrainable(Trainable.channels(0, 0));
    Trainer trainer = new Trainer(new Model(spec, List.of(weights)), config);
    for (int step = 0; step < 5; step++) {
      trainer.add(new byte[] {100}, 0);
      trainer.step();
      assertThat(trainer.model().parameters())
          .containsExactly(Int8Tensor.of(Shape.of(2, 1), scale, (byte) 127, (byte) 100));
    }
    Trainer all =
        new Trainer(new Model(spec, List.of(weights)), config.withTrainable(Trainable.ALL));
    all.add(new byte[] {100}, 0);
    all.step();
    assertThat(all.model().parameters().get(0).scale()).isNotEqualTo(scale);
  }

  @Test
  void aStepOnChannelsAllocatesNothing() {
    Trainer trainer =
        new Trainer(
            initial(), config(new AlignedSgd(3), Trainable.channels(3, 1)).withBatchSize(1));
    byte[] features = new byte[12];
    Runnable many =
        () -> {
          for (int i = 0; i < 300; i++) {
            trainer.add(features, 1);
            trainer.step();
          }
        };
    many.run();
    Allocation.assertNone(many, 300);
  }
}
