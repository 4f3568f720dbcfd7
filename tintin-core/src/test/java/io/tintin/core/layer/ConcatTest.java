package io.tintin.core.layer;

import static io.tintin.core.layer.FreshSites.buffer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ConcatTest {
  private static final Int8Buffer[] NONE = new Int8Buffer[0];

  @Test
  void flatValuesByHand() {
    // Batch 2; the second input has the coarser step, 1/2 against 1/8.
    Int8Buffer[] inputs = {
      buffer(
          -3, 0, 0, //
          100, -7, // feature 0
          6, 5), // feature 1
      buffer(
          -1, 0, 0, //
          1, 127), // feature 0
    };
    Shape[] shapes = {Shape.of(2), Shape.of(1)};
    LayerSite site = FreshSites.of(new Concat(), NONE, inputs, shapes, 2);
    site.layer.forward(site);
    assertThat(site.outputShape).isEqualTo(Shape.of(3));
    assertThat(site.output.values)
        .containsExactly(
            25, -2, // -1.75
            2, 1, // 1.5 and 1.25
            1, 127);
    assertThat(FreshSites.step(site.output)).isEqualTo(0.5);

    site.gradOutput = buffer(-8, 1, 0, 1, 2, 3, 4, 5, 6);
    site.layer.backward(site);
    assertThat(site.gradInputs[0].values).containsExactly(1, 2, 3, 4);
    assertThat(site.gradInputs[1].values).containsExactly(5, 6);
    for (Int8Buffer gradInput : site.gradInputs) {
      assertThat(FreshSites.step(gradInput)).isEqualTo(FreshSites.step(-8, 1, 0));
    }
  }

  @Test
  void imagesAreJoinedChannelByChannel() {
    // Inside a step, [channels, height, width, batch].
    Int8Buffer[] inputs = {
      buffer(0, 0, 0, 11, 12), // channel 0
      buffer(
          0, 0, 0, //
          21, 22, // channel 1
          31, 32), // channel 2
    };
    Shape[] shapes = {Shape.of(1, 2, 1), Shape.of(1, 2, 2)};
    LayerSite site = FreshSites.of(new Concat(), NONE, inputs, shapes, 1);
    site.layer.forward(site);
    assertThat(site.outputShape).isEqualTo(Shape.of(1, 2, 3));
    assertThat(site.output.values).containsExactly(11, 12, 21, 22, 31, 32);
  }

  @Property
  void valuesStayWithinHalfAStep(
      @ForAll @Size(min = 1, max = 9) byte[] first,
      @ForAll @Size(min = 1, max = 9) byte[] second,
      @ForAll @IntRange(min = -20, max = 20) int shift,
      @ForAll @IntRange(min = -9, max = 9) int up,
      @ForAll @IntRange(min = -9, max = 9) int down) {
    Int8Buffer[] inputs = {new Int8Buffer(first.length), new Int8Buffer(second.length)};
    for (int i = 0; i < first.length; i++) {
      inputs[0].values[i] = (byte) Math.max(first[i], -127);
    }
    for (int i = 0; i < second.length; i++) {
      inputs[1].values[i] = (byte) Math.max(second[i], -127);
    }
    inputs[1].setScale(shift, up, down);
    Shape[] shapes = {Shape.of(first.length), Shape.of(second.length)};
    LayerSite site = FreshSites.of(new Concat(), NONE, inputs, shapes, 1);
    site.layer.forward(site);
    double step = FreshSites.step(site.output);
    double slack = 0.51 * step;
    for (int i = 0; i < site.output.values.length; i++) {
      Int8Buffer input = i < first.length ? inputs[0] : inputs[1];
      int integer = input.values[i < first.length ? i : i - first.length];
      double exact = integer * FreshSites.step(input);
      assertThat(site.output.values[i] * step).isBetween(exact - slack, exact + slack);
      if (FreshSites.step(input) == step) {
        assertThat(site.output.values[i]).isEqualTo((byte) integer);
      }
    }
  }

  @Test
  void shapesDifferInTheLastExtentAlone() {
    Concat concat = new Concat();
    assertThat(concat.outputShape(Shape.of(4, 3), Shape.of(4, 1), Shape.of(4, 3)))
        .isEqualTo(Shape.of(4, 7));
    assertThatThrownBy(() -> concat.outputShape(Shape.of(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("concat inputs must be in [2, 16]: 1");
    Shape[] many = new Shape[17];
    Arrays.fill(many, Shape.of(1));
    assertThatThrownBy(() -> concat.outputShape(many))
        .hasMessage("concat inputs must be in [2, 16]: 17");
    assertThatThrownBy(() -> concat.outputShape(Shape.of(4, 3), Shape.of(5, 3)))
        .hasMessage("concat inputs must differ from [4, 3] in the last extent alone: [5, 3]");
    assertThatThrownBy(() -> concat.outputShape(Shape.of(4, 3), Shape.of(12)))
        .hasMessage("concat inputs must differ from [4, 3] in the last extent alone: [12]");
    assertThatThrownBy(() -> concat.outputShape(Shape.of(1, 1, 1, 1), Shape.of(1, 1, 1, 1)))
        .hasMessage("concat input rank must be in [1, 3]: [1, 1, 1, 1]");
    Shape[] large = new Shape[16];
    Arrays.fill(large, Shape.of(Shape.MAX_SIZE));
    assertThatThrownBy(() -> concat.outputShape(large))
        .hasMessage("concat output extent must be at most 268435456: 4294967296");
  }
}
