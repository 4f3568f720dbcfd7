package io.tintin.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.quant.Scale;
import org.junit.jupiter.api.Test;

class TensorTest {
  @Test
  void aShapeKnowsItsSize() {
    Shape shape = Shape.of(2, 3, 4);
    assertThat(shape.rank()).isEqualTo(3);
    assertThat(shape.extent(1)).isEqualTo(3);
    assertThat(shape.size()).isEqualTo(24);
    assertThat(shape).hasToString("[2, 3, 4]").isEqualTo(Shape.of(2, 3, 4));
    assertThat(shape).isNotEqualTo(Shape.of(24)).hasSameHashCodeAs(Shape.of(2, 3, 4));
    assertThat(Shape.of(1 << 14, 1 << 14).size()).isEqualTo(Shape.MAX_SIZE);
  }

  @Test
  void aShapeIsACopy() {
    int[] extents = {2, 3};
    Shape shape = Shape.of(extents);
    extents[0] = 9;
    assertThat(shape.extent(0)).isEqualTo(2);
  }

  @Test
  void shapesOutOfBoundsAreRefused() {
    assertThatThrownBy(Shape::of)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape rank must be in [1, 4]: 0");
    assertThatThrownBy(() -> Shape.of(1, 1, 1, 1, 1)).hasMessage("shape rank must be in [1, 4]: 5");
    assertThatThrownBy(() -> Shape.of(3, 0)).hasMessage("shape extent must be at least 1: 0");
    assertThatThrownBy(() -> Shape.of((1 << 28) + 1))
        .hasMessage("shape size must be at most 268435456: [268435457]");
    assertThatThrownBy(() -> Shape.of(1 << 16, 1 << 16, 1 << 16, 1 << 16))
        .hasMessageStartingWith("shape size must be at most 268435456: ");
  }

  @Test
  void aTensorIsACopyOnEitherSide() {
    byte[] values = {1, -2, 127};
    Int8Tensor tensor = Int8Tensor.of(Shape.of(3), Scale.UNIT, values);
    values[0] = 9;
    tensor.toArray()[1] = 9;
    assertThat(tensor.toArray()).containsExactly(1, -2, 127);
    assertThat(tensor.get(2)).isEqualTo((byte) 127);
    assertThat(tensor.size()).isEqualTo(3);
    byte[] destination = new byte[5];
    tensor.copyTo(destination);
    assertThat(destination).containsExactly(1, -2, 127, 0, 0);
  }

  @Test
  void tensorsAreEqualByShapeScaleAndValues() {
    Int8Tensor tensor = Int8Tensor.of(Shape.of(2), Scale.UNIT, (byte) 1, (byte) 2);
    assertThat(tensor)
        .isEqualTo(Int8Tensor.of(Shape.of(2), Scale.UNIT, (byte) 1, (byte) 2))
        .hasSameHashCodeAs(Int8Tensor.of(Shape.of(2), Scale.UNIT, (byte) 1, (byte) 2))
        .isNotEqualTo(Int8Tensor.of(Shape.of(1, 2), Scale.UNIT, (byte) 1, (byte) 2))
        .isNotEqualTo(Int8Tensor.of(Shape.of(2), Scale.powerOfTwo(1), (byte) 1, (byte) 2))
        .isNotEqualTo(Int8Tensor.of(Shape.of(2), Scale.UNIT, (byte) 1, (byte) 3))
        .hasToString("int8 [2] of 2^0 (5/4)^0 (13/16)^0");
  }

  @Test
  void valuesAreAsManyAsTheShapeSaysAndNeverMinus128() {
    assertThatThrownBy(() -> Int8Tensor.of(Shape.of(2), Scale.UNIT, (byte) 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor size must be 2 for shape [2]: 1");
    assertThatThrownBy(() -> Int8Tensor.of(Shape.of(1), Scale.UNIT, (byte) -128))
        .hasMessage("tensor value must be in [-127, 127]: -128");
  }

  @Test
  void aBufferTakesAndGivesTensors() {
    Int8Tensor tensor = Int8Tensor.of(Shape.of(2), Scale.of(-3, 1, -2), (byte) 4, (byte) -5);
    Int8Buffer buffer = new Int8Buffer(3);
    buffer.set(tensor);
    assertThat(buffer.toTensor(Shape.of(2))).isEqualTo(tensor);
    buffer.values[0] = 9;
    assertThat(tensor.get(0)).isEqualTo((byte) 4);
  }
}
