package io.tintin.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.SquareRoot;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphLayerGoldenTest {
  @Test
  void addGivesTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("add.txt", "add");
    assertThat(cases).hasSize(40);
    for (GoldenCase c : cases) {
      int[] sizes = c.input(0).ints();
      Int8Buffer[] inputs = new Int8Buffer[(c.inputs().size() - 1) / 2];
      Arrays.setAll(inputs, i -> c.input(1 + 2 * i).buffer(c.input(2 + 2 * i)));
      Shape[] shapes = new Shape[inputs.length];
      Arrays.fill(shapes, Shape.of(sizes[0]));
      LayerSite site = FreshSites.of(new Add(), new Int8Buffer[0], inputs, shapes, sizes[1]);
      site.layer.forward(site);
      assertOutput(c, site);
    }
  }

  @Test
  void concatGivesTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("concat.txt", "concat");
    assertThat(cases).hasSize(40);
    for (GoldenCase c : cases) {
      Int8Buffer[] inputs = new Int8Buffer[(c.inputs().size() - 3) / 2];
      Arrays.setAll(inputs, i -> c.input(3 + 2 * i).buffer(c.input(4 + 2 * i)));
      Shape[] shapes = shapes(inputs.length, c.input(1).ints());
      LayerSite site =
          FreshSites.of(new Concat(), new Int8Buffer[0], inputs, shapes, c.input(0).integer());
      site.layer.forward(site);
      assertOutput(c, site);
      site.gradOutput = c.input(2).buffer(new GoldenCase.Field("-3 1 2"));
      site.layer.backward(site);
      for (int i = 0; i < inputs.length; i++) {
        assertThat(site.gradInputs[i].values).as("%s", c).isEqualTo(c.output(2 + i).bytes());
        assertThat(GoldenCase.exponents(site.gradInputs[i])).containsExactly(-3, 1, 2);
      }
    }
  }

  private static Shape[] shapes(int count, int... ranksAndExtents) {
    Shape[] shapes = new Shape[count];
    for (int i = 0, at = 0; i < count; i++) {
      int rank = ranksAndExtents[at++];
      shapes[i] = Shape.of(Arrays.copyOfRange(ranksAndExtents, at, at + rank));
      at += rank;
    }
    return shapes;
  }

  private static void assertOutput(GoldenCase c, LayerSite site) {
    assertThat(site.output.values).as("output of %s", c).isEqualTo(c.output(0).bytes());
    assertThat(GoldenCase.exponents(site.output)).as("%s", c).isEqualTo(c.output(1).ints());
  }

  @Test
  void inverseRootsAreThoseOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("layer-norm.txt", "inverse");
    assertThat(cases).hasSize(60);
    for (GoldenCase c : cases) {
      long inverse = SquareRoot.inverse(c.input(0).longInteger());
      assertThat(Rescale.multiplier(inverse)).as("%s", c).isEqualTo(c.output(0).integer());
      assertThat(Rescale.rightShift(inverse)).as("%s", c).isEqualTo(c.output(1).integer());
    }
  }

  @Test
  void layerNormGivesTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("layer-norm.txt", "norm");
    assertThat(cases).hasSize(45);
    for (GoldenCase c : cases) {
      Shape shape = Shape.of(c.input(0).ints());
      Int8Buffer[] parameters = {
        c.input(2).buffer(c.input(3)), c.input(4).buffer(c.input(5)),
      };
      Int8Buffer[] inputs = {c.input(6).buffer(c.input(7))};
      LayerNorm norm = new LayerNorm(parameters[0].values.length);
      LayerSite site =
          FreshSites.of(norm, parameters, inputs, new Shape[] {shape}, c.input(1).integer());
      norm.forward(site);
      assertOutput(c, site);
      site.gradOutput = c.input(8).buffer(c.input(9));
      norm.backward(site);
      assertThat(site.gradInputs[0].values).as("%s", c).isEqualTo(c.output(2).bytes());
      assertThat(GoldenCase.exponents(site.gradInputs[0])).isEqualTo(c.output(3).ints());
      for (int p = 0; p < 2; p++) {
        Int32Buffer gradient = new Int32Buffer(parameters[p].values.length);
        norm.gradient(site, p, gradient);
        assertThat(gradient.values).as("%s", c).isEqualTo(c.output(4 + 2 * p).ints());
        assertThat(GoldenCase.exponents(gradient)).isEqualTo(c.output(5 + 2 * p).ints());
      }
    }
  }
}
