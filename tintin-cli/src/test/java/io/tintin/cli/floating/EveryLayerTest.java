package io.tintin.cli.floating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.tintin.cli.floating.NaiveNet.Example;
import io.tintin.core.layer.Layer;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Scale;
import io.tintin.core.train.Predictor;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All layers and losses of the core have a float32 form. A new kind has to be entered here. */
class EveryLayerTest {
  private static final Scale INPUT_SCALE = Scale.powerOfTwo(-5);
  private static final Scale OUTPUT_STEP = Scale.powerOfTwo(-16);

  @Test
  void everyKindIsEntered() {
    Stream<Layer> layers = Nets.everyLayer().flatMap(spec -> spec.layers().stream());
    assertThat(kindsOf(layers)).isEqualTo(permitted(Layer.class));
    assertThat(kindsOf(FloatLossTest.everyLoss())).isEqualTo(permitted(Loss.class));
  }

  private static Set<Class<?>> kindsOf(Stream<?> values) {
    return values.map(Object::getClass).collect(Collectors.toSet());
  }

  private static Set<Class<?>> permitted(Class<?> sealed) {
    assertThat(sealed.isSealed()).isTrue();
    return Arrays.stream(sealed.getPermittedSubclasses()).collect(Collectors.toSet());
  }

  private static FloatTrainer trainer(ModelSpec spec, float rate) {
    FloatConfig config = new FloatConfig(new CrossEntropy(), INPUT_SCALE, 4, rate);
    return new FloatTrainer(Fixtures.randomModel(spec), config);
  }

  private static List<Example> examples(ModelSpec spec) {
    return Fixtures.examples(spec.input().size(), 1, Nets.OUTPUTS, 4);
  }

  /** To within what int8 activations lose. */
  @ParameterizedTest
  @MethodSource("io.tintin.cli.floating.Nets#everyLayer")
  void predictionsAreNearlyThoseOfIntegers(ModelSpec spec) {
    Model model = Fixtures.randomModel(spec);
    FloatPredictor floating = trainer(spec, 0).predictor();
    Predictor integer = new Predictor(model, INPUT_SCALE);
    List<Example> examples = examples(spec);
    examples.forEach(example -> floating.add(example.features()));
    floating.run();
    double worst = 0;
    double largest = 0;
    for (int e = 0; e < examples.size(); e++) {
      integer.run(examples.get(e).features());
      for (int o = 0; o < Nets.OUTPUTS; o++) {
        double exact = floating.output(e, o);
        double nearly = Math.scalb(integer.output(o, OUTPUT_STEP), OUTPUT_STEP.shift());
        worst = Math.max(worst, Math.abs(nearly - exact));
        largest = Math.max(largest, Math.abs(exact));
      }
    }
    assertThat(worst).isCloseTo(0, within(0.05 * largest));
  }

  @ParameterizedTest
  @MethodSource("io.tintin.cli.floating.Nets#everyLayer")
  void learns(ModelSpec spec) {
    FloatTrainer trainer = trainer(spec, 0.05f);
    List<Example> batch = brightByClass(spec);
    double first = Fixtures.step(trainer, batch, 1);
    double loss = 0;
    for (int step = 0; step < 300; step++) {
      loss = Fixtures.step(trainer, batch, 1);
    }
    assertThat(loss).isLessThan(first / 2);
  }

  /** So that a mean over all pixels can tell the classes too. */
  private static List<Example> brightByClass(ModelSpec spec) {
    List<Example> examples = examples(spec);
    for (Example example : examples) {
      byte[] features = example.features();
      for (int i = 0; i < features.length; i++) {
        features[i] += (byte) (50 * (example.targets()[0] - 1));
      }
    }
    return examples;
  }

  @ParameterizedTest
  @MethodSource("io.tintin.cli.floating.Nets#everyLayer")
  void aStepAllocatesNothing(ModelSpec spec) {
    FloatTrainer trainer = trainer(spec, 0.05f);
    byte[] features = new byte[spec.input().size()];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int step = 0; step < 50; step++) { // the first ones load classes
      long before = threads.getThreadAllocatedBytes(id);
      while (!trainer.isFull()) {
        trainer.add(features, 1);
      }
      trainer.step(1);
      least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
    }
    assertThat(least).isLessThan(200); // what counting takes
  }
}
