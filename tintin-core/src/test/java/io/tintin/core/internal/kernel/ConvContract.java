package io.tintin.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the convolutions of all kernels have to do. */
abstract class ConvContract {
  abstract Kernels kernels();

  private static int weights(ConvGeometry g) {
    return g.outChannels() * g.taps();
  }

  private static int inputs(ConvGeometry g) {
    return g.channels() * g.height() * g.width();
  }

  private static int outputs(ConvGeometry g) {
    return g.outChannels() * g.outHeight() * g.outWidth();
  }

  private void assertPassesMatch(ConvGeometry g, int batch, long seed) {
    assertPassesMatch(g, batch, batch, seed);
  }

  /** With scratch for batches of up to {@code most}. */
  private void assertPassesMatch(ConvGeometry g, int batch, int most, long seed) {
    byte[] weights = KernelValues.drawn(seed, weights(g));
    byte[] input = KernelValues.drawn(seed + 1, inputs(g) * batch);
    byte[] gradOutput = KernelValues.drawn(seed + 2, outputs(g) * batch);
    assertPassesMatch(g, batch, most, weights, input, gradOutput);
  }

  private void assertPassesMatch(
      ConvGeometry g, int batch, int most, byte[] weights, byte[] input, byte[] gradOutput) {
    KernelScratch forward = KernelValues.used(kernels().convSize(g, most, false));
    KernelScratch training = KernelValues.used(kernels().convSize(g, most, true));
    int[] bias = KernelValues.bias(g.outChannels());
    int[] expected = new int[outputs(g) * batch];
    NaiveConvolution.forward(g, weights, input, batch, expected);
    ScalarKernels.addBias(bias, g.outChannels(), expected.length / g.outChannels(), expected);
    for (KernelScratch scratch : new KernelScratch[] {forward, training}) {
      ScaledPass.assertMatches(
          "output of " + g + ", batch " + batch,
          expected,
          (acc, rightShift, toEven, output) ->
              kernels()
                  .convForward(
                      g, weights, bias, input, batch, scratch, acc, rightShift, toEven, output));
    }
    expected = new int[inputs(g) * batch];
    NaiveConvolution.backward(g, weights, gradOutput, batch, expected);
    ScaledPass.assertMatchesToNearest(
        "gradient by the input of " + g + ", batch " + batch,
        expected,
        (acc, rightShift, toEven, output) ->
            kernels()
                .convBackward(g, weights, gradOutput, batch, training, acc, rightShift, output));
    expected = new int[weights(g)];
    int[] acc = KernelValues.usedAcc(expected.length);
    NaiveConvolution.gradient(g, gradOutput, input, batch, expected);
    kernels().convGradient(g, gradOutput, input, batch, training, acc);
    assertThat(acc).as("gradient of the weights of %s, batch %s", g, batch).isEqualTo(expected);
  }

  /** Every stride, padding, dilation and group count of a grid, for images from the least on. */
  @Test
  void aGridOfGeometriesMatchesPlainLoops() {
    int seen = 0;
    for (int kernel = 1; kernel <= 3; kernel++) {
      for (int stride = 1; stride <= 3; stride++) {
        for (int padding = 0; padding <= 3; padding++) {
          for (int dilation = 1; dilation <= 3; dilation++) {
            for (int groups = 1; groups <= 3; groups++) {
              int least = Math.max(1, dilation * (kernel - 1) + 1 - 2 * padding);
              for (int extent = least; extent < least + 5; extent++) {
                ConvGeometry g =
                    new ConvGeometry(
                        extent,
                        extent + dilation,
                        2 * groups,
                        groups * (1 + seen % 7),
                        kernel,
                        kernel + 1,
                        stride,
                        padding,
                        dilation,
                        groups);
                assertPassesMatch(g, 1 + seen % 4, seen++);
              }
            }
          }
        }
      }
    }
    assertThat(seen).isEqualTo(1620);
  }

  @Test
  void drawnGeometriesMatchPlainLoops() {
    for (long seed = 0; seed < 300; seed++) {
      assertDrawnGeometryMatches(seed);
    }
  }

  private void assertDrawnGeometryMatches(long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    int groups = 1 + draws.nextBelow(3);
    int kernelHeight = 1 + draws.nextBelow(6);
    int kernelWidth = 1 + draws.nextBelow(6);
    int rowPadding = draws.nextBelow(4);
    int columnPadding = draws.nextBelow(4);
    int dilation = 1 + draws.nextBelow(3);
    ConvGeometry g =
        new ConvGeometry(
            Math.max(1, dilation * (kernelHeight - 1) + 1 - 2 * rowPadding) + draws.nextBelow(9),
            Math.max(1, dilation * (kernelWidth - 1) + 1 - 2 * columnPadding) + draws.nextBelow(9),
            groups * (1 + draws.nextBelow(12)),
            groups * (1 + draws.nextBelow(9)),
            kernelHeight,
            kernelWidth,
            1 + draws.nextBelow(4),
            rowPadding,
            columnPadding,
            dilation,
            groups);
    assertPassesMatch(g, 1 + draws.nextBelow(70), seed);
  }

  @Test
  void allBatchesMatchPlainLoops() {
    for (int batch = 1; batch <= 70; batch++) {
      assertPassesMatch(new ConvGeometry(7, 6, 2, 4, 3, 2, 1, 1, 1, 2), batch, batch);
      assertPassesMatch(new ConvGeometry(9, 8, 3, 2, 2, 3, 2, 1, 2, 1), batch, batch);
    }
  }

