package io.tintin.core.layer;

import static io.tintin.core.layer.FreshSites.buffer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AddTest {
  private static final Int8Buffer[] NONE = new Int8Buffer[0];

  private static LayerSite site(int batch, Int8Buffer... inputs) {
    Shape[] shapes = new Shape[inputs.length];
    Arrays.fill(shapes, Shape.of(inputs[0].values.length / batch));
    return FreshSites.of(new Add(), NONE, inputs, shapes, batch);
  }

  @Test
  void anExampleByHand() {
    // Steps of 1/4 and 1/16: 10/4 + 100/16 = 8.75, -20/4 + 3/16 = -4.8125, in steps of 2^-10.
    LayerSite site = site(1, buffer(-2, 0, 0, 10, -20), buffer(-4, 0, 0, 100, 3));
    site.layer.forward(site);
    assertThat(site.acc.shift).isEqualTo(-10); // the sums are 8960 and -4928
    assertThat(site.output.values).containsExactly(70, -39); // 14 bits: 7 are dropped; -38.5
    assertThat(site.output.shift).isEqualTo(-3);

    site.gradOutput = buffer(-9, 1, 2, 5, -6);
    site.layer.backward(site);
    for (Int8Buffer gradInput : site.gradInputs) {
      assertThat(gradInput.values).containsExactly(5, -6);
      assertThat(FreshSites.step(gradInput)).isEqualTo(FreshSites.step(-9, 1, 2));
    }
  }

  @Test
  void aValueAddedToItselfIsDoubled() {
    Int8Buffer x = buffer(-3, 2, -1, 127, -64, 1);
    LayerSite site = site(1, x, x);
    site.layer.forward(site);
    assertThat(site.output.values).containsExactly(127, -64, 1);
    assertThat(FreshSites.step(site.output)).isEqualTo(2 * FreshSites.step(x));
  }

  @Test
  void aGradientThatNobodyWantsIsNotWritten() {
    Int8Buffer x = buffer(0, 0, 0, 1);
    LayerSite site =
        new LayerSite(
            new Add(),
            new Shape[] {Shape.of(1), Shape.of(1)},
            NONE,
            new Int8Buffer[] {x, x},
            new Int8Buffer(1),
            new Int32Buffer(1),
            LayerScratch.of(List.of(), List.of(), 1, true),
            Rescaling.DYNAMIC.newRequantizer());
    site.batch = 1;
    site.gradInputs[1] = new Int8Buffer(1);
    site.gradOutput = buffer(0, 0, 0, 9);
    site.layer.backward(site);
    assertThat(site.wantsGradient(0)).isFalse();
    assertThat(site.gradInputs[1].values).containsExactly(9);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void sumsAreWithinOneStepOfTheExactOnes(
      @ForAll @IntRange(min = 2, max = 16) int count, @ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Int8Buffer[] inputs = new Int8Buffer[count];
    for (int i = 0; i < count; i++) {
      inputs[i] = new Int8Buffer(6);
      for (int j = 0; j < 6; j++) {
        inputs[i].values[j] = (byte) (draws.nextBelow(255) - 127);
      }
      inputs[i].setScale(draws.nextBelow(9) - 4, draws.nextBelow(7) - 3, draws.nextBelow(7) - 3);
    }
    LayerSite site = site(2, inputs);
    site.layer.forward(site);
    double step = FreshSites.step(site.output);
    for (int j = 0; j < 6; j++) {
      double exact = 0;
      for (Int8Buffer input : inputs) {
        exact += input.values[j] * FreshSites.step(input);
      }
      // Half a step and 16 halves of the fraction; what would round to 128 is clipped to 127.
      assertThat(site.output.values[j] * step).isBetween(exact - 1.01 * step, exact + 1.01 * step);
    }
  }

  @Test
  void sixteenOfTheLargestValuesDoNotWrap() {
    Int8Buffer[] inputs = new Int8Buffer[Add.MAX_INPUTS];
    Arrays.fill(inputs, buffer(20, 0, 0, -127));
    LayerSite site = site(1, inputs);
    site.layer.forward(site);
    assertThat(site.output.values[0]).isEqualTo((byte) -127);
    assertThat(site.output.shift).isEqualTo(24);
  }

  @Test
  void shapesAreEqualAndBetween2And16() {
    Shape shape = Shape.of(4, 3, 2);
    assertThat(new Add().outputShape(shape, shape)).isEqualTo(shape);
    assertThatThrownBy(() -> new Add().outputShape(shape))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("add inputs must be in [2, 16]: 1");
    Shape[] many = new Shape[17];
    Arrays.fill(many, shape);
    assertThatThrownBy(() -> new Add().outputShape(many))
        .hasMessage("add inputs must be in [2, 16]: 17");
    assertThatThrownBy(() -> new Add().outputShape(shape, Shape.of(24)))
        .hasMessage("add inputs must all have the shape [4, 3, 2]: [24]");
  }
}
