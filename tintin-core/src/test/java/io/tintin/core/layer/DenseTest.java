package io.tintin.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

class DenseTest {
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

  @Test
  void anExampleByHand() {
    Int8Buffer weights = new Int8Buffer(6);
    System.arraycopy(
        new byte[] {
          1, 2, 3, // output 0
          -1, 0, 1, // output 1
        },
        0,
        weights.values,
        0,
        6);
    weights.setScale(-4, 1, 0);
    Int8Buffer bias = new Int8Buffer(2);
    bias.values[0] = 5;
    bias.values[1] = -3;
    bias.setScale(-6, 1, 0); // 1 is 2 steps of the accumulator
    Int8Buffer input = new Int8Buffer(3);
    System.arraycopy(new byte[] {10, 20, 30}, 0, input.values, 0, 3);
    input.setScale(-3, 0, 0);
    Int32Buffer acc = new Int32Buffer(3);
    Int8Buffer output = new Int8Buffer(2);
    Sites.forward(
        new Dense(3, 2), new Int8Buffer[] {weights, bias}, input, Shape.of(3), 1, acc, output);
    // 140 + 10 and 20 - 6; 150 has 8 bits: one is dropped
    assertThat(output.values).containsExactly(75, 7);
    assertThat(new int[] {output.shift, output.up, output.down}).containsExactly(-6, 1, 0);
  }

