package io.tintin.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the fully connected layers of all kernels have to do. */
abstract class DenseContract {
  abstract Kernels kernels();

  private void assertPassesMatch(int outputs, int inputs, int batch) {
    assertPassesMatch(outputs, inputs, batch, batch);
  }

  /** With scratch for batches of up to {@code most}. */
  private void assertPassesMatch(int outputs, int inputs, int batch, int most) {
    long seed = (outputs * 31L + inputs) * 31 + batch;
    byte[] weights = KernelValues.drawn(seed, outputs * inputs);
    byte[] input = KernelValues.drawn(seed + 1, inputs * batch);
    byte[] gradOutput = KernelValues.drawn(seed + 2, outputs * batch);
    assertPassesMatch(outputs, inputs, batch, most, weights, input, gradOutput);
  }

  private void assertPassesMatch(
      int outputs,
      int inputs,
      int batch,
      int most,
      byte[] weights,
      byte[] input,
      byte[] gradOutput) {
    String sizes = outputs + " x " + inputs + ", batch " + batch;
    KernelScratch forward = KernelValues.used(kernels().denseSize(outputs, inputs, most, false));
    KernelScratch training = KernelValues.used(kernels().denseSize(outputs, inputs, most, true));
    int[] bias = KernelValues.bias(outputs);
    int[] expected = new int[outputs * batch];
    NaiveDense.forward(weights, input, outputs, inputs, batch, expected);
    ScalarKernels.addBias(bias, outputs, batch, expected);
    for (KernelScratch scratch : new KernelScratch[] {forward, training}) {
      ScaledPass.assertMatches(
          "output of " + sizes,
          expected,
          (acc, rightShift, toEven, output) ->
              kernels()
                  .denseForward(
                      weights,
                      bias,
                      input,
                      outputs,
                      inputs,
                      batch,
                      scratch,
                      acc,
                      rightShift,
                      toEven,
                      output));
    }
    expected = new int[inputs * batch];
    NaiveDense.backward(weights, gradOutput, outputs, inputs, batch, expected);
    ScaledPass.assertMatchesToNearest(
        "gradient by the input of " + sizes,
        expected,
        (acc, rightShift, toEven, output) ->
            kernels()
                .denseBackward(
                    weights,
                    gradOutput,
                    outputs,
                    inputs,
                    batch,
                    training,
                    acc,
                    rightShift,
                    output));
    expected = new int[outputs * inputs];
    int[] acc = KernelValues.usedAcc(expected.length);
    NaiveDense.gradient(gradOutput, input, outputs, inputs, batch, expected);
    kernels().denseGradient(gradOutput, input, outputs, inputs, batch, training, acc);
    assertThat(acc).as("gradient of the weights of %s", sizes).isEqualTo(expected);
  }

  @Test
  void allSmallSizesMatchPlainLoops() {
    for (int outputs = 1; outputs <= 20; outputs++) {
      for (int inputs = 1; inputs <= 20; inputs++) {
        for (int batch = 1; batch <= 20; batch++) {
          assertPassesMatch(outputs, inputs, batch);
        }
      }
    }
  }

  @Test
  void allBatchesMatchPlainLoops() {
    for (int batch = 1; batch <= 70; batch++) {
      assertPassesMatch(33, 7, batch);
      assertPassesMatch(3, 41, batch);
    }
  }

  @Test
  void scratchForALargeBatchServesSmallerOnes() {
    for (int batch = 1; batch <= 70; batch++) {
      assertPassesMatch(33, 47, batch, 70);
      assertPassesMatch(47, 3, batch, 300);
    }
    assertPassesMatch(3, 4, 1024, 1025);
    assertPassesMatch(2, 1300, 15, 16);
  }

  @ParameterizedTest
  @CsvSource({
    "255, 256, 64", // either side of a long row
    "256, 255, 63",
    "500, 800, 64",
    "1025, 1024, 17", // outputs of two blocks
    "1024, 1025, 16", // inputs of two blocks
    "2051, 3, 20",
    "3, 2051, 5",
    "40, 30, 300",
    "90, 11, 2051",
    "150, 140, 131",
    "66, 3000, 9",
    "300, 1, 1",
    "31, 1023, 1", // one example, either side of a block
    "32, 1024, 1",
    "33, 1025, 1",
    "7, 2051, 1",
  })
  void largeSizesMatchPlainLoops(int outputs, int inputs, int batch) {
    assertPassesMatch(outputs, inputs, batch);
  }

  @Test
  void theLargestMagnitudesMatchPlainLoops() {
    for (int sign : new int[] {1, -1}) {
      byte[] weights = KernelValues.filled(300 * 301, 127);
      byte[] input = KernelValues.filled(301 * 65, 127 * sign);
      byte[] gradOutput = KernelValues.filled(300 * 65, -127);
      assertPassesMatch(300, 301, 65, 65, weights, input, gradOutput);
      assertPassesMatch(300, 301, 1, 65, weights, input, gradOutput);
    }
  }
}
