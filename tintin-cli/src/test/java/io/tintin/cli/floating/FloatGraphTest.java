package io.tintin.cli.floating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tintin.core.layer.Dense;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class FloatGraphTest {
  private static final Shape TWO = Shape.of(2);

  private final FloatParameter first =
      parameter(
          1, 2, // output 0
          -1, 3); // output 1
  private final FloatParameter second =
      parameter(
          2, -1, // output 0
          1, 1); // output 1

  private static FloatParameter parameter(int... weights) {
    byte[] values = new byte[4];
    for (int i = 0; i < 4; i++) {
      values[i] = (byte) weights[i];
    }
    return new FloatParameter(Int8Tensor.of(Shape.of(2, 2), Scale.UNIT, values));
  }

  private static FloatNode dense(FloatParameter weights, int input) {
    FloatDense layer = new FloatDense(new Dense(2, 2, false), List.of(weights), 1);
    return new FloatNode(layer, List.of(input), TWO);
  }

  /** {@code f = first x, output = f + second f}. */
  @Test
  void gradientsOfAllUsesOfAValueAreAdded() {
    FloatGraph graph =
        new FloatGraph(
            TWO,
            List.of(
                dense(first, 0),
                dense(second, 1),
                new FloatNode(new FloatAdd(), List.of(1, 2), TWO)),
            1);
    graph.input().set(0, 0, 1, 5);
    graph.input().set(1, 0, 1, 7);
    graph.forward(1);
    // f = (19, 16), second f = (22, 35)
    assertThat(graph.output().get(0, 0, 1)).isEqualTo(41);
    assertThat(graph.output().get(1, 0, 1)).isEqualTo(51);

    graph.gradOutput().set(0, 0, 1, 1);
    graph.gradOutput().set(1, 0, 1, 10);
    graph.backward(1);
    graph.backward(1); // overwrites
    // by f: (1, 10) + second^T (1, 10) = (1, 10) + (12, 9)
    assertRows(second.gradients, 19, 16, 190, 160);
    assertRows(first.gradients, 13 * 5, 13 * 7, 19 * 5, 19 * 7);
    assertThat(graph.parameters()).containsExactly(first, second);
  }

  private static void assertRows(float[][] rows, float... expected) {
    for (int i = 0; i < 4; i++) {
      assertThat(rows[i / 2][i % 2]).isCloseTo(expected[i], within(1e-4f));
    }
  }

  /** {@code output = first x + second x}. */
  @Test
  void theInputMayHaveSeveralUses() {
    FloatGraph graph =
        new FloatGraph(
            TWO,
            List.of(
                dense(first, 0),
                dense(second, 0),
                new FloatNode(new FloatAdd(), List.of(1, 2), TWO)),
            1);
    graph.input().set(0, 0, 1, 5);
    graph.input().set(1, 0, 1, 7);
    graph.forward(1);
    assertThat(graph.output().get(0, 0, 1)).isEqualTo(19 + 3);
    graph.gradOutput().set(0, 0, 1, 1);
    graph.gradOutput().set(1, 0, 1, 10);
    graph.backward(1);
    assertRows(first.gradients, 5, 7, 50, 70);
    assertRows(second.gradients, 5, 7, 50, 70);
  }
}
