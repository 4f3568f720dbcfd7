package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Lion;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.Schedule;
import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However a step is split over passes and threads, it has the same bits. */
class PassesTest {
  private static final int BATCH = 19;
  private static final int STEPS = 40;
  private static final ExecutorService EXECUTOR = Executors.newFixedThreadPool(3);

  @AfterAll
  static void shutDown() {
    EXECUTOR.shutdownNow();
  }

  static Stream<TrainerConfig> configs() {
    return Stream.of(
            TrainingData.crossEntropy(new AlignedSgd(3), BATCH),
            TrainingData.squaredError(new AlignedSgd(3), BATCH),
            TrainingData.squaredError(new NitiSgd(3), BATCH))
        .map(config -> config.withRescaling(Rescaling.TRACKED))
        .map(config -> config.withSchedule(Schedule.linear(50).withWarmUp(5)));
  }

  /** The losses and the checkpoint of steps, some of which have batches that are not full. */
  private static List<Object> run(Trainer trainer, int from, int to) {
    List<Object> seen = new ArrayList<>();
    for (int step = from; step < to; step++) {
      int examples = step % 5 == 0 ? 1 + step % BATCH : BATCH;
      for (int e = 0; e < examples; e++) {
        TrainingData.add(trainer, step * BATCH + e);
      }
      seen.add(trainer.step());
    }
    seen.add(trainer.model());
    return seen;
  }

  private static List<Object> run(TrainerConfig config, int threads) {
    return run(new Trainer(TrainingData.model(), config, threads, EXECUTOR), 0, STEPS);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void noBitDependsOnPassesOrThreads(TrainerConfig config) {
    List<Object> whole = run(new Trainer(TrainingData.model(), config), 0, STEPS);
    for (int passSize : new int[] {1, 3, 7, 16, BATCH}) {
      assertThat(run(new Trainer(TrainingData.model(), config.withPassSize(passSize)), 0, STEPS))
          .as("passes of %s", passSize)
          .isEqualTo(whole);
      for (int threads : new int[] {1, 2, 4}) {
        assertThat(run(config.withPassSize(passSize), threads))
            .as("passes of %s on %s threads", passSize, threads)
            .isEqualTo(whole);
      }
    }
    assertThat(whole.get(STEPS)).isNotEqualTo(TrainingData.model());
  }

  /** More threads than passes: some have nothing to do. */
  @Test
  void aBatchOfOneOnSeveralThreadsIsOnePass() {
    TrainerConfig config =
        TrainingData.crossEntropy(new AlignedSgd(3), 1).withRescaling(Rescaling.TRACKED);
    Trainer one = new Trainer(TrainingData.model(), config);
    Trainer several = new Trainer(TrainingData.model(), config, 4, EXECUTOR);
    for (int e = 0; e < 50; e++) {
      TrainingData.add(one, e);
      TrainingData.add(several, e);
      assertThat(several.step()).isEqualTo(one.step());
    }
    assertThat(several.model()).isEqualTo(one.model());
  }

  static Stream<TrainerConfig> configsOfManyWeights() {
    TrainerConfig config = TrainerConfig.DEFAULT.withBatchSize(8).withRescaling(Rescaling.TRACKED);
    return Stream.of(
        config.withRule(new MomentumSgd(1 << 18, 224)), // so fast that scales have to follow
        config.withRule(new MomentumSgd(1 << 18, 224, 0, Rounding.NEAREST)),
        config.withRule(new AlignedSgd(0)),
        config.withRule(new Lion(1 << 12)),
        config.withRule(new MomentumSgd(1 << 18, 224)).withTrainable(Trainable.channels(0, 2, 5)));
  }

  /** Parameters of several parts, some of which wait for the others. */
  @ParameterizedTest
  @MethodSource("configsOfManyWeights")
  void manyWeightsAreUpdatedInPartsWithTheSameBits(TrainerConfig config) {
    ModelSpec spec = ModelSpec.of(Shape.of(900), new Dense(900, 30), new Dense(30, 3));
    Model model = Model.initial(spec, new RandomSource(7));
    Trainer whole = new Trainer(model, config);
    Trainer inPasses = new Trainer(model, config.withPassSize(3));
    Trainer shared = new Trainer(model, config, 3, EXECUTOR);
    RandomSequence draws = new RandomSequence(new RandomSource(5), 0);
    for (int step = 0; step < 40; step++) {
      for (int e = 0; e < 8; e++) {
        byte[] features = new byte[900];
        for (int i = 0; i < features.length; i++) {
          features[i] = (byte) (draws.nextBelow(255) - 127);
        }
        int label = draws.nextBelow(3);
        Stream.of(whole, inPasses, shared).forEach(trainer -> trainer.add(features, label));
      }
      long loss = whole.step();
      assertThat(inPasses.step()).isEqualTo(loss);
      assertThat(shared.step()).isEqualTo(loss);
    }
    assertThat(inPasses.model()).isEqualTo(whole.model()).isNotEqualTo(model);
    assertThat(shared.model()).isEqualTo(whole.model());
  }

  @Test
  void imagesHaveTheSameBitsInPassesAndOnThreads() {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(6, 6, 2),
            new Conv2d(2, 4, 3, 3, 1, 1, 1, 1, true),
            new Relu(),
            new MaxPool2d(3, 1),
            new Flatten(),
            new Dense(64, 3));
    Model model = Model.initial(spec, new RandomSource(7));
    TrainerConfig config = TrainingData.crossEntropy(new AlignedSgd(3), 8);
    TrainerConfig tracked = config.withRescaling(Rescaling.TRACKED);
    Model whole = trainedOnImages(new Trainer(model, tracked));
    for (int passSize : new int[] {1, 3, 8}) {
      TrainerConfig split = tracked.withPassSize(passSize);
      assertThat(trainedOnImages(new Trainer(model, split))).isEqualTo(whole);
      assertThat(trainedOnImages(new Trainer(model, split, 3, EXECUTOR))).isEqualTo(whole);
    }
    assertThat(trainedOnImages(new Trainer(model, config))).isNotEqualTo(whole);
  }

