package io.tintin.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import org.junit.jupiter.api.Test;

class FlattenTest {
  @Test
  void valuesAndScalePassBothWays() {
    Int8Buffer from = new Int8Buffer(13);
    for (int i = 0; i < 13; i++) {
      from.values[i] = (byte) (10 - i);
    }
    from.setScale(-3, 1, 2);
    Int32Buffer acc = new Int32Buffer(0);
    Shape shape = Shape.of(1, 2, 3);
    Int8Buffer forward = new Int8Buffer(13);
    Sites.forward(new Flatten(), new Int8Buffer[0], from, shape, 2, acc, forward);
    assertThat(forward.values).containsExactly(10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, -1, 0);
    assertThat(new int[] {forward.shift, forward.up, forward.down}).containsExactly(-3, 1, 2);
    Int8Buffer backward = new Int8Buffer(13);
    Sites.backward(
        new Flatten(), new Int8Buffer[0], new Int8Buffer(13), from, shape, 2, acc, backward);
    assertThat(backward.values).isEqualTo(forward.values);
    assertThat(new int[] {backward.shift, backward.up, backward.down}).containsExactly(-3, 1, 2);
  }

  @Test
  void anyShapeBecomesAVector() {
    assertThat(new Flatten().outputShape(Shape.of(2, 3, 4))).isEqualTo(Shape.of(24));
    assertThat(new Flatten().outputShape(Shape.of(5))).isEqualTo(Shape.of(5));
    assertThat(new Flatten().parameterShapes()).isEmpty();
    assertThat(new Flatten().fans() + new Flatten().gradientTerms(Shape.of(5))).isZero();
    Int8Buffer one = new Int8Buffer(1);
    assertThatThrownBy(
            () -> Sites.gradient(new Flatten(), 0, one, one, Shape.of(1), 1, new Int32Buffer(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer has no parameters: Flatten[]");
  }
}
