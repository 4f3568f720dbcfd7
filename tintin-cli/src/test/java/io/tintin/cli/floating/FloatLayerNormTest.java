package io.tintin.cli.floating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tintin.core.layer.LayerNorm;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class FloatLayerNormTest {
  private static final Shape THREE = Shape.of(3);

  private final FloatLayerNorm layer =
      new FloatLayerNorm(
          new LayerNorm(3), THREE, List.of(parameter(16, 16, 32), parameter(0, 8, -8)), 2);
  private final FloatTensor input = new FloatTensor(THREE, 2);
  private final FloatTensor output = new FloatTensor(THREE, 2);

  /** In steps of 1/16. */
  private static FloatParameter parameter(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return new FloatParameter(Int8Tensor.of(THREE, Scale.powerOfTwo(-4), bytes));
  }

  private void run(float[] first, float[] second) {
    for (int f = 0; f < 3; f++) {
      input.set(f, 0, 2, first[f]);
      input.set(f, 1, 2, second[f]);
    }
    layer.forward(new FloatTensor[] {input}, 2, output);
  }

  private float[] outputs(int example) {
    return new float[] {
      output.get(0, example, 2), output.get(1, example, 2), output.get(2, example, 2)
    };
  }

  @Test
  void addsAQuarterOfASquaredStepToTheVariance() {
    // of 64 the step is 1, of 0.5 it is 1/128; 2/3 + 1/4 = 11/12
    run(new float[] {63, 64, 65}, new float[] {63 / 128f, 64 / 128f, 65 / 128f});
    float deviation = (float) Math.sqrt(11 / 12.0);
    assertThat(outputs(0))
        .containsExactly(new float[] {-1 / deviation, 0.5f, 2 / deviation - 0.5f}, within(1e-6f));
    assertThat(outputs(1)).containsExactly(outputs(0));
  }

  @Test
  void theStepIsThatOfTheBatchWhereItTrains() {
    layer.begin(true, 0);
    run(new float[] {63, 64, 65}, new float[] {0, 0, 0.5f});
    // 1/18 + 1/4 = 11/36
    float deviation = (float) Math.sqrt(11 / 36.0);
    float below = -1 / 6f / deviation;
    assertThat(outputs(1))
        .containsExactly(new float[] {below, below + 0.5f, -4 * below - 0.5f}, within(1e-6f));
  }

  @Test
  void equalValuesBecomeTheBias() {
    run(new float[] {0, 0, 0}, new float[] {-3, -3, -3});
    assertThat(outputs(0)).containsExactly(0, 0.5f, -0.5f);
    assertThat(outputs(1)).containsExactly(0, 0.5f, -0.5f);
  }

  @Test
  void gradientsOfABatchOfZerosAreFinite() {
    layer.begin(true, 0);
    run(new float[] {0, 0, 0}, new float[] {0, 0, 0});
    FloatTensor gradOutput = new FloatTensor(THREE, 2);
    gradOutput.set(2, 1, 2, 3);
    FloatTensor gradInput = new FloatTensor(THREE, 2);
    FloatTensor[] gradInputs = {gradInput};
    layer.backward(new FloatTensor[] {input}, output, gradOutput, 2, gradInputs);
    // h = (0, 0, 6) less its mean, over a deviation of 1/2
    assertThat(gradInput.get(0, 1, 2)).isEqualTo(-4);
    assertThat(gradInput.get(2, 1, 2)).isEqualTo(8);
    assertThat(gradInput.get(2, 0, 2)).isZero();
  }
}
