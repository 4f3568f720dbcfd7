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

class MaxPool2dTest {
  private static final Int8Buffer[] NONE = {};

  private static Int8Buffer of(int... values) {
    Int8Buffer buffer = new Int8Buffer(values.length);
    for (int i = 0; i < values.length; i++) {
      buffer.values[i] = (byte) values[i];
    }
    return buffer;
  }

  @Test
  void anExampleByHand() {
    Int8Buffer input =
        of(
            -5,
            7,
            7,
            0, // row 0
            7,
            -6,
            1,
            2, // row 1
            9,
            9,
            9,
            9 // row 2, which no window holds
            );
    input.setScale(-3, 1, 2);
    Shape shape = Shape.of(3, 4, 1);
    Int32Buffer acc = new Int32Buffer(12);
    Int8Buffer output = new Int8Buffer(2);
    Sites.forward(new MaxPool2d(2), NONE, input, shape, 1, acc, output);
    assertThat(output.values).containsExactly(7, 7);
    assertThat(new int[] {output.shift, output.up, output.down}).containsExactly(-3, 1, 2);
    Int8Buffer gradInput = new Int8Buffer(12);
    Int8Buffer gradOutput = of(127, -127);
    gradOutput.setScale(-7, 3, 4);
    Sites.backward(new MaxPool2d(2), NONE, input, gradOutput, shape, 1, acc, gradInput);
    // The first 7 of each window; not requantised, as nothing is above 127.
    assertThat(gradInput.values).containsExactly(0, 127, -127, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(new int[] {gradInput.shift, gradInput.up, gradInput.down}).containsExactly(-7, 3, 4);
  }

  @Test
  void gradientsOfOverlappingWindowsAddUpAndAreRequantised() {
    Int8Buffer input =
        of(
            1,
            5,
            2, // row 0: the 5 is the largest of both windows
            0,
            0,
            0 // row 1
            );
    Int8Buffer gradInput = new Int8Buffer(6);
    Int32Buffer acc = new Int32Buffer(6);
    Shape shape = Shape.of(2, 3, 1);
    Sites.backward(new MaxPool2d(2, 1), NONE, input, of(100, 55), shape, 1, acc, gradInput);
    assertThat(gradInput.values).containsExactly(0, 78, 0, 0, 0, 0); // 155 has 8 bits
    assertThat(gradInput.shift).isEqualTo(1);
  }

  /** Of few different values, so that there are ties. */
  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void bothPassesMatchANaiveOracle(@ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    MaxPool2d pool = new MaxPool2d(1 + draws.nextBelow(4), 1 + draws.nextBelow(5));
    int batch = 1 + draws.nextBelow(4);
    Shape shape =
        Shape.of(
            pool.size() + draws.nextBelow(6),
            pool.size() + draws.nextBelow(6),
            1 + draws.nextBelow(3));
    Shape outShape = pool.outputShape(shape);
    int span = draws.nextBelow(2) == 0 ? 5 : 255;
    Int8Buffer input = drawn(draws, shape.size() * batch, span);
    Int8Buffer gradOutput = drawn(draws, outShape.size() * batch, 255);
    byte[] output = new byte[outShape.size() * batch];
    long[] gradInput = new long[shape.size() * batch];
    for (int b = 0; b < batch; b++) {
      for (int c = 0; c < shape.extent(2); c++) {
        for (int y = 0; y < outShape.extent(0); y++) {
          for (int x = 0; x < outShape.extent(1); x++) {
            int best = -1;
            for (int k = 0; k < pool.size() * pool.size(); k++) {
              int row = y * pool.stride() + k / pool.size();
              int column = x * pool.stride() + k % pool.size();
              int at = ((c * shape.extent(0) + row) * shape.extent(1) + column) * batch + b;
              best = best < 0 || input.values[at] > input.values[best] ? at : best;
            }
            int to = ((c * outShape.extent(0) + y) * outShape.extent(1) + x) * batch + b;
            output[to] = input.values[best];
            gradInput[best] += gradOutput.values[to];
          }
        }
      }
    }
    Int32Buffer acc = new Int32Buffer(gradInput.length);
    Int8Buffer result = new Int8Buffer(output.length);
    Sites.forward(pool, NONE, input, shape, batch, acc, result);
    assertThat(result.values).isEqualTo(output);
    Int8Buffer requantised = new Int8Buffer(gradInput.length);
    Sites.backward(pool, NONE, input, gradOutput, shape, batch, acc, requantised);
    assertThat(requantised.values).isEqualTo(Sites.requantized(gradInput));
    double step = Math.scalb(1.0, requantised.shift);
    for (int i = 0; i < gradInput.length; i++) {
      assertThat(requantised.values[i] * step).isCloseTo(gradInput[i], within(step));
    }
    if (pool.stride() >= pool.size()) {
      assertThat(requantised.shift).isZero();
    }
  }

  /** Finite differences in double precision, for values that differ, so that no maximum moves. */
  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void theGradientMatchesFiniteDifferences(@ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    MaxPool2d pool = new MaxPool2d(1 + draws.nextBelow(3), 1 + draws.nextBelow(3));
    Shape shape = Shape.of(6, 5, 2);
    Int8Buffer input = new Int8Buffer(60);
    for (int i = 0; i < 60; i++) { // a permutation, by exchanges
      int other = draws.nextBelow(i + 1);
      input.values[i] = input.values[other];
      input.values[other] = (byte) (2 * i - 60);
    }
    Int8Buffer gradOutput = drawn(draws, pool.outputShape(shape).size(), 255);
    Int8Buffer gradInput = new Int8Buffer(60);
    Sites.backward(pool, NONE, input, gradOutput, shape, 1, new Int32Buffer(60), gradInput);
    double step = Math.scalb(1.0, gradInput.shift);
    double[] values = new double[60];
    Arrays.setAll(values, i -> input.values[i]);
    for (int i = 0; i < 60; i++) {
      double kept = values[i];
      values[i] = kept + 0.25;
      double above = loss(pool, shape, values, gradOutput);
      values[i] = kept - 0.25;
      double difference = (above - loss(pool, shape, values, gradOutput)) / 0.5;
      values[i] = kept;
      assertThat(gradInput.values[i] * step).isCloseTo(difference, within(step));
    }
  }

  private static double loss(MaxPool2d pool, Shape shape, double[] values, Int8Buffer gradOutput) {
    Shape outShape = pool.outputShape(shape);
    double loss = 0;
    for (int o = 0; o < outShape.size(); o++) {
      int x = o % outShape.extent(1);
      int y = o / outShape.extent(1) % outShape.extent(0);
      int channel = o / outShape.extent(1) / outShape.extent(0);
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < pool.size() * pool.size(); k++) {
        int row = y * pool.stride() + k / pool.size();
        int column = x * pool.stride() + k % pool.size();
        int at = (channel * shape.extent(0) + row) * shape.extent(1) + column;
        largest = Math.max(largest, values[at]);
      }
      loss += gradOutput.values[o] * largest;
    }
    return loss;
  }

