package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Layer;
import io.tintin.core.loss.AbsoluteError;
import io.tintin.core.loss.BinaryCrossEntropy;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.NitiCrossEntropy;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Lion;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.Schedule;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.Trainable;
import io.tintin.core.train.TrainerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever kind of layer, loss, rule and rounding the Java trainer has: a program has the same
 * bits, or is refused. A new kind in the core fails here until it has an example.
 */
class EveryKindTest {
  /** All pairs, in some minutes, or a third of them, in which each kind occurs. */
  private static final boolean ALL = Boolean.getBoolean("tintin.everyProgram");

  private static final List<ModelSpec> NETS = List.of(Programs.ALL_IMAGES, Programs.ALL_SEQUENCES);

  private static final List<Loss> LOSSES =
      List.of(
          new CrossEntropy(),
          new NitiCrossEntropy(),
          new BinaryCrossEntropy(),
          new SquaredError(Scale.powerOfTwo(-5)),
          new AbsoluteError(Scale.powerOfTwo(-5)));

  @TempDir private Path folder;

  @BeforeEach
  void hasCompiler() {
    HostC.needsCompiler();
  }

  private static List<UpdateRule> rules() {
    List<UpdateRule> all = new ArrayList<>(List.of(new NitiSgd(4), new Lion(2_000, 230, 253, 90)));
    for (Rounding rounding : Rounding.values()) {
      all.add(new AlignedSgd(1, rounding));
      all.add(new MomentumSgd(3_000, 224, 500, rounding));
    }
    return all;
  }

  private static List<Trainable> trainables(ModelSpec net) {
    int first = 0;
    while (net.layers().get(first).parameterShapes().isEmpty()) {
      first++;
    }
    return List.of(
        Trainable.ALL,
        Trainable.lastLayers(2),
        Trainable.allBut(first),
        Trainable.biasOnly(),
        Trainable.channels(first, 1, 3));
  }

  /** The records below a sealed interface. */
  private static Set<Class<?>> kinds(Class<?> sealed) {
    Set<Class<?>> all = new HashSet<>();
    for (Class<?> kind : sealed.getPermittedSubclasses()) {
      all.addAll(kind.isSealed() ? kinds(kind) : Set.of(kind));
    }
    return all;
  }

  private static Set<Class<?>> classes(Collection<?> examples) {
    Set<Class<?>> all = new HashSet<>();
    examples.forEach(example -> all.add(example.getClass()));
    return all;
  }

  @Test
  void everyKindOfTheCoreHasAnExample() {
    List<Layer> layers = new ArrayList<>();
    NETS.forEach(net -> layers.addAll(net.layers()));
    assertThat(classes(layers)).isEqualTo(kinds(Layer.class)).hasSizeGreaterThan(15);
    assertThat(classes(LOSSES)).isEqualTo(kinds(Loss.class));
    assertThat(classes(rules())).isEqualTo(kinds(UpdateRule.class));
    assertThat(classes(trainables(Programs.ALL_IMAGES))).isEqualTo(kinds(Trainable.class));
    Set<Dropout.Rate> rates = new HashSet<>();
    layers.forEach(layer -> rates.addAll(layer instanceof Dropout d ? Set.of(d.rate()) : Set.of()));
    assertThat(rates).containsExactlyInAnyOrder(Dropout.Rate.values());
  }

  private void haveTheBitsOfJava(Map<String, Checkpoint> checkpoints) throws Exception {
    ProgramSuite suite = new ProgramSuite(folder, CExporter.SELF_TEST_STEPS);
    Map<String, String> names = new LinkedHashMap<>();
    checkpoints.forEach((what, checkpoint) -> names.put(suite.add(checkpoint), what));
    List<String> differing = new ArrayList<>();
    suite.differing().forEach(name -> differing.add(names.get(name)));
    assertThat(differing).isEmpty();
  }

  /** Of all pairs, each loss has each rule. */
  @Test
  void everyLayerLossRuleAndRoundingHasTheBitsOfJava() throws Exception {
    Map<String, Checkpoint> all = new LinkedHashMap<>();
    for (int r = 0; r < rules().size(); r++) {
      UpdateRule rule = rules().get(r);
      for (int l = 0; l < LOSSES.size(); l++) {
        if (!ALL && (r + l) % 3 != 0) {
          continue;
        }
        Loss loss = LOSSES.get(l);
        ModelSpec net = NETS.get((r + l) % NETS.size());
        TrainerConfig config = Programs.CONFIG.withLoss(loss).withRule(rule).withBatchSize(2);
        all.put(net.input() + " " + loss + " " + rule, Programs.untrained(net, config));
      }
    }
    haveTheBitsOfJava(all);
  }

  @Test
  void everySelectionAndScheduleHasTheBitsOfJava() throws Exception {
    Map<String, Checkpoint> all = new LinkedHashMap<>();
    int turn = 0;
    for (ModelSpec net : NETS) {
      for (Trainable trainable : trainables(net)) {
        for (UpdateRule rule : rules().subList(0, 4)) { // one of each kind
          if (ALL || turn++ % 7 == 0) {
            TrainerConfig config = Programs.CONFIG.withRule(rule).withTrainable(trainable);
            all.put(net.input() + " " + trainable + " " + rule, Programs.trained(net, config, 20));
          }
        }
      }
      for (Schedule.Decay decay : Schedule.Decay.values()) {
        TrainerConfig config = Programs.CONFIG.withSchedule(new Schedule(decay, 40, 7));
        all.put(net.input() + " " + decay, Programs.trained(net, config, 10));
      }
    }
    haveTheBitsOfJava(all);
  }

  /** Its exponents come from a look at int32 sums of a whole batch, which the C never has. */
  @Test
  void everyOtherRescalingIsRefused() {
    for (Rescaling rescaling : Rescaling.values()) {
      if (rescaling != Rescaling.TRACKED) {
        TrainerConfig config = Programs.CONFIG.withRescaling(rescaling);
        assertThatThrownBy(
                () -> CExporter.export(Programs.untrained(Programs.ALL_IMAGES, config), "net"))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "rescaling must be TRACKED, as the C keeps no int32 tensor to look at: "
                    + rescaling);
      }
    }
  }
}
