package io.tintin.cli.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.quant.Scale;
import org.junit.jupiter.api.Test;

class RealStepTest {
  @Test
  void stepIsTheProductOfThePowers() {
    assertThat(RealStep.of(Scale.UNIT)).isEqualTo(1);
    assertThat(RealStep.of(Scale.of(-3, 2, 0))).isEqualTo(25 / 128.0);
    assertThat(RealStep.of(Scale.of(4, 0, 1))).isEqualTo(13);
    assertThat(RealStep.of(Scale.of(2, -1, 2))).isEqualTo(4 * 0.8 * (169 / 256.0));
  }
}