  private static Model trainedOnImages(Trainer trainer) {
    RandomSequence draws = new RandomSequence(new RandomSource(5), 0);
    for (int step = 0; step < 20; step++) {
      for (int e = 0; e < 8; e++) {
        byte[] features = new byte[72];
        for (int i = 0; i < features.length; i++) {
          features[i] = (byte) (draws.nextBelow(255) - 127);
        }
        trainer.add(features, draws.nextBelow(3));
      }
      trainer.step();
    }
    return trainer.model();
  }

  @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
  void aRunResumedOnOtherThreadsHasTheSameBits(
      @ForAll @IntRange(min = 0, max = STEPS) int step,
      @ForAll @IntRange(min = 1, max = BATCH) int passSize,
      @ForAll @IntRange(min = 1, max = 4) int before,
      @ForAll @IntRange(min = 1, max = 4) int after)
      throws MalformedCheckpointException {
    ExecutorService executor = Executors.newFixedThreadPool(3);
    TrainerConfig config = configs().findFirst().orElseThrow().withPassSize(passSize);
    Trainer whole = new Trainer(TrainingData.model(), config);
    run(whole, 0, step);
    byte[] expected = CheckpointCodec.encode(whole.checkpoint());
    Trainer first = new Trainer(TrainingData.model(), config, before, executor);
    run(first, 0, step);
    byte[] saved = CheckpointCodec.encode(first.checkpoint());
    assertThat(saved).isEqualTo(expected);
    Trainer resumed = Trainer.resume(CheckpointCodec.decode(saved), after, executor);
    assertThat(run(resumed, step, STEPS)).isEqualTo(run(whole, step, STEPS));
    // The checkpoint holds the tracked exponents, so they are equal too.
    assertThat(CheckpointCodec.encode(resumed.checkpoint()))
        .isEqualTo(CheckpointCodec.encode(whole.checkpoint()));
    executor.shutdownNow();
  }

