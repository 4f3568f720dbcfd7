package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Add;
import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;
import io.tintin.core.loss.AbsoluteError;
import io.tintin.core.loss.BinaryCrossEntropy;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.NitiCrossEntropy;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.GraphBuilder;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Lion;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every layer with every loss, update rule and rescaling: trains and goes on from its checkpoint
 * with the same bits, or is refused when it is built. A new kind has to be entered here.
 */
class CombinationsTest {
  private static final Shape IMAGE = Shape.of(4, 4, 2);
  private static final int BATCH = 3;
  private static final List<Layer> LAYERS =
      List.of(
          new Add(),
          new AveragePool1d(3, 1),
          new AveragePool2d(2, 1),
          new Concat(),
          new Conv1d(2, 2, 3, 1, 1, 1, 1, true),
          new Conv2d(2, 2, 3, 3, 1, 1, 1, 1, true),
          new Dense(4, 4),
          new Dropout(Dropout.Rate.HALF),
          new Flatten(),
          new GlobalAveragePool(),
          new LayerNorm(2),
          new LeakyRelu(2),
          new MaxPool1d(3, 2),
          new MaxPool2d(3, 1),
          new Relu(),
          new Tanh());
  private static final List<Loss> LOSSES =
      List.of(
          new AbsoluteError(Scale.powerOfTwo(-6)),
          new BinaryCrossEntropy(),
          new CrossEntropy(),
          new NitiCrossEntropy(),
          new SquaredError(Scale.powerOfTwo(-6), 100));
  private static final List<UpdateRule> RULES =
      List.of(
          new AlignedSgd(2),
          new Lion(1 << 9, 230, 253, 1000),
          new MomentumSgd(1 << 13, 230, 1000, Rounding.STOCHASTIC),
          new NitiSgd(3));

  @Test
  void everyKindIsEntered() {
    assertThat(kindsOf(LAYERS)).isEqualTo(permitted(Layer.class));
    assertThat(kindsOf(LOSSES)).isEqualTo(permitted(Loss.class));
    assertThat(kindsOf(RULES)).isEqualTo(permitted(UpdateRule.class));
  }

  private static Set<Class<?>> kindsOf(List<?> values) {
    return values.stream().map(Object::getClass).collect(Collectors.toSet());
  }

  static Set<Class<?>> permitted(Class<?> sealed) {
    assertThat(sealed.isSealed()).isTrue();
    return Arrays.stream(sealed.getPermittedSubclasses())
        .flatMap(kind -> kind.isSealed() ? permitted(kind).stream() : Stream.of(kind))
        .collect(Collectors.toSet());
  }

  /** The layer between two others that have parameters. */
  private static ModelSpec specWith(Layer layer, int outputs) {
    if (layer instanceof Conv1d || layer instanceof MaxPool1d || layer instanceof AveragePool1d) {
      Layer first = new Conv1d(2, 2, 1, 1, 0, 1, 1, true);
      Shape sequence = Shape.of(16, 2);
      int features = layer.outputShape(sequence).size();
      return ModelSpec.of(sequence, first, layer, new Flatten(), new Dense(features, outputs));
    }
    GraphBuilder graph = new GraphBuilder(IMAGE);
    int before = graph.add(new Conv2d(2, 2, 1));
    if (layer instanceof Dense) {
      graph.add(new Flatten());
      graph.add(new Dense(IMAGE.size(), 4));
      graph.add(layer);
      graph.add(new Dense(4, outputs));
      return graph.build();
    }
    boolean joins = layer instanceof Add || layer instanceof Concat;
    int after = joins ? graph.add(layer, before, GraphBuilder.INPUT) : graph.add(layer, before);
    int features =
        layer.outputShape(joins ? new Shape[] {IMAGE, IMAGE} : new Shape[] {IMAGE}).size();
    if (!(layer instanceof Flatten || layer instanceof GlobalAveragePool)) {
      after = graph.add(new Flatten(), after);
    }
    graph.add(new Dense(features, outputs), after);
    return graph.build();
  }

