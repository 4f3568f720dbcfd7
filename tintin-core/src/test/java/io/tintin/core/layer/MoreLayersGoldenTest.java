package io.tintin.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoreLayersGoldenTest {
  private static final Int8Buffer[] NONE = {};

  private static List<GoldenCase> cases(String file, String name, int count) {
    List<GoldenCase> cases = GoldenCase.of(file, name);
    assertThat(cases).hasSize(count);
    return cases;
  }

  /** Input and gradient are in four fields from this one on. */
  private static LayerSite site(
      GoldenCase c, int from, Layer layer, Int8Buffer[] parameters, Shape shape, int batch) {
    Int8Buffer[] inputs = {c.input(from).buffer(c.input(from + 1))};
    LayerSite site = FreshSites.of(layer, parameters, inputs, new Shape[] {shape}, batch);
    site.gradOutput = c.input(from + 2).buffer(c.input(from + 3));
    return site;
  }

  private static void check(GoldenCase c, LayerSite site) {
    site.layer.forward(site);
    assertThat(site.output.values).as("output of %s", c).isEqualTo(c.output(0).bytes());
    assertThat(GoldenCase.exponents(site.output)).as("%s", c).isEqualTo(c.output(1).ints());
    site.layer.backward(site);
    Int8Buffer gradInput = site.gradInputs[0];
    assertThat(gradInput.values).as("gradInput of %s", c).isEqualTo(c.output(2).bytes());
    assertThat(GoldenCase.exponents(gradInput)).as("%s", c).isEqualTo(c.output(3).ints());
  }

  @Test
  void leakyReluGivesTheBitsOfTheReference() {
    for (GoldenCase c : cases("leaky-relu.txt", "leaky", 28)) {
      int[] sizes = c.input(0).ints();
      LeakyRelu relu = new LeakyRelu(c.input(1).integer());
      check(c, site(c, 2, relu, NONE, Shape.of(sizes[0]), sizes[1]));
    }
  }

  @Test
  void tanhGivesTheBitsOfTheReference() {
    for (GoldenCase c : cases("tanh.txt", "tanh", 43)) {
      int[] sizes = c.input(0).ints();
      check(c, site(c, 1, new Tanh(), NONE, Shape.of(sizes[0]), sizes[1]));
    }
  }

  @Test
  void averagePoolGivesTheBitsOfTheReference() {
    for (GoldenCase c : cases("average-pool.txt", "average", 30)) {
      int[] sizes = c.input(0).ints();
      int[] options = c.input(1).ints();
      Shape shape = Shape.of(sizes[0], sizes[1], sizes[2]);
      check(c, site(c, 2, new AveragePool2d(options[0], options[1]), NONE, shape, sizes[3]));
    }
  }

  @Test
  void globalAveragePoolGivesTheBitsOfTheReference() {
    for (GoldenCase c : cases("average-pool.txt", "global", 24)) {
      int[] extents = c.input(0).ints();
      Shape shape = Shape.of(Arrays.copyOfRange(extents, 1, extents.length));
      check(c, site(c, 2, new GlobalAveragePool(), NONE, shape, c.input(1).integer()));
    }
  }

  @Test
  void poolsOfSequencesGiveTheBitsOfTheReference() {
    for (GoldenCase c : cases("pool1d.txt", "max", 20)) {
      int[] o = c.input(1).ints();
      checkPool1d(c, new MaxPool1d(o[0], o[1]));
    }
    for (GoldenCase c : cases("pool1d.txt", "average", 20)) {
      int[] o = c.input(1).ints();
      checkPool1d(c, new AveragePool1d(o[0], o[1]));
    }
  }

  private static void checkPool1d(GoldenCase c, Layer pool) {
    int[] sizes = c.input(0).ints();
    check(c, site(c, 2, pool, NONE, Shape.of(sizes[0], sizes[1]), sizes[2]));
  }

  @Test
  void dropoutGivesTheBitsOfTheReference() {
    for (GoldenCase c : cases("dropout.txt", "dropout", 30)) {
      int[] sizes = c.input(0).ints();
      Dropout dropout = new Dropout(Dropout.Rate.valueOf(c.input(1).text()));
      LayerSite site = site(c, 3, dropout, NONE, Shape.of(sizes[0]), sizes[1]);
      site.firstExample = sizes[2];
      site.key = c.input(2).key();
      check(c, site);
    }
  }

  @Test
  void conv1dGivesTheBitsOfTheReference() {
    for (GoldenCase c : cases("conv1d.txt", "conv1d", 40)) {
      int[] sizes = c.input(0).ints();
      int[] o = c.input(1).ints();
      boolean hasBias = !c.input(4).text().equals("none");
      Conv1d conv = new Conv1d(o[0], o[1], o[2], o[3], o[4], o[5], o[6], hasBias);
      Int8Buffer weights = c.input(2).buffer(c.input(3));
      Int8Buffer[] parameters =
          hasBias
              ? new Int8Buffer[] {weights, c.input(4).buffer(c.input(5))}
              : new Int8Buffer[] {weights};
      LayerSite site = site(c, 6, conv, parameters, Shape.of(sizes[0], o[0]), sizes[1]);
      check(c, site);
      for (int p = 0; p < parameters.length; p++) {
        Int32Buffer gradient = new Int32Buffer(parameters[p].values.length);
        conv.gradient(site, p, gradient);
        assertThat(gradient.values).as("%s", c).isEqualTo(c.output(4 + 2 * p).ints());
        assertThat(GoldenCase.exponents(gradient)).isEqualTo(c.output(5 + 2 * p).ints());
      }
    }
  }
}
