package io.tintin.cli.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizedTest {
  private static Int8Tensor quantized(float... values) {
    return Quantized.of(Shape.of(values.length), values);
  }

  private static Int8Tensor steps(Scale scale, int... steps) {
    byte[] bytes = new byte[steps.length];
    for (int i = 0; i < steps.length; i++) {
      bytes[i] = (byte) steps[i];
    }
    return Int8Tensor.of(Shape.of(steps.length), scale, bytes);
  }

  @Test
  void scaleIsTheFinestThatHoldsTheLargest() {
    assertThat(quantized(127, -1)).isEqualTo(steps(Scale.UNIT, 127, -1));
    assertThat(quantized(128, 0)).isEqualTo(steps(Scale.of(0, 1, 0), 102, 0)); // 102.4
    assertThat(quantized(-160, 1)).isEqualTo(steps(Scale.of(0, 2, 0), -102, 1)); // -102.4, 0.64
    assertThat(quantized(199, 2)).isEqualTo(steps(Scale.of(1, 0, 0), 100, 1)); // 99.5, 1
  }

  @Test
  void tiesGoAwayFromZero() {
    assertThat(quantized(100, 0.5f, -0.5f, -1.5f, 0.499f))
        .isEqualTo(steps(Scale.UNIT, 100, 1, -1, -2, 0));
  }

  @Test
  void zerosHaveTheScaleOfNewBiases() {
    assertThat(quantized(0, -0f)).isEqualTo(steps(Scale.powerOfTwo(-7), 0, 0));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.MAX_VALUE, 1, Float.MIN_NORMAL})
  void everyMagnitudeHasAScale(float value) {
    Int8Tensor tensor = quantized(value, -value);
    assertThat(tensor.get(0) * RealStep.of(tensor.scale()) / value).isCloseTo(1, within(0.005));
    assertThat(tensor.get(1)).isEqualTo((byte) -tensor.get(0));
  }

  /** Half a step of 2^-128 is 2^-129; less is 0. */
  @Test
  void smallestStepIsTheLeastOfScale() {
    Scale least = Scale.powerOfTwo(-128);
    assertThat(quantized(Math.scalb(1f, -129))).isEqualTo(steps(least, 1));
    assertThat(quantized(Float.MIN_VALUE)).isEqualTo(steps(least, 0));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void valuesThatAreNotFiniteAreRefused(float value) {
    assertThatThrownBy(() -> quantized(1, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values must be finite: " + value);
  }
}