  private static List<TrainerConfig> configs() {
    List<TrainerConfig> configs = new ArrayList<>();
    for (Loss loss : LOSSES) {
      for (UpdateRule rule : RULES) {
        for (Rescaling rescaling : Rescaling.values()) {
          configs.add(
              TrainerConfig.DEFAULT
                  .withLoss(loss)
                  .withRule(rule)
                  .withRescaling(rescaling)
                  .withBatchSize(BATCH)
                  .withSeed(7));
        }
      }
    }
    return configs;
  }

  @Test
  void everyCombinationTrainsAndGoesOnFromItsCheckpoint() throws MalformedCheckpointException {
    List<TrainerConfig> configs = configs();
    int combinations = 0;
    for (Layer layer : LAYERS) {
      Model model = Model.initial(specWith(layer, 3), new RandomSource(11));
      for (TrainerConfig config : configs) {
        check(model, config, layer + " " + config);
        combinations++;
        if (config.rescaling().allowsSplitBatches()) {
          check(model, config.withPassSize(2), layer + " in passes, " + config);
        }
      }
    }
    assertThat(combinations).isEqualTo(LAYERS.size() * LOSSES.size() * RULES.size() * 4);
  }

  private static void check(Model model, TrainerConfig config, String name)
      throws MalformedCheckpointException {
    Trainer trainer = new Trainer(model, config);
    step(trainer);
    byte[] between = CheckpointCodec.encode(trainer.checkpoint());
    step(trainer);
    Trainer resumed = Trainer.resume(CheckpointCodec.decode(between));
    assertThat(CheckpointCodec.encode(resumed.checkpoint())).as(name).isEqualTo(between);
    step(resumed);
    byte[] after = CheckpointCodec.encode(trainer.checkpoint());
    assertThat(CheckpointCodec.encode(resumed.checkpoint())).as(name).isEqualTo(after);
    assertThat(trainer.model()).as(name).isEqualTo(resumed.model()).isNotEqualTo(model);
  }

  private static void step(Trainer trainer) {
    RandomSequence draws = new RandomSequence(new RandomSource(trainer.stepCount() + 1), 0);
    Loss loss = trainer.config().loss();
    for (int e = 0; e < BATCH; e++) {
      byte[] features = new byte[IMAGE.size()];
      for (int i = 0; i < features.length; i++) {
        features[i] = (byte) (draws.nextBelow(255) - 127);
      }
      if (isOfOneLabel(loss)) {
        trainer.add(features, draws.nextBelow(3));
      } else if (loss instanceof BinaryCrossEntropy) {
        trainer.add(features, new int[] {draws.nextBelow(2), 0, 1});
      } else {
        trainer.add(features, new int[] {draws.nextBelow(255) - 127, 3, -100});
      }
    }
    trainer.step();
  }

  private static boolean isOfOneLabel(Loss loss) {
    return loss.targetSize(3) == 1;
  }

  @Test
  void aCrossEntropyOfOneClassIsRefusedWithAnyLayer() {
    for (Layer layer : LAYERS) {
      Model model = Model.initial(specWith(layer, 1), new RandomSource(11));
      for (TrainerConfig config : configs()) {
        if (!isOfOneLabel(config.loss())) {
          assertThat(new Trainer(model, config).stepCount()).isZero();
        } else {
          assertThatThrownBy(() -> new Trainer(model, config))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("cross-entropy classes must be in [2, 2047]: 1");
        }
      }
    }
  }

  @Test
  void passesOfARescalingThatLooksAtTheBatchAreRefused() {
    for (TrainerConfig config : configs()) {
      if (!config.rescaling().allowsSplitBatches()) {
        assertThatThrownBy(() -> config.withPassSize(1))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "passSize must be 3, the batch size, as "
                    + config.rescaling()
                    + " rescaling looks at a whole batch: 1");
      }
    }
  }
}
