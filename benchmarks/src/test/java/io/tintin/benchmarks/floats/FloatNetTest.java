package io.tintin.benchmarks.floats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tintin.benchmarks.peer.Digits;
import io.tintin.benchmarks.peer.Net;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All vectors of one process have the same width, so batches on the Vector API are even. */
class FloatNetTest {
  private final Digits digits = Digits.random();

  static Stream<Arguments> nets() {
    return Stream.of(
        Arguments.of(Net.LENET5_SMALL, 1, false),
        Arguments.of(Net.LENET5_SMALL, 7, false),
        Arguments.of(Net.LENET5, 2, false),
        Arguments.of(Net.MLP, 1, false),
        Arguments.of(Net.MLP, 11, false),
        Arguments.of(Net.LENET5_SMALL, 2, true),
        Arguments.of(Net.LENET5_SMALL, 16, true),
        Arguments.of(Net.LENET5, 2, true),
        Arguments.of(Net.MLP, 2, true),
        Arguments.of(Net.MLP, 16, true));
  }

  private static FloatNet net(Net net, int batch, boolean isVector) {
    return new FloatNet(net, batch, isVector ? FloatKernels.vector(batch) : FloatKernels.PLAIN);
  }

  private float[][] examples(int batch) {
    float[][] examples = new float[batch][];
    Arrays.setAll(examples, digits::float32);
    return examples;
  }

  private int[] labels(int batch) {
    int[] labels = new int[batch];
    Arrays.setAll(labels, digits::label);
    return labels;
  }

  @ParameterizedTest
  @MethodSource("nets")
  void gradientsAreThoseOfTheLoss(Net net, int batch, boolean isVector) {
    FloatNet trained = net(net, batch, isVector);
    float loss = trained.computeGradients(examples(batch), labels(batch));
    assertThat((double) loss).isCloseTo(loss(net, trained, batch), within(1e-4));
    SplittableRandom random = new SplittableRandom(batch);
    for (Parameters parameters : trained.parameters()) {
      int last = parameters.bias.length - 1;
      check(net, trained, batch, parameters.bias, last, parameters.gradBias[last]);
      for (int o : new int[] {0, random.nextInt(last + 1), last}) {
        int i = random.nextInt(parameters.weights[o].length);
        check(net, trained, batch, parameters.weights[o], i, parameters.gradWeights[o][i]);
      }
    }
  }

  /** By the central difference of the loss, which is in double. */
  private void check(Net net, FloatNet trained, int batch, float[] values, int at, float gradient) {
    float value = values[at];
    float step = 1e-4f;
    values[at] = value + step;
    double up = values[at];
    double above = loss(net, trained, batch);
    values[at] = value - step;
    double difference = (above - loss(net, trained, batch)) / (up - values[at]);
    values[at] = value;
    assertThat((double) gradient).isCloseTo(difference, within(2e-3 + 0.01 * Math.abs(difference)));
  }

  private double loss(Net net, FloatNet trained, int batch) {
    double loss = 0;
    for (int b = 0; b < batch; b++) {
      loss += NaiveNet.loss(net, trained.parameters(), digits.float32(b), digits.label(b));
    }
    return loss / batch;
  }

  @Test
  void momentumAddsUp() {
    Parameters parameters = new Parameters(1, 1, 1, new SplittableRandom(1));
    float start = parameters.weights[0][0];
    parameters.gradWeights[0][0] = 1;
    parameters.update(0.5f, 0.5f);
    parameters.update(0.5f, 0.5f);
    // Velocities 1 and 1.5, at a rate of 0.5.
    assertThat(parameters.weights[0][0]).isCloseTo(start - 1.25f, within(1e-6f));
  }

  @ParameterizedTest
  @MethodSource("nets")
  void aFewStepsLearnABatch(Net net, int batch, boolean isVector) {
    FloatNet trained = net(net, batch, isVector);
    float first = trained.step(examples(batch), labels(batch));
    float last = first;
    for (int step = 0; step < 15; step++) {
      last = trained.step(examples(batch), labels(batch));
    }
    assertThat(last).isLessThan(first);
  }
}
