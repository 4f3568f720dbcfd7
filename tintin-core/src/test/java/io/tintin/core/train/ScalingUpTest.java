package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Lion;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Scales that get finer after every 64th step do so whatever way the steps are made. */
class ScalingUpTest {
  private static final int STEPS = 200;
  private static final ModelSpec SPEC =
      ModelSpec.of(Shape.of(4), new Dense(4, 6), new Relu(), new Dense(6, 3));

  /** The last ones shrink weights, so that their scales get finer too, not only those of biases. */
  private static final List<UpdateRule> RULES =
      List.of(
          new AlignedSgd(4),
          new MomentumSgd(2000, 224, MomentumSgd.MAX_DECAY, Rounding.STOCHASTIC),
          new Lion(200, 230, 253, MomentumSgd.MAX_DECAY));

  private static TrainerConfig config(UpdateRule rule) {
    return TrainerConfig.DEFAULT
        .withRule(rule)
        .withRescaling(Rescaling.TRACKED)
        .withBatchSize(6)
        .withInputScale(Scale.powerOfTwo(-6))
        .withSeed(8);
  }

  private static Model initial() {
    return Model.initial(SPEC, new RandomSource(4));
  }

  /** Step number {@code t} has the same examples in any trainer. */
  private static Trainer runTo(Trainer trainer, int steps) {
    while (trainer.stepCount() < steps) {
      long step = trainer.stepCount();
      RandomSequence draws = new RandomSequence(new RandomSource(step), 0);
      for (int e = 0; e < 6; e++) {
        byte[] features = new byte[4];
        for (int i = 0; i < features.length; i++) {
          features[i] = (byte) (draws.nextBelow(255) - 127);
        }
        trainer.add(features, features[0] > features[1] ? 0 : 1 + draws.nextBelow(2));
      }
      trainer.step();
    }
    return trainer;
  }

  private static int leastShift(Model model) {
    return model.parameters().stream().mapToInt(p -> p.scale().shift()).min().orElseThrow();
  }

  @TestFactory
  Stream<DynamicTest> noBitDependsOnPassesThreadsOrResumes() {
    return RULES.stream()
        .map(rule -> DynamicTest.dynamicTest(rule.toString(), () -> checkAllWays(rule)));
  }

  private static void checkAllWays(UpdateRule rule) throws Exception {
    TrainerConfig config = config(rule);
    Trainer whole = runTo(new Trainer(initial(), config), 63);
    int before = leastShift(whole.model());
    runTo(whole, 64);
    assertThat(leastShift(whole.model())).as("gets finer").isLessThan(before);
    Checkpoint expected = runTo(whole, STEPS).checkpoint();
    for (int passSize : new int[] {1, 4, 5}) {
      Trainer split = runTo(new Trainer(initial(), config.withPassSize(passSize)), STEPS);
      assertThat(split.model()).as("passes of %s", passSize).isEqualTo(expected.model());
    }
    ExecutorService executor = Executors.newFixedThreadPool(3);
    try {
      for (int threads : new int[] {2, 4}) {
        Trainer shared = runTo(new Trainer(initial(), config, threads, executor), STEPS);
        assertThat(shared.model()).as("%s threads", threads).isEqualTo(expected.model());
      }
    } finally {
      executor.shutdown();
    }
    for (int at : new int[] {1, 62, 63, 64, 65, 127, 128, 129, 191, 192, 199}) {
      byte[] saved = CheckpointCodec.encode(runTo(new Trainer(initial(), config), at).checkpoint());
      Trainer resumed = runTo(Trainer.resume(CheckpointCodec.decode(saved)), STEPS);
      assertThat(CheckpointCodec.encode(resumed.checkpoint()))
          .as("after a resume at step %s", at)
          .isEqualTo(CheckpointCodec.encode(expected));
    }
  }
}