  @Test
  void scratchForALargeBatchServesSmallerOnes() {
    for (int batch = 1; batch <= 70; batch++) {
      assertPassesMatch(new ConvGeometry(13, 15, 2, 4, 3, 2, 1, 1, 1, 2), batch, 70, batch);
      assertPassesMatch(new ConvGeometry(5, 6, 11, 4, 4, 3, 1, 1, 1, 1), batch, 71, batch);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "28, 1, 20, 5, 1, 0, 1, 1, 64", // LeNet
    "12, 20, 50, 5, 1, 0, 1, 1, 8",
    "16, 8, 8, 3, 1, 1, 1, 8, 32", // depthwise
    "16, 8, 12, 1, 1, 0, 1, 1, 32", // pointwise
    "17, 4, 36, 3, 2, 1, 1, 1, 20",
    "40, 2, 3, 3, 1, 4, 4, 1, 1",
    "10, 12, 8, 5, 2, 3, 2, 2, 7",
    "11, 16, 5, 3, 1, 1, 1, 1, 9",
    "6, 130, 4, 1, 1, 0, 1, 1, 3",
    "5, 4, 260, 2, 1, 1, 1, 2, 3", // outputs of several tiles
    "5, 30, 130, 3, 1, 1, 1, 1, 2",
    "3, 2, 3, 2, 1, 0, 1, 1, 1100", // a pixel of more than a block
  })
  void largeGeometriesMatchPlainLoops(
      int extent,
      int channels,
      int outChannels,
      int kernel,
      int stride,
      int padding,
      int dilation,
      int groups,
      int batch) {
    ConvGeometry g =
        new ConvGeometry(
            extent,
            extent,
            channels,
            outChannels,
            kernel,
            kernel,
            stride,
            padding,
            dilation,
            groups);
    assertPassesMatch(g, batch, extent);
  }

  @Test
  void theLargestMagnitudesMatchPlainLoops() {
    assertLargestMatch(new ConvGeometry(12, 12, 9, 11, 5, 5, 1, 2, 1, 1), 17);
    assertLargestMatch(new ConvGeometry(12, 12, 9, 11, 5, 5, 1, 0, 1, 1), 1);
  }

  private void assertLargestMatch(ConvGeometry g, int batch) {
    for (int sign : new int[] {1, -1}) {
      byte[] weights = KernelValues.filled(weights(g), 127);
      byte[] input = KernelValues.filled(inputs(g) * batch, 127 * sign);
      byte[] gradOutput = KernelValues.filled(outputs(g) * batch, -127);
      assertPassesMatch(g, batch, batch, weights, input, gradOutput);
    }
  }

  /** On either side of where kernels may turn to other forms for few pixels. */
  @Test
  void fewPixelsMatchPlainLoops() {
    for (int outputs = 1; outputs <= 7; outputs++) {
      for (int channels = 7; channels <= 9; channels++) {
        for (int groups = 1; groups <= 2; groups++) {
          int all = groups * channels;
          int out = groups * outputs;
          assertPassesMatch(new ConvGeometry(5, 6, all, out, 2, 2, 1, 0, 1, groups), 1, outputs);
          assertPassesMatch(new ConvGeometry(5, 6, all, out, 2, 2, 1, 1, 1, groups), 3, outputs);
          assertPassesMatch(new ConvGeometry(7, 6, all, out, 3, 2, 1, 1, 2, groups), 2, 9, outputs);
          assertPassesMatch(new ConvGeometry(9, 6, all, out, 2, 3, 2, 1, 1, groups), 1, outputs);
        }
      }
    }
    for (int height = 2; height <= 7; height++) {
      for (int channels = 8; channels * height < 140; channels++) {
        assertPassesMatch(new ConvGeometry(9, 4, channels, 5, height, 1, 1, 0, 1, 1), 1, channels);
      }
    }
    for (int outputs : new int[] {63, 64, 65, 66, 67, 130}) {
      assertPassesMatch(new ConvGeometry(5, 4, 9, outputs, 3, 3, 1, 0, 1, 1), 1, outputs);
    }
    assertPassesMatch(new ConvGeometry(8, 128, 9, 5, 8, 2, 1, 0, 1, 1), 1, 1); // 127 columns
    assertPassesMatch(new ConvGeometry(8, 129, 9, 5, 8, 2, 1, 0, 1, 1), 1, 1);
  }

  /** A dilated kernel is a larger one with zeros between its taps. */
  @Test
  void dilationEqualsAKernelWithZeros() {
    ConvGeometry dilated = new ConvGeometry(9, 10, 2, 3, 2, 3, 2, 1, 3, 1);
    ConvGeometry stuffed = new ConvGeometry(9, 10, 2, 3, 4, 7, 2, 1, 1, 1);
    assertThat(dilated.outHeight()).isEqualTo(stuffed.outHeight()).isEqualTo(4);
    assertThat(dilated.outWidth()).isEqualTo(stuffed.outWidth()).isEqualTo(3);
    byte[] weights = KernelValues.drawn(1, weights(dilated));
    byte[] spread = new byte[weights(stuffed)];
    for (int w = 0; w < weights.length; w++) {
      int i = w % 2;
      int kx = w / 2 % 3;
      int ky = w / 6 % 2;
      spread[((w / 12 * 4 + ky * 3) * 7 + kx * 3) * 2 + i] = weights[w];
    }
    byte[] input = KernelValues.drawn(2, inputs(dilated) * 3);
    int[] acc = new int[outputs(dilated) * 3];
    int[] expected = new int[acc.length];
    KernelScratch scratch = new KernelScratch(kernels().convSize(dilated, 3, false));
    int[] bias = new int[3];
    kernels()
        .convForward(
            dilated, weights, bias, input, 3, scratch, acc, Kernels.UNSCALED, false, new byte[0]);
    NaiveConvolution.forward(stuffed, spread, input, 3, expected);
    assertThat(acc).isEqualTo(expected);
  }
}