  private static Int8Buffer drawn(RandomSequence draws, int size, int span) {
    Int8Buffer buffer = new Int8Buffer(size);
    for (int i = 0; i < size; i++) {
      buffer.values[i] = (byte) (draws.nextBelow(span) - span / 2);
    }
    return buffer;
  }

  /** One pixel that is the largest of 128 * 128 windows. */
  @Test
  void theLargestWindowsOverOnePixelDoNotWrap() {
    assertThat(MaxPool2d.MAX_SIZE).isEqualTo(128);
    Shape shape = Shape.of(255, 255, 1);
    Int8Buffer input = new Int8Buffer(255 * 255);
    input.values[127 * 255 + 127] = 1;
    Int8Buffer gradOutput = new Int8Buffer(128 * 128);
    Arrays.fill(gradOutput.values, (byte) -127);
    Int32Buffer acc = new Int32Buffer(255 * 255);
    Int8Buffer gradInput = new Int8Buffer(255 * 255);
    Sites.backward(new MaxPool2d(128, 1), NONE, input, gradOutput, shape, 1, acc, gradInput);
    assertThat(gradInput.values[127 * 255 + 127]).isEqualTo((byte) -127);
    assertThat(gradInput.shift).isEqualTo(14);
    assertThatThrownBy(() -> new MaxPool2d(129, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("max pool size must be in [1, 128]: 129");
  }

  @Test
  void sizesOutOfBoundsAreRefused() {
    assertThatThrownBy(() -> new MaxPool2d(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("max pool size must be in [1, 128]: 0");
    assertThatThrownBy(() -> new MaxPool2d(1, 0))
        .hasMessage("max pool stride must be at least 1: 0");
    assertThatThrownBy(() -> new MaxPool2d(2).outputShape(Shape.of(4, 1, 1)))
        .hasMessage("max pool input height and width must be at least 2: [4, 1, 1]");
    assertThatThrownBy(() -> new MaxPool2d(2).outputShape(Shape.of(4, 4)))
        .hasMessage("max pool input must be an image [height, width, channels]: [4, 4]");
    Int8Buffer one = of(1);
    assertThatThrownBy(
            () ->
                Sites.gradient(
                    new MaxPool2d(2), 0, one, one, Shape.of(2, 2, 1), 1, new Int32Buffer(1)))
        .hasMessage("layer has no parameters: MaxPool2d[size=2, stride=2]");
  }

  @Test
  void theOutputHasOnePixelForEachWindowThatFits() {
    assertThat(new MaxPool2d(2)).isEqualTo(new MaxPool2d(2, 2));
    assertThat(new MaxPool2d(2).outputShape(Shape.of(5, 4, 3))).isEqualTo(Shape.of(2, 2, 3));
    assertThat(new MaxPool2d(3, 1).outputShape(Shape.of(3, 7, 1))).isEqualTo(Shape.of(1, 5, 1));
    assertThat(new MaxPool2d(1, Integer.MAX_VALUE).outputShape(Shape.of(9, 9, 1)))
        .isEqualTo(Shape.of(1, 1, 1));
    assertThat(new MaxPool2d(2).parameterShapes()).isEmpty();
    assertThat(new MaxPool2d(2).fans() + new MaxPool2d(2).gradientTerms(Shape.of(4, 4, 1)))
        .isZero();
  }
}
