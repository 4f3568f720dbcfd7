package io.tintin.cli.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.cli.onnx.OrtModel.Setup;
import io.tintin.core.layer.Add;
import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.Tanh;
import io.tintin.core.model.GraphBuilder;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.FrozenModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each layer rounds, at every value that it can meet. */
class OnnxLayersTest {
  /** So a new layer without a converter fails here, and one that has some is tested. */
  @Test
  void everyKindOfLayerIsExportedAndToldOf() throws Exception {
    Set<Class<?>> kinds = Set.of(Layer.class.getPermittedSubclasses());
    String page = Files.readString(Path.of("../docs/onnx.md"));
    Set<Class<?>> exported =
        Models.specs().values().stream()
            .flatMap(spec -> spec.layers().stream())
            .map(Layer::getClass)
            .collect(Collectors.toSet());
    assertThat(kinds).hasSizeGreaterThan(13);
    assertThat(exported).isEqualTo(kinds);
    assertThat(kinds).allSatisfy(kind -> assertThat(page).contains("`" + kind.getSimpleName()));
  }

  @ParameterizedTest
  @ValueSource(ints = {-20, -9, -7, -4, -1, 3, 90})
  void everyValueHasItsTangentAndItsLeak(int shift) throws Exception {
    for (Layer layer : List.of(new Tanh(), new LeakyRelu(1), new LeakyRelu(3), new LeakyRelu(7))) {
      ModelSpec spec = ModelSpec.of(Shape.of(1), layer);
      assertSame(frozen(spec, Scale.of(shift, 2, -1), 0), all(1));
    }
  }

  /** Each sum of a window, from which 0 to 8 bits are dropped after the division. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 6, 7, 12})
  void everySumHasItsMean(int count) throws Exception {
    ModelSpec spec = ModelSpec.of(Shape.of(count, 1), new GlobalAveragePool());
    List<byte[]> examples = new ArrayList<>();
    for (int sum = -127 * count; sum <= 127 * count; sum++) {
      byte[] values = new byte[count];
      for (int i = 0, left = sum; i < count; i++) {
        values[i] = (byte) Math.max(-127, Math.min(127, left));
        left -= values[i];
      }
      examples.add(values);
    }
    for (int dropped = 0; dropped <= 8; dropped++) {
      assertSame(frozen(spec, Scale.of(-3, 1, 1), -3 - 8 + dropped), examples);
    }
  }

  @Test
  void theLargestWindowsAreExact() throws Exception {
    ModelSpec pool =
        ModelSpec.of(Shape.of(181, 181, 1), new AveragePool2d(181), new Conv2d(1, 1, 1));
    ModelSpec mean = ModelSpec.of(Shape.of(33_025, 1), new GlobalAveragePool());
    ModelSpec window = ModelSpec.of(Shape.of(33_025, 1), new AveragePool1d(33_025), new Flatten());
    for (ModelSpec spec : List.of(pool, mean, window)) {
      assertSame(
          Models.frozen(spec, 3, -1),
          Models.examples(spec.input(), 6, 1),
          Setup.all().subList(0, 4));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -3, 7, 9})
  void everyPairHasItsSumAndItsConcatenation(int shift) throws Exception {
    for (Layer layer : List.of(new Add(), new Concat())) {
      GraphBuilder graph = new GraphBuilder(Shape.of(2));
      int left = graph.add(new Dense(2, 1, false), GraphBuilder.INPUT);
      int right = graph.add(new Dense(2, 1, false), GraphBuilder.INPUT);
      graph.add(layer, left, right);
      Shape weights = Shape.of(1, 2);
      Model model =
          new Model(
              graph.build(),
              List.of(
                  Int8Tensor.of(weights, Scale.powerOfTwo(0), (byte) 1, (byte) 0),
                  Int8Tensor.of(weights, Scale.of(shift, 2, 1), (byte) 0, (byte) 1)));
      for (int dropped : new int[] {0, 3, 8, 9}) {
        List<Integer> shifts = List.of(-99, -99, Math.max(shift, 0) - 8 + dropped);
        assertSame(new FrozenModel(model, Scale.UNIT, shifts), all(2));
      }
    }
  }

  @Test
  void everyPairIsNormalised() throws Exception {
    ModelSpec spec = ModelSpec.of(Shape.of(2), new LayerNorm(2));
    assertSame(Models.frozen(spec, 5, -4), all(2), Setup.all().subList(0, 4));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1000, 65_536})
  void fewAndManyValuesAreNormalised(int size) throws Exception {
    ModelSpec spec = ModelSpec.of(Shape.of(size), new LayerNorm(size));
    List<byte[]> examples = Models.examples(spec.input(), 12, size);
    for (int value : new int[] {0, 1, 127}) {
      byte[] level = new byte[size];
      Arrays.fill(level, (byte) value);
      level[size / 2] = (byte) (value - 1);
      examples.add(level);
    }
    assertSame(Models.frozen(spec, 7, -5), examples, Setup.all().subList(0, 4));
  }

  @Test
  void aBiasOfANormalisationThatFloat32CouldRoundIsRefused() {
    ModelSpec spec = ModelSpec.of(Shape.of(1), new LayerNorm(1));
    Model model =
        new Model(
            spec,
            List.of(
                Int8Tensor.of(Shape.of(1), Scale.UNIT, (byte) 1),
                Int8Tensor.of(Shape.of(1), Scale.powerOfTwo(13), (byte) 65)));

    assertThatThrownBy(() -> OnnxExport.of(new FrozenModel(model, Scale.UNIT, List.of(0))))
        .hasMessage(
            "layer 0 LayerNorm[features=1]: accumulator must be at most 2^24, or float32 could"
                + " round it: 17039487");
  }

  /** One output exponent for all layers. */
  private static FrozenModel frozen(ModelSpec spec, Scale inputScale, int shift) {
    List<Integer> shifts = Collections.nCopies(spec.nodes().size(), shift);
    return new FrozenModel(new Model(spec, List.of()), inputScale, shifts);
  }

  /** All values, or all pairs of values. */
  private static List<byte[]> all(int size) {
    List<byte[]> all = new ArrayList<>();
    for (int first = -127; first <= 127; first++) {
      for (int second = -127; second <= (size == 1 ? -127 : 127); second++) {
        all.add(size == 1 ? new byte[] {(byte) first} : new byte[] {(byte) first, (byte) second});
      }
    }
    return all;
  }

  private static void assertSame(FrozenModel frozen, List<byte[]> examples) throws Exception {
    assertSame(frozen, examples, Setup.all());
  }

  private static void assertSame(FrozenModel frozen, List<byte[]> examples, List<Setup> setups)
      throws Exception {
    OnnxExport export = OnnxExport.of(frozen);
    byte[][] expected = OnnxExactnessTest.predict(frozen, examples, export.outputScale());
    for (Setup setup : setups) {
      try (OrtModel model = new OrtModel(export.toBytes(), frozen.model().spec().input(), setup)) {
        assertThat(model.run(examples).outputs()).as("%s", setup).isDeepEqualTo(expected);
      }
    }
  }
}
