package io.tintin.core.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import org.junit.jupiter.api.Test;

class NitiSgdTest {
  private static Int8Buffer weights(int shift, int... values) {
    Int8Buffer buffer = new Int8Buffer(values.length);
    for (int i = 0; i < values.length; i++) {
      buffer.values[i] = (byte) values[i];
    }
    buffer.setScale(shift, 0, 0);
    return buffer;
  }

  private static void update(
      UpdateRule rule, Int8Buffer weights, int count, Int32Buffer gradient, int batch, long key) {
    Parameter parameter = new Parameter(weights, count, true, rule);
    rule.update(parameter, gradient, batch, UpdateRule.FULL_RATE, key, new UpdateScratch(rule));
  }

  private static Int32Buffer gradient(int shift, int... values) {
    Int32Buffer buffer = new Int32Buffer(values.length);
    System.arraycopy(values, 0, buffer.values, 0, values.length);
    buffer.setScale(shift, 0, 0);
    return buffer;
  }

  @Test
  void bringsTheLargestGradientToItsBits() {
    Int8Buffer weights = weights(-8, 0, 0, 100, -120);
    // The largest magnitude, 1000, has 10 bits: 8 are dropped, so the largest step is 4.
    update(new NitiSgd(2), weights, 4, gradient(50, 1000, -512, -768, 999), 1, 0);
    assertThat(weights.values[1]).isEqualTo((byte) 2);
    assertThat(weights.values[2]).isEqualTo((byte) 103);
    assertThat(weights.values[0]).isBetween((byte) -4, (byte) -3);
    assertThat(weights.values[3]).isBetween((byte) -124, (byte) -123);
    assertThat(weights.shift).isEqualTo(-8);
  }

  @Test
  void staysInRangeAndKeepsTinyGradientsAtRest() {
    Int8Buffer weights = weights(-8, 127, -127, 5);
    update(new NitiSgd(7), weights, 3, gradient(0, -Integer.MAX_VALUE, Integer.MAX_VALUE, 0), 1, 0);
    assertThat(weights.values).containsExactly(127, -127, 5);
    update(new NitiSgd(7), weights, 3, gradient(0, 1, -1, 1), 1, 0);
    assertThat(weights.values).containsExactly(127, -127, 5);
    update(new NitiSgd(7), weights, 3, gradient(0, 2, -2, 1), 1, 0);
    assertThat(weights.values).containsExactly(125, -125, 4);
  }

  @Test
  void refusesBitsOutOfRange() {
    assertThatThrownBy(() -> new NitiSgd(-2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mu must be in [-1, 7]: -2");
    assertThatThrownBy(() -> new NitiSgd(8)).hasMessage("mu must be in [-1, 7]: 8");
  }
}
