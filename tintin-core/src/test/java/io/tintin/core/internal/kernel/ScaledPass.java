package io.tintin.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.quant.Rounding;
import java.util.Arrays;

/** A pass of kernels that ends in a scaling, under test. */
interface ScaledPass {
  int run(int[] acc, int rightShift, boolean toEven, byte[] output);

  /** Unscaled, and scaled to nearest with either kind of ties. */
  static void assertMatches(String name, int[] sums, ScaledPass pass) {
    assertMatchesToNearest(name, sums, pass);
    assertScaled(name, sums, pass, true);
  }

  /** Unscaled, and scaled to nearest with ties away from zero. */
  static void assertMatchesToNearest(String name, int[] sums, ScaledPass pass) {
    int[] acc = KernelValues.usedAcc(sums.length);
    byte[] untouched = KernelValues.filled(sums.length, 99);
    int bits = pass.run(acc, Kernels.UNSCALED, false, untouched);
    assertThat(bits).as("bits of %s", name).isEqualTo(bits(sums));
    assertThat(acc).as(name).isEqualTo(sums);
    assertThat(untouched).as("not the output of %s", name).containsOnly(99);
    assertScaled(name, sums, pass, false);
  }

  private static void assertScaled(String name, int[] sums, ScaledPass pass, boolean toEven) {
    int fitting = Math.max(0, bits(sums) - 7);
    for (int rightShift : new int[] {fitting, Math.max(0, fitting - 3), 40}) {
      int[] acc = KernelValues.usedAcc(sums.length);
      byte[] output = KernelValues.filled(sums.length, 99);
      byte[] expected = new byte[sums.length];
      Rounding rounding = toEven ? Rounding.NEAREST_EVEN : Rounding.NEAREST;
      ScalarKernels.requantize(sums, sums.length, rightShift, rounding, 0, expected);
      int bits = pass.run(acc, rightShift, toEven, output);
      assertThat(bits).as("bits of %s", name).isEqualTo(bits(sums));
      assertThat(output).as("%s, shift %s", name, rightShift).isEqualTo(expected);
    }
  }

  private static int bits(int[] sums) {
    int largest = Arrays.stream(sums).map(Math::abs).max().orElse(0);
    return 32 - Integer.numberOfLeadingZeros(largest);
  }
}
