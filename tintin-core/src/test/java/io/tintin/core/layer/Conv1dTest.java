package io.tintin.core.layer;

import static io.tintin.core.layer.FreshSites.buffer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Conv1dTest {
  private static LayerSite site(Conv1d conv, Shape shape, Int8Buffer input, Int8Buffer... weights) {
    return FreshSites.of(conv, weights, new Int8Buffer[] {input}, new Shape[] {shape}, 1);
  }

  private static Int8Buffer drawn(int seed, int size) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Int8Buffer buffer = new Int8Buffer(size);
    for (int i = 0; i < size; i++) {
      buffer.values[i] = (byte) (draws.nextBelow(255) - 127);
    }
    buffer.setScale(-7, 0, 1);
    return buffer;
  }

  @Test
  void anExampleByHand() {
    // A tap each 2 values, one zero at each end: outputs see (-, 2), (1, 3), (2, -).
    Conv1d conv = new Conv1d(1, 1, 2, 1, 1, 2, 1, true);
    Int8Buffer input = buffer(-2, 0, 0, 1, 2, 3);
    LayerSite site =
        site(conv, Shape.of(3, 1), input, buffer(-3, 0, 0, 10, 5), buffer(-5, 0, 0, 1));
    conv.forward(site);
    assertThat(site.output.values).containsExactly(11, 26, 21);
    assertThat(GoldenCase.exponents(site.output)).containsExactly(-5, 0, 0);
    site.gradOutput = buffer(-1, 0, 0, 1, -2, 3);
    conv.backward(site);
    assertThat(site.gradInputs[0].values).containsExactly(-20, 30 + 5, -10);
    Int32Buffer gradient = new Int32Buffer(2);
    conv.gradient(site, 0, gradient);
    assertThat(gradient.values).containsExactly(-2 + 6, 2 - 6);
    conv.gradient(site, 1, gradient);
    assertThat(gradient.values[0]).isEqualTo(2);
  }

  @Test
  void bothWaysHaveTheSlopesOfCentralDifferences() {
    Conv1d conv = new Conv1d(4, 6, 3, 2, 2, 2, 2, true);
    LayerSite site = site(conv, Shape.of(9, 4), drawn(1, 36), drawn(2, 36), drawn(3, 6));
    site.gradOutput = drawn(4, 30);
    CentralDifferences.check(site, Conv1dTest::outputs, 0.02);
  }

  /** Of the convolution above. */
  private static double[] outputs(double[] input, double[]... parameters) {
    double[] outputs = new double[30];
    for (int at = 0; at < 30; at++) {
      int o = at / 5;
      outputs[at] = parameters[1][o];
      for (int tap = 0; tap < 6; tap++) {
        int from = at % 5 * 2 + tap / 2 * 2 - 2;
        if (from >= 0 && from < 9) {
          outputs[at] += parameters[0][o * 6 + tap] * input[(o / 3 * 2 + tap % 2) * 9 + from];
        }
      }
    }
    return outputs;
  }

  @Test
  void mostProductsWithTheLargestValuesDoNotWrap() {
    int most = Conv1d.MAX_FAN_IN;
    assertThat(most).isEqualTo(66_572);
    assertThat(Conv1d.MAX_FAN_OUT).isEqualTo(133_144);
    Int8Buffer input = new Int8Buffer(most);
    Arrays.fill(input.values, (byte) 127);
    Conv1d conv = new Conv1d(1, 1, most);
    LayerSite site = site(conv, Shape.of(most, 1), input, input, buffer(100, 0, 0, 127));
    conv.forward(site);
    assertThat(site.output.values).containsExactly(127); // 31 bits, all but the last few set
    assertThatThrownBy(() -> new Conv1d(2, 1, 33_287))
        .hasMessage(
            "conv1d kernelSize * inChannels / groups must be at most 66572, or a sum could wrap:"
                + " 66574");
    assertThatThrownBy(() -> new Conv1d(1, 133_145, 1))
        .hasMessage(
            "conv1d kernelSize * outChannels / groups must be at most 133144, or a sum could wrap:"
                + " 133145");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Conv1d conv = new Conv1d(2, 4, 3, 1, 0, 2, 1, true);
    assertThat(conv.outputShape(Shape.of(9, 2))).isEqualTo(Shape.of(5, 4));
    assertThat(conv.parameterShapes()).containsExactly(Shape.of(4, 3, 2), Shape.of(4));
    assertThat(conv.gradientTerms(Shape.of(9, 2))).isEqualTo(5);
    assertThatThrownBy(() -> conv.outputShape(Shape.of(4, 2)))
        .hasMessage("conv1d input length must be at least 5: 4");
    assertThatThrownBy(() -> new Conv1d(2, 4, 3, 1, 5, 2, 1, true))
        .hasMessage("conv1d padding must be in [0, 4]: 5");
    assertThatThrownBy(() -> new Conv1d(2, 4, 3, 1, 0, 1, 3, true))
        .hasMessage("conv1d groups must divide 2 and 4: 3");
    assertThatThrownBy(() -> new Conv1d(2, 4, 3, 0, 0, 1, 1, true))
        .hasMessage("conv1d stride must be in [1, 2147483647]: 0");
  }
}
