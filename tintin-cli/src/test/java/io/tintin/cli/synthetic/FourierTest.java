package io.tintin.cli.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tintin.core.random.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FourierTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 8, 64, 512})
  void isTheSumOfTheDefinition(int size) {
    Chance chance = new Chance(new RandomSource(1));
    int[] real = new int[size];
    int[] imaginary = new int[size];
    for (int t = 0; t < size; t++) {
      real[t] = chance.between(-20_000, 20_000);
      imaginary[t] = chance.between(-20_000, 20_000);
    }
    int[] inReal = real.clone();
    int[] inImaginary = imaginary.clone();
    new Fourier(size).transform(real, imaginary);
    for (int k = 0; k < size; k++) {
      double re = 0;
      double im = 0;
      for (int t = 0; t < size; t++) {
        double angle = -2 * Math.PI * k * t / size;
        re += inReal[t] * Math.cos(angle) - inImaginary[t] * Math.sin(angle);
        im += inReal[t] * Math.sin(angle) + inImaginary[t] * Math.cos(angle);
      }
      // Factors are right to 2^-16, and each stage rounds down.
      assertThat(real[k]).isCloseTo((int) re, within(40 + size / 4));
      assertThat(imaginary[k]).isCloseTo((int) im, within(40 + size / 4));
    }
  }

  @Test
  void levelsAreEighthsOfDoublings() {
    assertThat(Levels.log2(0)).isZero();
    assertThat(Levels.log2(1)).isZero();
    assertThat(Levels.log2(2)).isEqualTo(8);
    assertThat(Levels.log2(3)).isEqualTo(12);
    assertThat(Levels.log2(1L << 40)).isEqualTo(320);
    assertThat(Levels.log2((1L << 40) + (1L << 37))).isEqualTo(321);
    byte[] features = new byte[4];
    Levels.relative(new long[] {1, 4, 1L << 60}, features, 1);
    assertThat(features).containsExactly(0, -127, -127, 127);
  }
}