  /** The gradient of sum(gradOutput * output) by weights, bias and input, one value at a time. */
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void gradientsMatchANaiveOracle(
      @ForAll @IntRange(min = 1, max = 9) int inputs,
      @ForAll @IntRange(min = 1, max = 9) int outputs,
      @ForAll @IntRange(min = 1, max = 9) int batch,
      @ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Int8Buffer weights = drawn(draws, outputs * inputs);
    Int8Buffer input = drawn(draws, inputs * batch);
    Int8Buffer gradOutput = drawn(draws, outputs * batch);
    Dense dense = new Dense(inputs, outputs);
    Shape shape = Shape.of(inputs);
    Int32Buffer gradient = new Int32Buffer(outputs * inputs);
    Sites.gradient(dense, 0, input, gradOutput, shape, batch, gradient);
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        long sum = 0;
        for (int b = 0; b < batch; b++) {
          sum += (long) gradOutput.values[o * batch + b] * input.values[i * batch + b];
        }
        assertThat(gradient.values[o * inputs + i]).isEqualTo((int) sum);
      }
    }
    Sites.gradient(dense, 1, input, gradOutput, shape, batch, gradient);
    for (int o = 0; o < outputs; o++) {
      long sum = 0;
      for (int b = 0; b < batch; b++) {
        sum += gradOutput.values[o * batch + b];
      }
      assertThat(gradient.values[o]).isEqualTo((int) sum);
    }
    Int32Buffer acc = new Int32Buffer(inputs * batch);
    Int8Buffer gradInput = new Int8Buffer(inputs * batch);
    Int8Buffer[] parameters = {weights, new Int8Buffer(outputs)};
    Sites.backward(dense, parameters, input, gradOutput, shape, batch, acc, gradInput);
    for (int i = 0; i < inputs; i++) {
      for (int b = 0; b < batch; b++) {
        long sum = 0;
        for (int o = 0; o < outputs; o++) {
          sum += (long) weights.values[o * inputs + i] * gradOutput.values[o * batch + b];
        }
        // Rounding is within half a step; what would round to 128 is clipped to 127.
        double step = Math.scalb(1.0, gradInput.shift);
        assertThat(gradInput.values[i * batch + b] * step).isBetween(sum - step, sum + step);
      }
    }
  }

  @Test
  void mostInputsWithTheLargestValuesAndBiasDoNotWrap() {
    int inputs = Dense.MAX_INPUTS;
    assertThat(inputs).isEqualTo(66_572);
    for (int sign : new int[] {1, -1}) {
      Int8Buffer[] parameters = {filled(inputs, 127), filled(1, 127 * sign)};
      parameters[1].setScale(100, 0, 0); // far beyond what is added
      Int32Buffer acc = new Int32Buffer(1);
      Int8Buffer output = new Int8Buffer(1);
      Dense dense = new Dense(inputs, 1);
      Sites.forward(
          dense, parameters, filled(inputs, 127 * sign), Shape.of(inputs), 1, acc, output);
      // 127 * 127 * 66_572 + (1 << 30) - 1 = 2_147_481_611
      assertThat(output.values[0]).isEqualTo((byte) (sign * 127)); // 128 clipped
      assertThat(output.shift).isEqualTo(24);
    }
    assertThatThrownBy(() -> new Dense(inputs + 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dense inputs must be in [1, 66572], or a sum could wrap: 66573");
  }

  @Test
  void mostOutputsWithTheLargestValuesDoNotWrap() {
    int outputs = Dense.MAX_OUTPUTS;
    assertThat(outputs).isEqualTo(133_144);
    Int8Buffer[] parameters = {filled(outputs, -127)};
    Int32Buffer acc = new Int32Buffer(1);
    Int8Buffer gradInput = new Int8Buffer(1);
    Dense dense = new Dense(1, outputs, false);
    Sites.backward(
        dense, parameters, new Int8Buffer(1), filled(outputs, 127), Shape.of(1), 1, acc, gradInput);
    assertThat(gradInput.values[0]).isEqualTo((byte) -127); // -2_147_479_576 in 128 steps of 2^24
    assertThat(gradInput.shift).isEqualTo(24);
    assertThatThrownBy(() -> new Dense(1, outputs + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dense outputs must be in [1, 133144], or a sum could wrap: 133145");
  }

  @Test
  void sizesOutOfBoundsAreRefused() {
    assertThatThrownBy(() -> new Dense(0, 1))
        .hasMessage("dense inputs must be in [1, 66572], or a sum could wrap: 0");
    assertThatThrownBy(() -> new Dense(1, 0))
        .hasMessage("dense outputs must be in [1, 133144], or a sum could wrap: 0");
    assertThatThrownBy(() -> new Dense(66_572, 133_144))
        .hasMessage("dense weights must be at most 268435456: 8863662368");
    assertThatThrownBy(() -> new Dense(3, 2).outputShape(Shape.of(4)))
        .hasMessage("dense input size must be 3: 4");
    assertThatThrownBy(() -> new Dense(4, 2).outputShape(Shape.of(2, 2)))
        .hasMessage("dense input must be flat, not a sequence [length, channels]: [2, 2]");
    assertThatThrownBy(() -> new Dense(4, 2).outputShape(Shape.of(4), Shape.of(4)))
        .hasMessage("dense inputs must be 1: 2");
    assertThatThrownBy(() -> new Dense(4, 2).outputShape()).hasMessage("dense inputs must be 1: 0");
    assertThatThrownBy(() -> new Dense(8, 2).outputShape(Shape.of(2, 2, 2)))
        .hasMessage("dense input must be flat, not an image [height, width, channels]: [2, 2, 2]");
    assertThatThrownBy(
            () ->
                Sites.gradient(
                    new Relu(), 0, filled(1, 1), filled(1, 1), Shape.of(1), 1, new Int32Buffer(1)))
        .hasMessage("layer has no parameters: Relu[]");
  }

  @Test
  void parametersAreWeightsAndBias() {
    assertThat(new Dense(3, 2).parameterShapes()).containsExactly(Shape.of(2, 3), Shape.of(2));
    assertThat(new Dense(3, 2, false).parameterShapes()).containsExactly(Shape.of(2, 3));
    assertThat(new Dense(4, 2).outputShape(Shape.of(4))).isEqualTo(Shape.of(2));
    assertThat(new Dense(4, 2).outputShape(Shape.of(2, 2, 1, 1))).isEqualTo(Shape.of(2));
  }
}
