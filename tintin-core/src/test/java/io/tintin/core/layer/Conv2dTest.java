package io.tintin.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class Conv2dTest {
  private static Int8Buffer drawn(RandomSequence draws, int size) {
    Int8Buffer buffer = new Int8Buffer(size);
    for (int i = 0; i < size; i++) {
      buffer.values[i] = (byte) (draws.nextBelow(255) - 127);
    }
    return buffer;
  }

  private static Int8Buffer filled(int size, int value) {
    Int8Buffer buffer = new Int8Buffer(size);
    Arrays.fill(buffer.values, (byte) value);
    return buffer;
  }

  private static Int8Buffer of(int... values) {
    Int8Buffer buffer = new Int8Buffer(values.length);
    for (int i = 0; i < values.length; i++) {
      buffer.values[i] = (byte) values[i];
    }
    return buffer;
  }

  @Test
  void anExampleByHand() {
    Int8Buffer weights =
        of(
            1, 2, // output 0, row 0
            3, 4, // output 0, row 1
            0, 0, // output 1, row 0
            0, -1 // output 1, row 1
            );
    weights.setScale(-4, 1, 0);
    Int8Buffer bias = of(5, -3);
    bias.setScale(-6, 1, 0); // 1 is 2 steps of the accumulator
    Int8Buffer input =
        of(
            1,
            2,
            3, // row 0
            4,
            5,
            6 // row 1
            );
    input.setScale(-3, 0, 0);
    Int32Buffer acc = new Int32Buffer(6);
    Int8Buffer output = new Int8Buffer(4);
    Conv2d conv = new Conv2d(1, 2, 2);
    Int8Buffer[] parameters = {weights, bias};
    Sites.forward(conv, parameters, input, Shape.of(2, 3, 1), 1, acc, output);
    // 1 + 4 + 12 + 20 + 10, 2 + 6 + 15 + 24 + 10, -5 - 6, -6 - 6
    assertThat(output.values).containsExactly(47, 57, -11, -12);
    assertThat(new int[] {output.shift, output.up, output.down}).containsExactly(-7, 1, 0);

    Int8Buffer gradOutput =
        of(
            10, 1, // output 0
            0, 100 // output 1
            );
    gradOutput.setScale(-7, 0, 0);
    Int8Buffer gradInput = new Int8Buffer(6);
    Sites.backward(conv, parameters, input, gradOutput, Shape.of(2, 3, 1), 1, acc, gradInput);
    assertThat(gradInput.values)
        .containsExactly(
            10,
            21,
            2, // row 0
            30,
            43,
            4 - 100 // row 1
            );
    assertThat(new int[] {gradInput.shift, gradInput.up}).containsExactly(-11, 1);
    Int32Buffer gradient = new Int32Buffer(8);
    Sites.gradient(conv, 0, input, gradOutput, Shape.of(2, 3, 1), 1, gradient);
    assertThat(gradient.values).containsExactly(12, 23, 45, 56, 200, 300, 500, 600);
    assertThat(gradient.shift).isEqualTo(-10);
    Sites.gradient(conv, 1, input, gradOutput, Shape.of(2, 3, 1), 1, gradient);
    assertThat(gradient.values).startsWith(11, 100);
    assertThat(gradient.shift).isEqualTo(-7);
  }

  /** A layer, an image and its buffers, drawn together. */
  private static final class Setting {
    final Conv2d conv;
    final Shape shape;
    final Shape outShape;
    final int batch;
    final Int8Buffer weights;
    final Int8Buffer input;
    final Int8Buffer gradOutput;

    Setting(long seed) {
      RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
      int groups = 1 + draws.nextBelow(3);
      int kernelHeight = 1 + draws.nextBelow(4);
      int kernelWidth = 1 + draws.nextBelow(4);
      conv =
          new Conv2d(
              groups * (1 + draws.nextBelow(3)),
              groups * (1 + draws.nextBelow(3)),
              kernelHeight,
              kernelWidth,
              1 + draws.nextBelow(5),
              draws.nextBelow(Math.min(kernelHeight, kernelWidth)),
              1,
              groups,
              false);
      int height = Math.max(1, kernelHeight - 2 * conv.padding()) + draws.nextBelow(5);
      int width = Math.max(1, kernelWidth - 2 * conv.padding()) + draws.nextBelow(5);
      shape = Shape.of(height, width, conv.inChannels());
      outShape = conv.outputShape(shape);
      batch = 1 + draws.nextBelow(4);
      weights = drawn(draws, conv.parameterShapes().get(0).size());
      input = drawn(draws, shape.size() * batch);
      gradOutput = drawn(draws, outShape.size() * batch);
    }

    /** {@code action(output, weight, input)} for every product, in the order of the definition. */
    void forEachProduct(Product action) {
      int inGroup = conv.inChannels() / conv.groups();
      int outGroup = conv.outChannels() / conv.groups();
      for (int b = 0; b < batch; b++) {
        for (int o = 0; o < conv.outChannels(); o++) {
          for (int y = 0; y < outShape.extent(0); y++) {
            for (int x = 0; x < outShape.extent(1); x++) {
              int output = index(outShape, o, y, x, b);
              for (int i = 0; i < inGroup; i++) {
                for (int tap = 0; tap < conv.kernelHeight() * conv.kernelWidth(); tap++) {
                  int row = y * conv.stride() + tap / conv.kernelWidth() - conv.padding();
                  int column = x * conv.stride() + tap % conv.kernelWidth() - conv.padding();
                  if (row >= 0
                      && row < shape.extent(0)
                      && column >= 0
                      && column < shape.extent(1)) {
                    int weight = (o * conv.kernelHeight() * conv.kernelWidth() + tap) * inGroup + i;
                    action.of(
                        output, weight, index(shape, o / outGroup * inGroup + i, row, column, b));
                  }
                }
              }
            }
          }
        }
      }
    }

    private int index(Shape of, int channel, int y, int x, int b) {
      return ((channel * of.extent(0) + y) * of.extent(1) + x) * batch + b;
    }
  }

  private interface Product {
    void of(int output, int weight, int input);
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void allPassesMatchANaiveOracle(@ForAll long seed) {
    Setting s = new Setting(seed);
    long[] output = new long[s.gradOutput.values.length];
    long[] gradInput = new long[s.input.values.length];
    long[] gradWeights = new long[s.weights.values.length];
    s.forEachProduct(
        (o, w, i) -> {
          output[o] += (long) s.weights.values[w] * s.input.values[i];
          gradInput[i] += (long) s.weights.values[w] * s.gradOutput.values[o];
          gradWeights[w] += (long) s.gradOutput.values[o] * s.input.values[i];
        });
    Int8Buffer[] parameters = {s.weights};
    Int32Buffer acc = new Int32Buffer(output.length);
    Int8Buffer forward = new Int8Buffer(output.length);
    Sites.forward(s.conv, parameters, s.input, s.shape, s.batch, acc, forward);
    assertThat(forward.values).isEqualTo(Sites.requantized(output));
    acc = new Int32Buffer(gradInput.length);
    Int8Buffer backward = new Int8Buffer(gradInput.length);
    Sites.backward(s.conv, parameters, s.input, s.gradOutput, s.shape, s.batch, acc, backward);
    assertThat(backward.values).isEqualTo(Sites.requantized(gradInput));
    acc = new Int32Buffer(gradWeights.length);
    Sites.gradient(s.conv, 0, s.input, s.gradOutput, s.shape, s.batch, acc);
    assertThat(acc.values).containsExactly(ints(gradWeights));
  }

  private static int[] ints(long... values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  /**
   * Finite differences of {@code sum(gradOutput * output)} in double precision, over real values:
   * the function is linear in each parameter and in the input, so they are exact but for rounding.
   */
  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void gradientsMatchFiniteDifferences(@ForAll long seed) {
    Setting s = new Setting(seed);
    s.weights.setScale(-8, 1, 0);
    s.input.setScale(-5, 0, 1);
    s.gradOutput.setScale(-7, 0, 0);
    Int32Buffer gradient = new Int32Buffer(s.weights.values.length);
    Sites.gradient(s.conv, 0, s.input, s.gradOutput, s.shape, s.batch, gradient);
    double[] weights = reals(s.weights);
    double[] input = reals(s.input);
    double[] gradOutput = reals(s.gradOutput);
    double step = real(gradient.shift, gradient.up, gradient.down);
    for (int w = 0; w < weights.length; w++) {
      double difference = difference(s, weights, input, gradOutput, weights, w);
      assertThat(gradient.values[w] * step).isCloseTo(difference, within(1e-6));
    }
    Int32Buffer acc = new Int32Buffer(input.length);
    Int8Buffer gradInput = new Int8Buffer(input.length);
    Int8Buffer[] parameters = {s.weights};
    Sites.backward(s.conv, parameters, s.input, s.gradOutput, s.shape, s.batch, acc, gradInput);
    step = real(gradInput.shift, gradInput.up, gradInput.down);
    for (int i = 0; i < input.length; i++) {
      double difference = difference(s, weights, input, gradOutput, input, i);
      assertThat(gradInput.values[i] * step).isCloseTo(difference, within(step + 1e-6));
    }
  }

  private static double difference(
      Setting s, double[] weights, double[] input, double[] gradOutput, double[] varied, int at) {
    double kept = varied[at];
    varied[at] = kept + 0.5;
    double above = loss(s, weights, input, gradOutput);
    varied[at] = kept - 0.5;
    double below = loss(s, weights, input, gradOutput);
    varied[at] = kept;
    return above - below;
  }

  private static double loss(Setting s, double[] weights, double[] input, double[] gradOutput) {
    double[] loss = {0};
    s.forEachProduct((o, w, i) -> loss[0] += gradOutput[o] * weights[w] * input[i]);
    return loss[0];
  }

  private static double[] reals(Int8Buffer buffer) {
    double[] reals = new double[buffer.values.length];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = buffer.values[i] * real(buffer.shift, buffer.up, buffer.down);
    }
    return reals;
  }

  private static double real(int shift, int up, int down) {
    return Math.scalb(Math.pow(5 / 4.0, up) * Math.pow(13 / 16.0, down), shift);
  }

  @Test
  void mostProductsOfAnOutputWithTheLargestValuesAndBiasDoNotWrap() {
    assertThat(Conv2d.MAX_FAN_IN).isEqualTo(66_572);
    int channels = 356; // 11 * 17 * 356 = 66,572
    Conv2d conv = new Conv2d(channels, 1, 11, 17, 1, 0, 1, 1, true);
    for (int sign : new int[] {1, -1}) {
      Int8Buffer[] parameters = {filled(66_572, 127), filled(1, 127 * sign)};
      parameters[1].setScale(100, 0, 0); // far beyond what is added
      Int32Buffer acc = new Int32Buffer(1);
      Int8Buffer input = filled(66_572, 127 * sign);
      Int8Buffer output = new Int8Buffer(1);
      Sites.forward(conv, parameters, input, Shape.of(11, 17, channels), 1, acc, output);
      assertThat(output.values[0]).isEqualTo((byte) (sign * 127)); // 2_147_481_611, clipped
      assertThat(output.shift).isEqualTo(24);
    }
    assertThatThrownBy(() -> new Conv2d(66_573, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "conv2d kernelHeight * kernelWidth * inChannels / groups must be at most 66572,"
                + " or a sum could wrap: 66573");
  }

  @Test
  void mostProductsOfAGradientByTheInputDoNotWrap() {
    assertThat(Conv2d.MAX_FAN_OUT).isEqualTo(133_144);
    int outputs = 16_643; // 4 * 2 * 16,643 = 133,144
    Conv2d conv = new Conv2d(1, outputs, 4, 2, 1, 0, 1, 1, false);
    Shape shape = Shape.of(7, 3, 1);
    Int8Buffer[] parameters = {filled(133_144, -127)};
    Int32Buffer acc = new Int32Buffer(21);
    Int8Buffer gradOutput = filled(4 * 2 * outputs, 127);
    Int8Buffer gradInput = new Int8Buffer(21);
    Sites.backward(conv, parameters, new Int8Buffer(21), gradOutput, shape, 1, acc, gradInput);
    // The pixel in every window: -2_147_479_576.
    assertThat(gradInput.values[3 * 3 + 1]).isEqualTo((byte) -127);
    assertThat(gradInput.shift).isEqualTo(24);
    assertThatThrownBy(() -> new Conv2d(1, 133_145, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "conv2d kernelHeight * kernelWidth * outChannels / groups must be at most 133144,"
                + " or a sum could wrap: 133145");
  }

  /** The trainer refuses one more; see {@code TrainerTest}. */
  @Test
  void mostProductsOfAGradientByAWeightDoNotWrap() {
    Conv2d conv = new Conv2d(1, 1, 1);
    Shape shape = Shape.of(187, 89, 1); // 187 * 89 * 8 = 133,144
    assertThat(conv.gradientTerms(shape) * 8).isEqualTo(133_144);
    Int32Buffer gradient = new Int32Buffer(1);
    Sites.gradient(conv, 0, filled(133_144, 127), filled(133_144, -127), shape, 8, gradient);
    assertThat(gradient.values[0]).isEqualTo(-2_147_479_576);
    Sites.gradient(conv, 1, filled(133_144, 127), filled(133_144, -127), shape, 8, gradient);
    assertThat(gradient.values[0]).isEqualTo(-127 * 133_144);
  }

  @Test
  void sizesOutOfBoundsAreRefused() {
    assertRefused(0, 1, 1, 1, 1, 0, 1, "inChannels must be in [1, 268435456]: 0");
    assertRefused(1, -1, 1, 1, 1, 0, 1, "outChannels must be in [1, 268435456]: -1");
    assertRefused(1, 1, 0, 1, 1, 0, 1, "kernelHeight must be in [1, 66572]: 0");
    assertRefused(1, 1, 1, 66_573, 1, 0, 1, "kernelWidth must be in [1, 66572]: 66573");
    assertRefused(1, 1, 1, 1, 0, 0, 1, "stride must be in [1, 2147483647]: 0");
    assertRefused(1, 1, 5, 3, 1, 3, 1, "padding must be in [0, 2]: 3");
    assertRefused(1, 1, 5, 3, 1, -1, 1, "padding must be in [0, 2]: -1");
    assertRefused(4, 6, 1, 1, 1, 0, 0, "groups must divide 4 and 6: 0");
    assertRefused(4, 6, 1, 1, 1, 0, 4, "groups must divide 4 and 6: 4");
    assertRefused(4, 6, 1, 1, 1, 0, 3, "groups must divide 4 and 6: 3");
    assertRefused(60_000, 130_000, 1, 1, 1, 0, 1, "weights must be at most 268435456: 7800000000");
  }

  /** No product of such sizes wraps on the way to its check. */
  @Test
  void theLargestSizesAreRefusedByTheirValue() {
    int most = Shape.MAX_SIZE;
    assertRefused(
        most,
        most,
        66_572,
        66_572,
        1,
        0,
        1,
        "kernelHeight * kernelWidth * inChannels / groups must be at most 66572, or a sum could"
            + " wrap: "
            + 66_572L * 66_572L * most);
  }

  private static void assertRefused(
      int inChannels,
      int outChannels,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int padding,
      int groups,
      String message) {
    assertThatThrownBy(
            () ->
                new Conv2d(
                    inChannels,
                    outChannels,
                    kernelHeight,
                    kernelWidth,
                    stride,
                    padding,
                    1,
                    groups,
                    true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("conv2d " + message);
  }

  @Test
  void theOutputHasOnePixelForEachWindowThatFits() {
    Conv2d conv = new Conv2d(2, 4, 3, 5, 2, 1, 1, 2, true);
    assertThat(conv.outputShape(Shape.of(8, 9, 2))).isEqualTo(Shape.of(4, 4, 4));
    assertThat(conv.outputShape(Shape.of(1, 3, 2))).isEqualTo(Shape.of(1, 1, 4));
    assertThat(conv.gradientTerms(Shape.of(8, 9, 2))).isEqualTo(16);
    assertThatThrownBy(() -> conv.outputShape(Shape.of(8, 2, 2)))
        .hasMessage("conv2d input width must be at least 3: 2");
    assertThatThrownBy(() -> new Conv2d(1, 1, 3).outputShape(Shape.of(2, 3, 1)))
        .hasMessage("conv2d input height must be at least 3: 2");
    assertThatThrownBy(() -> conv.outputShape(Shape.of(8, 9, 3)))
        .hasMessage("conv2d input channels must be 2: 3");
    assertThatThrownBy(() -> conv.outputShape(Shape.of(8, 9)))
        .hasMessage("conv2d input must be an image [height, width, channels]: [8, 9]");
    Conv2d wide = new Conv2d(1, 1, 1, 1, Integer.MAX_VALUE, 0, 1, 1, true);
    assertThat(wide.outputShape(Shape.of(8, 9, 1))).isEqualTo(Shape.of(1, 1, 1));
  }

  @Test
  void parametersAreWeightsAndBias() {
    Conv2d conv = new Conv2d(6, 4, 3, 5, 1, 0, 1, 2, true);
    assertThat(conv.parameterShapes()).containsExactly(Shape.of(4, 3, 5, 3), Shape.of(4));
    assertThat(conv.fans()).isEqualTo(15 * 3 + 15 * 2);
    assertThat(new Conv2d(1, 1, 1, 1, 1, 0, 1, 1, false).parameterShapes())
        .containsExactly(Shape.of(1, 1, 1, 1));
    Conv2d depthwise = new Conv2d(6, 6, 3, 3, 1, 1, 1, 6, false);
    assertThat(depthwise.parameterShapes()).containsExactly(Shape.of(6, 3, 3, 1));
    assertThat(depthwise.outputShape(Shape.of(5, 5, 6))).isEqualTo(Shape.of(5, 5, 6));
  }
}
