package io.tintin.cli.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.cli.onnx.OrtModel.Setup;
import io.tintin.core.layer.Dense;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.FrozenModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ties and limits, with numbers that can be checked by hand; all scales but the output's are 1. */
class OnnxRoundingTest {
  @Test
  void tiesGoToTheEvenNeighbour() throws Exception {
    FrozenModel halves = dense(new byte[] {1}, new byte[] {0}, 1);

    assertThat(run(halves, -5, -3, -1, 1, 3, 5)).containsExactly(-2, -2, 0, 0, 2, 2);
  }

  @Test
  void tiesOfManyBitsGoToTheEvenNeighbour() throws Exception {
    FrozenModel hundredTwentyEighths = dense(new byte[] {64}, new byte[] {0}, 7);

    assertThat(run(hundredTwentyEighths, -5, -3, -1, 1, 3, 5)).containsExactly(-2, -2, 0, 0, 2, 2);
  }

  @Test
  void everyValueOfOneWeightRoundsAsInThePredictor() throws Exception {
    for (int shift = 0; shift <= 16; shift++) {
      for (int weight : new int[] {-127, -64, -3, 1, 2, 96, 127}) {
        FrozenModel frozen = dense(new byte[] {(byte) weight}, new byte[] {-8}, shift);
        List<byte[]> all = new ArrayList<>();
        for (int value = -127; value <= 127; value++) {
          all.add(new byte[] {(byte) value});
        }
        byte[][] expected = OnnxExactnessTest.predict(frozen, all, Scale.powerOfTwo(shift));
        assertThat(answers(frozen, all)).isDeepEqualTo(expected);
      }
    }
  }

  @Test
  void whatIsBeyondTheRangeIsClipped() throws Exception {
    FrozenModel coarse = dense(new byte[] {127}, new byte[] {0}, 6);

    assertThat(run(coarse, -127, -64, 64, 127)).containsExactly(-127, -127, 127, 127);
  }

  /** QuantizeLinear by itself would give -128 for each of these. */
  @Test
  void minusOneHundredTwentyEightBecomesMinusOneHundredTwentySeven() throws Exception {
    assertThat(run(dense(new byte[] {2}, new byte[] {0}, 0), -64, -65, -127))
        .containsExactly(-127, -127, -127);
    assertThat(run(dense(new byte[] {1}, new byte[] {-1}, 0), -127, -126, 127))
        .containsExactly(-127, -127, 126);
    assertThat(run(dense(new byte[] {2}, new byte[] {-1}, 1), -127, -126, 127)) // acc -255, -253
        .containsExactly(-127, -126, 126);
  }

  /** 1032 * 127 * 127 + 127 * 8 = 63.5 * 2^18, and one more or less. */
  @Test
  void oneUnitInSixteenMillionDecidesATie() throws Exception {
    byte[] row = new byte[1033];
    Arrays.fill(row, (byte) 127);
    row[1032] = 8;
    byte[] weights = new byte[3 * row.length];
    for (int o = 0; o < 3; o++) {
      System.arraycopy(row, 0, weights, o * row.length, row.length);
    }
    FrozenModel frozen = dense(weights, new byte[] {-1, 0, 1}, 18);
    byte[] ones = new byte[row.length];
    Arrays.fill(ones, (byte) 127);

    assertThat(answers(frozen, List.of(ones))).isDeepEqualTo(new byte[][] {{63, 64, 64}});
  }

  /** 127 * (1040 * 127 + 24) + 8 = 2^24. */
  @Test
  void anAccumulatorMayReachTwoToThePowerOfTwentyFourButNotPassIt() throws Exception {
    byte[] weights = new byte[1041];
    Arrays.fill(weights, (byte) 127);
    weights[1040] = 24;
    byte[] ones = new byte[1041];
    Arrays.fill(ones, (byte) 127);

    FrozenModel frozen = dense(weights, new byte[] {8}, 18);

    assertThat(answers(frozen, List.of(ones))).isDeepEqualTo(new byte[][] {{64}});
    assertThatThrownBy(() -> OnnxExport.of(dense(weights, new byte[] {9}, 18)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "layer 0 Dense[inputs=1041, outputs=1, hasBias=true]: accumulator must be at most 2^24,"
                + " or float32 could round it: 16777217");
  }

  private static FrozenModel dense(byte[] weights, byte[] bias, int shift) {
    int inputs = weights.length / bias.length;
    ModelSpec spec = ModelSpec.of(Shape.of(inputs), new Dense(inputs, bias.length));
    List<Int8Tensor> parameters =
        List.of(
            Int8Tensor.of(Shape.of(bias.length, inputs), Scale.UNIT, weights),
            Int8Tensor.of(Shape.of(bias.length), Scale.UNIT, bias));
    return new FrozenModel(new Model(spec, parameters), Scale.UNIT, List.of(shift));
  }

  private static int[] run(FrozenModel frozen, int... inputs) throws Exception {
    List<byte[]> examples =
        Arrays.stream(inputs).mapToObj(value -> new byte[] {(byte) value}).toList();
    byte[][] outputs = answers(frozen, examples);
    assertThat(outputs)
        .isDeepEqualTo(
            OnnxExactnessTest.predict(frozen, examples, OnnxExport.of(frozen).outputScale()));
    return Arrays.stream(outputs).mapToInt(output -> output[0]).toArray();
  }

  /** The same from all set-ups of ONNX Runtime. */
  private static byte[][] answers(FrozenModel frozen, List<byte[]> examples) throws Exception {
    byte[] onnx = OnnxExport.of(frozen).toBytes();
    byte[][] first = new byte[0][];
    for (Setup setup : Setup.all()) {
      try (OrtModel model = new OrtModel(onnx, frozen.model().spec().input(), setup)) {
        byte[][] outputs = model.run(examples).outputs();
        first = first.length == 0 ? outputs : first;
        assertThat(outputs).as("%s", setup).isDeepEqualTo(first);
      }
    }
    return first;
  }
}
