package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.layer.Add;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.GraphBuilder;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole runs of graphs; the layout is in the first lines of {@code graph-training.txt}. */
class GraphTrainerGoldenTest {
  private static final int INPUTS = 4;
  private static final int OUTPUTS = 2;
  private static final int STEPS = 20;

  @Test
  void runsOfGraphsHaveTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("graph-training.txt", "run");
    assertThat(cases).hasSize(12);
    cases.forEach(GraphTrainerGoldenTest::checkRun);
  }

  private static void checkRun(GoldenCase c) {
    int batchSize = c.input(1).integer();
    TrainerConfig config =
        TrainerConfig.DEFAULT
            .withLoss(new SquaredError(Scale.powerOfTwo(-6)))
            .withRule(new AlignedSgd(1, Rounding.NEAREST))
            .withBatchSize(batchSize)
            .withInputScale(Scale.powerOfTwo(-6));
    Model initial = Model.initial(spec(c.input(0).text()), new RandomSource(c.input(2).key()));
    Trainer trainer = new Trainer(initial, config);
    long loss = 0;
    for (int step = 0; step < STEPS; step++) {
      RandomSource data = new RandomSource(c.input(3).key()).stream(step);
      RandomSequence draws = new RandomSequence(data, 0);
      for (int e = 0; e < batchSize; e++) {
        byte[] features = new byte[INPUTS];
        for (int i = 0; i < INPUTS; i++) {
          features[i] = (byte) (draws.nextBelow(255) - 127);
        }
        int[] targets = new int[OUTPUTS];
        Arrays.setAll(targets, t -> draws.nextBelow(255) - 127);
        trainer.add(features, targets);
      }
      loss += trainer.step();
    }
    assertThat(loss).as("loss of %s", c).isEqualTo(c.output(0).longInteger());
    List<Int8Tensor> parameters = trainer.model().parameters();
    assertThat(c.outputs()).hasSize(1 + 2 * parameters.size());
    for (int p = 0; p < parameters.size(); p++) {
      Int8Tensor parameter = parameters.get(p);
      assertThat(parameter.toArray()).as("%s of %s", p, c).isEqualTo(c.output(1 + 2 * p).bytes());
      assertThat(parameter.scale()).as("%s of %s", p, c).isEqualTo(c.output(2 + 2 * p).scale());
    }
  }

  private static ModelSpec spec(String layers) {
    GraphBuilder graph = new GraphBuilder(Shape.of(INPUTS));
    for (String node : layers.split("; ")) {
      String[] layerAndInputs = node.split(" of ");
      String[] inputs = layerAndInputs[1].split(" ");
      graph.add(
          layer(layerAndInputs[0].split(" ")),
          Arrays.stream(inputs).mapToInt(Integer::parseInt).toArray());
    }
    return graph.build();
  }

  private static Layer layer(String... words) {
    return switch (words[0]) {
      case "add" -> new Add();
      case "concat" -> new Concat();
      case "relu" -> new Relu();
      case "norm" -> new LayerNorm(Integer.parseInt(words[1]));
      default ->
          new Dense(
              Integer.parseInt(words[1]),
              Integer.parseInt(words[2]),
              Boolean.parseBoolean(words[3]));
    };
  }
}