  /** Was a bug: without exponents each thread would have set its own. */
  @Test
  void aCheckpointWithoutExponentsIsResumedWithTheSameBits() {
    TrainerConfig config = configs().findFirst().orElseThrow().withPassSize(3);
    TrainingState none = TrainingState.empty(TrainingData.model().spec(), config.rule());
    Checkpoint bare = new Checkpoint(TrainingData.model(), config, 6, none);
    List<Object> one = run(Trainer.resume(bare), 6, STEPS);
    assertThat(run(Trainer.resume(bare, 3, EXECUTOR), 6, STEPS)).isEqualTo(one);
  }

  @Test
  void splitBatchesNeedTrackedRescaling() {
    for (Rescaling rescaling : new Rescaling[] {Rescaling.DYNAMIC, Rescaling.COMPOUND}) {
      TrainerConfig config =
          TrainingData.crossEntropy(new AlignedSgd(3), 4).withRescaling(rescaling);
      assertThatThrownBy(() -> config.withPassSize(3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "passSize must be 4, the batch size, as %s rescaling looks at a whole batch: 3",
              rescaling);
      assertThatThrownBy(() -> new Trainer(TrainingData.model(), config, 2, EXECUTOR))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("threads must be 1, as %s rescaling looks at a whole batch: 2", rescaling);
      assertThat(run(config.withBatchSize(BATCH), 1))
          .isEqualTo(run(new Trainer(TrainingData.model(), config.withBatchSize(BATCH)), 0, STEPS));
    }
    TrainerConfig tracked = configs().findFirst().orElseThrow();
    assertThatThrownBy(() -> tracked.withPassSize(3).withRescaling(Rescaling.DYNAMIC))
        .hasMessageStartingWith("passSize must be 19, the batch size, as DYNAMIC");
    for (int passSize : new int[] {0, -1, 20}) {
      assertThatThrownBy(() -> tracked.withPassSize(passSize))
          .hasMessage("passSize must be in [1, 19], the batch size: " + passSize);
    }
    for (int threads : new int[] {0, -1}) {
      assertThatThrownBy(() -> new Trainer(TrainingData.model(), tracked, threads, EXECUTOR))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("threads must be at least 1: " + threads);
    }
  }

  /**
   * The executor's only thread is held, then late: it helps from the step on in which it is free.
   */
  @Test
  void aThreadThatIsBusyElsewhereCostsOnlyItsHelp() throws InterruptedException {
    TrainerConfig config = configs().findFirst().orElseThrow().withPassSize(3);
    List<Object> one = run(new Trainer(TrainingData.model(), config), 0, STEPS);
    ExecutorService busy = Executors.newFixedThreadPool(1);
    CountDownLatch free = new CountDownLatch(1);
    busy.execute(() -> awaitUninterruptibly(free));
    Trainer trainer = new Trainer(TrainingData.model(), config, 2, busy);
    List<Object> seen = losses(run(trainer, 0, STEPS / 2));
    free.countDown();
    seen.addAll(run(trainer, STEPS / 2, STEPS));
    assertThat(seen).isEqualTo(one);
    busy.shutdown();
    assertThat(busy.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anExecutorThatTakesNoMoreCostsOnlyItsHelp() {
    TrainerConfig config = configs().findFirst().orElseThrow().withPassSize(3);
    List<Object> one = run(new Trainer(TrainingData.model(), config), 0, STEPS);
    ExecutorService closed = Executors.newFixedThreadPool(1);
    Trainer trainer = new Trainer(TrainingData.model(), config, 2, closed);
    List<Object> seen = losses(run(trainer, 0, STEPS / 2));
    closed.shutdownNow();
    seen.addAll(run(trainer, STEPS / 2, STEPS));
    assertThat(seen).isEqualTo(one);
  }

  /** Without the model at the end. */
  private static List<Object> losses(List<Object> seen) {
    return new ArrayList<>(seen.subList(0, seen.size() - 1));
  }
}
