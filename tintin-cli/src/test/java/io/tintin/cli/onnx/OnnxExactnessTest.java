package io.tintin.cli.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.cli.onnx.OrtModel.Answer;
import io.tintin.cli.onnx.OrtModel.Setup;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.FrozenModel;
import io.tintin.core.train.Predictor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime gives the bits of {@link Predictor}, at every level of graph optimisation. */
class OnnxExactnessTest {
  @TempDir Path folder;

  static Stream<String> names() {
    return Models.specs().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void outputsAreThoseOfThePredictor(String name) throws Exception {
    ModelSpec spec = Models.specs().get(name);
    for (int slack : new int[] {0, -1, -3, -5, 2}) {
      FrozenModel frozen = Models.frozen(spec, 7L + slack, slack);
      assertSameBits(frozen, Setup.all());
    }
  }

  /** So that equal bits say something. */
  @ParameterizedTest
  @MethodSource("names")
  void outputsOfTheseModelsDiffer(String name) {
    FrozenModel frozen = Models.frozen(Models.specs().get(name), 7, 0);
    List<byte[]> examples = Models.examples(frozen.model().spec().input(), 64, 64);
    Set<Byte> distinct = new HashSet<>();
    for (byte[] outputs : predict(frozen, examples, OnnxExport.of(frozen).outputScale())) {
      for (byte output : outputs) {
        distinct.add(output);
      }
    }
    assertThat(distinct).hasSizeGreaterThan(5);
  }

  @Test
  void mlpsOfManyShapesAgree() throws Exception {
    RandomSequence draws = new RandomSequence(new RandomSource(11), 0);
    for (int i = 0; i < 60; i++) {
      int[] sizes = new int[2 + draws.nextBelow(4)];
      Arrays.setAll(sizes, s -> 1 + draws.nextBelow(90));
      FrozenModel frozen = Models.frozen(Models.mlp(sizes), i, draws.nextBelow(6) - 4);
      assertSameBits(frozen, Setup.all());
    }
  }

  /** Integer operators of ONNX Runtime may saturate in between, depending on the processor. */
  @ParameterizedTest
  @MethodSource("names")
  void noSumIsFusedIntoAnIntegerOperator(String name) throws Exception {
    byte[] onnx = OnnxExport.of(Models.frozen(Models.specs().get(name), 3, 0)).toBytes();
    for (Setup setup : Setup.all()) {
      String graph = OrtModel.optimized(onnx, setup, folder.resolve("optimized.onnx"));
      assertThat(graph)
          .doesNotContain("QLinear", "QGemm", "MatMulInteger", "ConvInteger", "DynamicQuantize")
          .contains(OnnxExport.OUTPUT);
    }
  }

  private static void assertSameBits(FrozenModel frozen, List<Setup> setups) throws Exception {
    Shape input = frozen.model().spec().input();
    OnnxExport export = OnnxExport.of(frozen);
    for (Setup setup : setups) {
      try (OrtModel model = new OrtModel(export.toBytes(), input, setup)) {
        for (int batch : new int[] {1, 3, 64}) {
          List<byte[]> examples = Models.examples(input, batch, batch);
          Answer answer = model.run(examples);
          byte[][] expected = predict(frozen, examples, export.outputScale());
          assertThat(answer.outputs()).as("%s, batch %s", setup, batch).isDeepEqualTo(expected);
        }
      }
    }
  }

  static byte[][] predict(FrozenModel frozen, List<byte[]> examples, Scale scale) {
    Predictor predictor = new Predictor(frozen, examples.size()).run(examples);
    byte[][] outputs = new byte[examples.size()][frozen.model().spec().output().size()];
    for (int e = 0; e < outputs.length; e++) {
      for (int o = 0; o < outputs[e].length; o++) {
        outputs[e][o] = (byte) predictor.output(e, o, scale);
      }
    }
    return outputs;
  }
}
