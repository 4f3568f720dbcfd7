package io.tintin.core.layer;

import static io.tintin.core.layer.FreshSites.buffer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.internal.kernel.AveragePoolKernels;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Layers without parameters whose outputs have the shape of their input, or of a mean of it. */
class ActivationsTest {
  private static LayerSite site(Layer layer, Shape shape, Int8Buffer input, int batch) {
    return FreshSites.of(
        layer, new Int8Buffer[0], new Int8Buffer[] {input}, new Shape[] {shape}, batch);
  }

  private static Int8Buffer drawn(int seed, int size, int shift) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Int8Buffer buffer = new Int8Buffer(size);
    for (int i = 0; i < size; i++) {
      int magnitude = 1 + draws.nextBelow(127);
      buffer.values[i] = (byte) (draws.nextBelow(2) == 0 ? magnitude : -magnitude);
    }
    buffer.setScale(shift, 1, -1);
    return buffer;
  }

  private static LayerSite drawnSite(Layer layer, Shape shape, int shift) {
    LayerSite site = site(layer, shape, drawn(1, shape.size(), shift), 1);
    site.gradOutput = drawn(2, site.outputShape.size(), -9);
    return site;
  }

  @Test
  void leakyReluByHand() {
    LayerSite site =
        site(new LeakyRelu(2), Shape.of(6), buffer(-3, 1, 2, 9, 0, -1, -2, -6, -127), 1);
    site.layer.forward(site);
    assertThat(site.output.values).containsExactly(9, 0, 0, -1, -2, -32); // -1.5 and -31.75
    site.gradOutput = buffer(-5, 0, 1, 10, 10, 10, -10, 1, 127);
    site.layer.backward(site);
    assertThat(site.gradInputs[0].values).containsExactly(10, 3, 3, -3, 0, 32);
    assertThat(GoldenCase.exponents(site.output)).containsExactly(-3, 1, 2);
    assertThat(GoldenCase.exponents(site.gradInputs[0])).containsExactly(-5, 0, 1);
    assertThatThrownBy(() -> new LeakyRelu(0))
        .hasMessage("leaky relu slopeShift must be in [1, 7]: 0");
    assertThatThrownBy(() -> new LeakyRelu(8))
        .hasMessage("leaky relu slopeShift must be in [1, 7]: 8");
  }

  @Test
  void leakyReluHasTheSlopesOfCentralDifferences() {
    CentralDifferences.check(
        drawnSite(new LeakyRelu(3), Shape.of(60), -5),
        (x, p) -> Arrays.stream(x).map(v -> v > 0 ? v : v / 8).toArray(),
        0.02);
  }

  @Test
  void tanhByHand() {
    LayerSite site = site(new Tanh(), Shape.of(5), buffer(-6, 0, 0, 0, 32, -64, 127, 1), 1);
    site.layer.forward(site);
    // tanh of 0, 0.5, -1, 1.984 and 0.0156 is 0, 0.4621, -0.7616, 0.9629 and 0.0156.
    assertThat(site.output.values).containsExactly(0, 59, -97, 123, 2);
    assertThat(GoldenCase.exponents(site.output)).containsExactly(-7, 0, 0);
    site.gradOutput = buffer(-4, 1, 0, 100, 100, 0, 0, 0);
    site.layer.backward(site);
    // 100 * 16384 and 100 * (16384 - 3481), of 21 bits: 14 are dropped.
    assertThat(site.gradInputs[0].values).containsExactly(100, 79, 0, 0, 0);
    assertThat(GoldenCase.exponents(site.gradInputs[0])).containsExactly(-4 - 14 + 14, 1, 0);
  }

  /** Every value, at scales from nothing to far into saturation. */
  @Test
  void tanhIsWithinOneStepOfTheCurve() {
    Int8Buffer input = new Int8Buffer(255);
    for (int i = 0; i < 255; i++) {
      input.values[i] = (byte) (i - 127);
    }
    LayerSite site = site(new Tanh(), Shape.of(255), input, 1);
    for (int shift = -40; shift <= 40; shift++) {
      for (int up = -3; up <= 3; up++) {
        for (int down = -5; down <= 5; down++) {
          input.setScale(shift, up, down);
          site.layer.forward(site);
          for (int i = 0; i < 255; i++) {
            double exact = 128 * Math.tanh((i - 127) * FreshSites.step(input));
            double most = Math.abs(site.output.values[i]) == 127 ? 1 : 0.56;
            assertThat(Math.abs(site.output.values[i] - exact)).isLessThanOrEqualTo(most);
          }
        }
      }
    }
  }

  @Test
  void tanhHasTheSlopesOfCentralDifferences() {
    CentralDifferences.check(
        drawnSite(new Tanh(), Shape.of(60), -6),
        (x, p) -> Arrays.stream(x).map(Math::tanh).toArray(),
        0.02);
  }

  @Test
  void averagePoolByHand() {
    Int8Buffer input =
        buffer(
            -3, 0, 0, 1, 2, 4, // row 0
            3, -5, 7, // row 1
            -8, 0, 100); // row 2
    LayerSite site = site(new AveragePool2d(2, 1), Shape.of(3, 3, 1), input, 1);
    site.layer.forward(site);
    // Sums 1, 8, -10, 102 over 4 in steps of 2^-8: 64, 512, -640, 6528 have 13 bits, 6 are dropped.
    assertThat(site.output.values).containsExactly(1, 8, -10, 102);
    assertThat(GoldenCase.exponents(site.output)).containsExactly(-3 - 8 + 6, 0, 0);
    site.gradOutput = buffer(-2, 0, 0, 1, 2, 3, 4);
    site.layer.backward(site);
    // 64, 192, 128; 256, 640, 384; 192, 448, 256 have 10 bits, 3 are dropped.
    assertThat(site.gradInputs[0].values).containsExactly(8, 24, 16, 32, 80, 48, 24, 56, 32);
    assertThat(GoldenCase.exponents(site.gradInputs[0])).containsExactly(-2 - 8 + 3, 0, 0);
  }

  @Test
  void averagesHaveTheSlopesOfCentralDifferences() {
    CentralDifferences.check(
        drawnSite(new AveragePool2d(2, 1), Shape.of(5, 5, 1), -5),
        (x, p) -> {
          double[] means = new double[16];
          for (int i = 0; i < 16; i++) {
            int at = i / 4 * 5 + i % 4;
            means[i] = (x[at] + x[at + 1] + x[at + 5] + x[at + 6]) / 4;
          }
          return means;
        },
        0.02);
    CentralDifferences.check(
        drawnSite(new GlobalAveragePool(), Shape.of(7, 2), -5),
        (x, p) ->
            new double[] {
              Arrays.stream(x, 0, 7).average().orElseThrow(),
              Arrays.stream(x, 7, 14).average().orElseThrow()
            },
        0.03);
  }

  @Test
  void poolsOfSequencesHaveTheSlopesOfCentralDifferences() {
    CentralDifferences.check(
        drawnSite(new AveragePool1d(3, 2), Shape.of(7, 2), -5),
        (x, p) -> perWindow(x, window -> Arrays.stream(window).average().orElseThrow()),
        0.03);
    CentralDifferences.check(
        drawnSite(new MaxPool1d(3, 2), Shape.of(7, 2), -5),
        (x, p) -> perWindow(x, window -> Arrays.stream(window).max().orElseThrow()),
        0.03);
  }

  /** Windows of 3 at 0, 2 and 4 of two channels of 7 values. */
  private static double[] perWindow(double[] x, ToDoubleFunction<double[]> reduce) {
    double[] outputs = new double[6];
    for (int o = 0; o < 6; o++) {
      int at = o / 3 * 7 + o % 3 * 2;
      outputs[o] = reduce.applyAsDouble(Arrays.copyOfRange(x, at, at + 3));
    }
    return outputs;
  }

  @Test
  void theLargestPoolsOfSequencesDoNotWrap() {
    assertThat(AveragePool1d.MAX_SIZE).isEqualTo(33_025);
    assertThat(MaxPool1d.MAX_SIZE).isEqualTo(16_384);
    for (Layer layer : new Layer[] {new AveragePool1d(33_025), new MaxPool1d(16_384, 1)}) {
      for (int value : new int[] {127, -127}) {
        Shape shape = layer instanceof MaxPool1d ? Shape.of(2 * 16_384, 1) : Shape.of(33_025, 1);
        Int8Buffer input = new Int8Buffer(shape.size());
        Arrays.fill(input.values, (byte) value);
        LayerSite site = site(layer, shape, input, 1);
        layer.forward(site);
        assertThat(site.output.values).containsOnly(value);
        site.gradOutput = new Int8Buffer(layer.outputShape(shape).size());
        Arrays.fill(site.gradOutput.values, (byte) value);
        layer.backward(site);
        // All windows of a constant give their gradient to their first value.
        int first = layer instanceof MaxPool1d ? 1 : 0;
        assertThat(site.gradInputs[0].values[0]).isNotZero();
        assertThat(site.gradInputs[0].values[first]).isNotZero();
        for (WorstSum sum : layer.worstSums(1, shape)) {
          assertThat(sum.largest()).isLessThan(1L << 31);
        }
      }
    }
    assertThatThrownBy(() -> new AveragePool1d(33_026))
        .hasMessage("average pool size must be in [1, 33025]: 33026");
    assertThatThrownBy(() -> new MaxPool1d(16_385))
        .hasMessage("max pool size must be in [1, 16384]: 16385");
  }

  @Test
  void theLargestAveragesDoNotWrap() {
    assertThat(GlobalAveragePool.MAX_PIXELS).isEqualTo(33_025);
    assertThat((127L * 512 + 1) * 33_025).isLessThan(1L << 31);
    assertThat((127L * 512 + 1) * 33_026).isGreaterThanOrEqualTo(1L << 31);
    assertThat(AveragePool2d.MAX_SIZE * AveragePool2d.MAX_SIZE)
        .isLessThanOrEqualTo(AveragePoolKernels.MAX_VALUES);
    assertThat(182 * 182).isGreaterThan(AveragePoolKernels.MAX_VALUES);
    for (Shape shape : new Shape[] {Shape.of(33_025, 1), Shape.of(181, 181, 1)}) {
      for (int value : new int[] {127, -127}) {
        Int8Buffer input = new Int8Buffer(shape.size());
        Arrays.fill(input.values, (byte) value);
        Layer layer = shape.rank() == 2 ? new GlobalAveragePool() : new AveragePool2d(181);
        LayerSite site = site(layer, shape, input, 1);
        layer.forward(site);
        assertThat(site.output.values).containsExactly(value);
        assertThat(site.output.shift).isZero();
        for (WorstSum sum : layer.worstSums(1, shape)) {
          assertThat(sum.largest()).isLessThan(1L << 31);
        }
      }
    }
    assertThatThrownBy(() -> new GlobalAveragePool().outputShape(Shape.of(33_026, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "global average pool input must have at most 33025 values a channel, or a sum could"
                + " wrap: 33026");
    assertThatThrownBy(() -> new AveragePool2d(182))
        .hasMessage("average pool size must be in [1, 181]: 182");
  }
}
