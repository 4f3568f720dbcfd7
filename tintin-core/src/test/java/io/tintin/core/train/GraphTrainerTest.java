package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.layer.Add;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.GraphBuilder;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GraphTrainerTest {
  private static final int BATCH = 5;

  private static final TrainerConfig CONFIG =
      TrainerConfig.DEFAULT
          .withLoss(new SquaredError(Scale.powerOfTwo(-6)))
          .withRule(new AlignedSgd(3))
          .withBatchSize(BATCH)
          .withInputScale(Scale.powerOfTwo(-6))
          .withSeed(77);

  private static byte[] drawn(RandomSequence draws, int size) {
    byte[] values = new byte[size];
    for (int i = 0; i < size; i++) {
      values[i] = (byte) (draws.nextBelow(255) - 127);
    }
    return values;
  }

  /** Buffers of the way back are used again and again, but never while somebody reads them. */
  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void aTrainerHasTheBitsOfOneThatSharesNoBuffer(@ForAll boolean isFlat, @ForAll long seed) {
    assertSameBits(RandomGraph.draw(isFlat, seed), seed);
  }

  private static void assertSameBits(ModelSpec spec, long seed) {
    Model model = Model.initial(spec, new RandomSource(seed));
    Trainer trainer = new Trainer(model, CONFIG);
    NaiveTraining naive = new NaiveTraining(model, CONFIG);
    RandomSequence draws = new RandomSequence(new RandomSource(seed).stream(1), 0);
    int outputs = spec.output().size();
    for (int step = 0; step < 3; step++) {
      byte[][] examples = new byte[BATCH][];
      int[] targets = new int[outputs * BATCH];
      for (int b = 0; b < BATCH; b++) {
        examples[b] = drawn(draws, spec.input().size());
        int[] ofExample = new int[outputs];
        for (int o = 0; o < outputs; o++) {
          ofExample[o] = draws.nextBelow(255) - 127;
          targets[o * BATCH + b] = ofExample[o];
        }
        trainer.add(examples[b], ofExample);
      }
      trainer.step();
      naive.step(examples, targets);
      assertThat(trainer.model()).as("step %s of %s", step, spec).isEqualTo(naive.model());
    }
    if (!spec.parameterShapes().isEmpty()) {
      assertThat(trainer.model()).isNotEqualTo(model);
    }
  }

  @Test
  void aValueMayBeTakenTwiceByOneLayerAndByFour() {
    GraphBuilder graph = new GraphBuilder(Shape.of(3));
    int x = graph.add(new Dense(3, 4));
    int twice = graph.add(new Add(), x, x);
    int relu = graph.add(new Relu(), x);
    int norm = graph.add(new LayerNorm(4), x);
    int all = graph.add(new Concat(), twice, relu, norm, x, x);
    graph.add(new Dense(20, 2), all);
    for (int seed = 0; seed < 5; seed++) {
      assertSameBits(graph.build(), seed);
    }
  }

  /** Of 2 to 4 buffers, one for the gradient by the output of each of 30 blocks would be 90. */
  @Test
  void residualBlocksShareFewGradients() {
    ModelSpec spec = residual(30);
    Workspace workspace =
        new Workspace(
            new Parameters(spec), 1, Rescaling.DYNAMIC.newRequantizers(spec.nodes().size()), true);
    boolean[] isTrained = new boolean[spec.nodes().size()];
    Arrays.fill(isTrained, true);
    Backward backward = new Backward(workspace, Rescaling.DYNAMIC, isTrained);
    assertThat(backward.gradientBytes() / workspace.largestValue()).isLessThanOrEqualTo(4);
  }

  private static ModelSpec residual(int blocks) {
    GraphBuilder graph = new GraphBuilder(Shape.of(6));
    int trunk = graph.add(new Dense(6, 6));
    for (int block = 0; block < blocks; block++) {
      graph.add(new Relu());
      int branch = graph.add(new Dense(6, 6));
      trunk = graph.add(new Add(), trunk, branch);
    }
    graph.add(new Dense(6, 2));
    return graph.build();
  }

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void trackedBitsDoNotDependOnThePassSize(@ForAll boolean isFlat, @ForAll long seed) {
    ModelSpec spec = RandomGraph.draw(isFlat, seed);
    Model whole = tracked(spec, seed, BATCH, 12);
    for (int passSize : new int[] {1, 2, 3}) {
      assertThat(tracked(spec, seed, passSize, 12)).as("passes of %s", passSize).isEqualTo(whole);
    }
  }

  private static Model tracked(ModelSpec spec, long seed, int passSize, int steps) {
    Trainer trainer = new Trainer(Model.initial(spec, new RandomSource(seed)), tracked(passSize));
    train(trainer, seed, 0, steps);
    return trainer.model();
  }

  private static TrainerConfig tracked(int passSize) {
    return CONFIG.withRescaling(Rescaling.TRACKED).withPassSize(passSize);
  }

  private static void train(Trainer trainer, long seed, int from, int to) {
    ModelSpec spec = trainer.model().spec();
    for (int step = from; step < to; step++) {
      RandomSequence draws = new RandomSequence(new RandomSource(seed).stream(step), 0);
      for (int b = 0; b < BATCH; b++) {
        byte[] features = drawn(draws, spec.input().size());
        int[] targets = new int[spec.output().size()];
        for (int t = 0; t < targets.length; t++) {
          targets[t] = draws.nextBelow(255) - 127;
        }
        trainer.add(features, targets);
      }
      trainer.step();
    }
  }

  @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
  void threadsAndCheckpointsGiveTheSameBits(@ForAll boolean isFlat, @ForAll long seed)
      throws MalformedCheckpointException {
    ModelSpec spec = RandomGraph.draw(isFlat, seed);
    Model whole = tracked(spec, seed, BATCH, 12);
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      Model initial = Model.initial(spec, new RandomSource(seed));
      Trainer first = new Trainer(initial, tracked(1), 3, executor);
      train(first, seed, 0, 5);
      byte[] saved = CheckpointCodec.encode(first.checkpoint());
      Trainer second = Trainer.resume(CheckpointCodec.decode(saved), 2, executor);
      train(second, seed, 5, 12);
      assertThat(second.model()).isEqualTo(whole);
    } finally {
      executor.shutdown();
    }
  }

  /** What a random graph is made of; a property that never sees a branch proves nothing. */
  @Test
  void randomGraphsBranch() {
    int branches = 0;
    int twice = 0;
    for (int seed = 0; seed < 100; seed++) {
      ModelSpec spec = RandomGraph.draw(seed % 2 == 0, seed);
      int taken = spec.nodes().stream().mapToInt(node -> node.inputs().size()).sum();
      branches += taken > spec.nodes().size() + 1 ? 1 : 0;
      boolean hasTwice =
          spec.nodes().stream()
              .map(node -> node.inputs())
              .anyMatch(inputs -> inputs.size() > new HashSet<>(inputs).size());
      twice += hasTwice ? 1 : 0;
    }
    assertThat(branches).isGreaterThan(80);
    assertThat(twice).isGreaterThan(40);
  }
}
