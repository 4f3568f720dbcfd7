package io.tintin.core.layer;

import static io.tintin.core.layer.FreshSites.buffer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tintin.core.internal.kernel.LayerNormKernels;
import io.tintin.core.internal.kernel.ScalarKernels;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LayerNormTest {
  private static LayerSite site(Shape shape, int batch, Int8Buffer input, Int8Buffer... gainBias) {
    LayerNorm norm = new LayerNorm(gainBias[0].values.length);
    return FreshSites.of(norm, gainBias, new Int8Buffer[] {input}, new Shape[] {shape}, batch);
  }

  private static Int8Buffer drawn(RandomSequence draws, int size, int span) {
    Int8Buffer buffer = new Int8Buffer(size);
    for (int i = 0; i < size; i++) {
      buffer.values[i] = (byte) (draws.nextBelow(span) - span / 2);
    }
    return buffer;
  }

  /** The sums before they are requantised. */
  private static int[] forwardSums(LayerSite site, int features) {
    int pixels = site.inputShape().size() / features;
    Int8Buffer gain = site.parameters[0];
    Int32Buffer acc = new Int32Buffer(features * pixels);
    LayerNormKernels.forward(site.input().values, gain.values, features, pixels, 1, acc.values);
    acc.setScale(gain.shift - LayerNormKernels.FRACTION_BITS, gain.up, gain.down);
    int[] bias = new int[features];
    Accumulation.align(site.parameters[1], features, acc, bias);
    ScalarKernels.addBias(bias, features, pixels, acc.values);
    return acc.values;
  }

  private static int[] backwardSums(LayerSite site, int features) {
    int pixels = site.inputShape().size() / features;
    int[] acc = new int[features * pixels];
    LayerNormKernels.backward(
        site.input().values,
        site.parameters[0].values,
        site.gradOutput.values,
        features,
        pixels,
        1,
        acc);
    return acc;
  }

  @Test
  void anExampleByHand() {
    // Mean 10, variance 400: the deviation is sqrt(400.25) = 20.006.
    Int8Buffer input = buffer(9, -3, 4, 30, -10, 30, -10);
    Int8Buffer gain = buffer(-6, 0, 0, 64, 64, 32, 0);
    Int8Buffer bias = buffer(-11, 0, 0, 0, 96, -64, 127);
    LayerSite site = site(Shape.of(4), 1, input, gain, bias);
    site.layer.forward(site);
    // xhat is 32, -32, 32, -32 steps of 2^-5; a product's step is 2^-11, as the bias's.
    assertThat(forwardSums(site, 4)).startsWith(2048, -2048 + 96, 1024 - 64, 127);
    assertThat(site.output.values).containsExactly(64, -61, 30, 4); // 12 bits: 5 are dropped
    assertThat(FreshSites.step(site.output)).isEqualTo(Math.scalb(1.0, -6));

    Int32Buffer gradient = new Int32Buffer(4);
    site.gradOutput = buffer(-7, 0, 1, 1, 2, 3, -4);
    site.layer.gradient(site, 0, gradient);
    assertThat(gradient.values).containsExactly(32, -64, 96, 128);
    assertThat(new int[] {gradient.shift, gradient.up, gradient.down}).containsExactly(-12, 0, 1);
    site.layer.gradient(site, 1, gradient);
    assertThat(gradient.values).containsExactly(1, 2, 3, -4);

    // h is 64, 128, 96, 0, its mean 72, mean(h * xhat) = 8 * 0.9997: -16, 64, 16 and -64 nearly,
    // over 20.006, in steps of 2^-8.
    site.layer.backward(site);
    assertThat(backwardSums(site, 4)).startsWith(-204, 819, 205, -819);
    assertThat(site.gradInputs[0].values).containsExactly(-26, 102, 26, -102);
    int[] exponents = {site.gradInputs[0].shift, site.gradInputs[0].up, site.gradInputs[0].down};
    assertThat(exponents).containsExactly(-6 - 7 - 9 - 8 + 3, 3, 1 - 4);
  }

  @Test
  void channelsShareAGainAndABias() {
    // [length 2, channels 2]: inside a step channel 0 comes first.
    Int8Buffer input = buffer(0, 0, 0, 50, -50, 50, -50);
    Int8Buffer gain = buffer(-6, 0, 0, 64, 32);
    Int8Buffer bias = buffer(-11, 0, 0, 0, 100);
    LayerSite site = site(Shape.of(2, 2), 1, input, gain, bias);
    site.layer.forward(site);
    assertThat(forwardSums(site, 2)).startsWith(2048, -2048, 1124, -924);
    site.gradOutput = buffer(0, 0, 0, 1, 2, 3, 4);
    Int32Buffer gradient = new Int32Buffer(2);
    site.layer.gradient(site, 0, gradient);
    assertThat(gradient.values).containsExactly(-32, -32);
    site.layer.gradient(site, 1, gradient);
    assertThat(gradient.values).containsExactly(3, 7);
  }

  @Test
  void equalValuesBecomeTheBias() {
    Int8Buffer input = buffer(0, 0, 0, 77, 77, 77);
    LayerSite site =
        site(Shape.of(3), 1, input, buffer(-6, 0, 0, 64, 64, 64), buffer(-11, 0, 0, 5, 6, -7));
    site.layer.forward(site);
    assertThat(site.output.values).containsExactly(5, 6, -7);
    site.gradOutput = buffer(0, 0, 0, 1, 1, 1);
    site.layer.backward(site);
    assertThat(site.gradInputs[0].values).containsOnly(0);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void bothWaysMatchADoubleOracle(
      @ForAll @IntRange(min = 1, max = 9) int channels,
      @ForAll @IntRange(min = 1, max = 9) int pixels,
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @IntRange(min = 1, max = 255) int span,
      @ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    int features = channels * pixels;
    Int8Buffer input = drawn(draws, features * batch, span);
    input.setScale(draws.nextBelow(9) - 4, draws.nextBelow(9) - 4, draws.nextBelow(9) - 4);
    Int8Buffer gain = drawn(draws, channels, 255);
    gain.setScale(-6, draws.nextBelow(3), draws.nextBelow(3));
    Int8Buffer bias = drawn(draws, channels, 255);
    bias.setScale(-7, 0, 0);
    Shape shape = pixels == 1 ? Shape.of(channels) : Shape.of(pixels, channels);
    LayerSite site = site(shape, batch, input, gain, bias);
    site.gradOutput = drawn(draws, features * batch, 255);
    site.gradOutput.setScale(-9, 1, 1);

    site.layer.forward(site);
    site.layer.backward(site);
    LayerNormOracle oracle = new LayerNormOracle(input, gain, bias, pixels, batch);
    assertBuffers(site, oracle);
    assertGradientOfGain(site, oracle, pixels * batch);
  }

  private static void assertBuffers(LayerSite site, LayerNormOracle oracle) {
    Int8Buffer gain = site.parameters[0];
    double[] output = oracle.output();
    double[] gradInput = oracle.gradInput(site.gradOutput);
    double outStep = FreshSites.step(site.output);
    double outSlack = outStep * 1.01 + 0.6 / 32 * 127 * FreshSites.step(gain);
    double gradStep = FreshSites.step(site.gradInputs[0]);
    double accStep =
        FreshSites.step(gain)
            * FreshSites.step(site.gradOutput)
            / FreshSites.step(site.input())
            / (1 << 8);
    for (int i = 0; i < output.length; i++) {
      assertThat(site.output.values[i] * outStep).isCloseTo(output[i], within(outSlack));
      assertThat(site.gradInputs[0].values[i] * gradStep)
          .isCloseTo(gradInput[i], within(1.01 * gradStep + 5 * accStep));
    }
  }

  private static void assertGradientOfGain(LayerSite site, LayerNormOracle oracle, int terms) {
    Int32Buffer gradGain = new Int32Buffer(site.parameters[0].values.length);
    site.layer.gradient(site, 0, gradGain);
    double[] ofGain = oracle.gradGain(site.gradOutput);
    double slack = 0.51 / 32 * 127 * terms * FreshSites.step(site.gradOutput);
    for (int c = 0; c < ofGain.length; c++) {
      double got = gradGain.values[c] * FreshSites.step(gradGain.shift, gradGain.up, gradGain.down);
      assertThat(got).isCloseTo(ofGain[c], within(slack + 1e-9));
    }
  }

  /** The oracle's formulas are the slopes of its own forward pass. */
  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
  void theOracleHasTheSlopesOfCentralDifferences(@ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Int8Buffer gain = drawn(draws, 3, 255);
    Int8Buffer bias = drawn(draws, 3, 255);
    Int8Buffer input = drawn(draws, 12, 255);
    Int8Buffer gradOutput = drawn(draws, 12, 255);
    LayerNormOracle oracle = new LayerNormOracle(input, gain, bias, 2, 2);
    double[] gradInput = oracle.gradInput(gradOutput);
    double scale = Arrays.stream(gradInput).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < 12; i++) {
      double above = oracle.movedBy(i, 1e-4).loss(gradOutput);
      double below = oracle.movedBy(i, -1e-4).loss(gradOutput);
      double slope = (above - below) / 2e-4;
      assertThat(slope).isCloseTo(gradInput[i], within(1e-4 * scale + 1e-3));
    }
  }

  @Test
  void mostFeaturesWithTheLargestValuesDoNotWrap() {
    int features = LayerNorm.MAX_FEATURES;
    assertThat(features).isEqualTo(65_536);
    Int8Buffer gain = new Int8Buffer(features);
    Int8Buffer input = new Int8Buffer(features);
    Arrays.fill(gain.values, (byte) 127);
    for (int i = 0; i < features; i++) {
      input.values[i] = (byte) (i % 2 == 0 ? 127 : -127);
    }
    LayerSite site = site(Shape.of(features), 1, input, gain, gain);
    // The gradient along the input itself: only the part that xhat takes away.
    System.arraycopy(input.values, 0, site.gradOutput.values, 0, features);
    site.layer.forward(site);
    assertThat(site.output.values[0]).isEqualTo((byte) 127);
    site.layer.backward(site);
    // 16129 * (1 - variance / (variance + 1/4)) / 127 is 0.002: half a step of 2^-8.
    assertThat(backwardSums(site, features)[0]).isBetween(-1, 1);

    // One value apart from all others has the largest slope: the deviation is 1/2 and a bit.
    Arrays.fill(input.values, (byte) 0);
    Arrays.fill(site.gradOutput.values, (byte) -127);
    site.gradOutput.values[0] = 127;
    site.layer.backward(site);
    double expected = 256 * 2 * 2 * 127 * 127 * (1 - 1.0 / features);
    assertThat((double) backwardSums(site, features)[0])
        .isCloseTo(expected, within(expected * 31e-6 + 1));

    assertThatThrownBy(() -> new LayerNorm(features + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer norm features must be in [1, 65536]: 65537");
    assertThatThrownBy(() -> new LayerNorm(3).outputShape(Shape.of(65_536, 3)))
        .hasMessage("layer norm input size must be at most 65536, or a sum could wrap: 196608");
  }

  @Test
  void featuresAreThoseOfAFlatInputOrItsChannels() {
    LayerNorm norm = new LayerNorm(4);
    assertThat(norm.outputShape(Shape.of(4))).isEqualTo(Shape.of(4));
    assertThat(norm.outputShape(Shape.of(5, 4))).isEqualTo(Shape.of(5, 4));
    assertThat(norm.outputShape(Shape.of(2, 3, 4))).isEqualTo(Shape.of(2, 3, 4));
    assertThat(norm.outputShape(Shape.of(2, 1, 2, 1))).isEqualTo(Shape.of(2, 1, 2, 1));
    assertThat(norm.parameterShapes()).containsExactly(Shape.of(4), Shape.of(4));
    assertThat(norm.parameterKind(0)).isEqualTo(ParameterKind.GAIN);
    assertThat(norm.parameterKind(1)).isEqualTo(ParameterKind.BIAS);
    assertThat(norm.gradientTerms(Shape.of(2, 3, 4))).isEqualTo(6);
    assertThatThrownBy(() -> norm.outputShape(Shape.of(4, 5)))
        .hasMessage("layer norm input must have 4 channels: 5");
    assertThatThrownBy(() -> norm.outputShape(Shape.of(20)))
        .hasMessage("layer norm input must have 4 features: 20");
    assertThatThrownBy(() -> norm.outputShape(Shape.of(4), Shape.of(4)))
        .hasMessage("layer norm inputs must be 1: 2");
    assertThatThrownBy(() -> new LayerNorm(0))
        .hasMessage("layer norm features must be in [1, 65536]: 0");
  }
}
