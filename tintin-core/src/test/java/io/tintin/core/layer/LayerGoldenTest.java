package io.tintin.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerGoldenTest {
  @Test
  void denseGivesTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("dense.txt", "dense");
    assertThat(cases).hasSizeGreaterThan(20);
    cases.forEach(LayerGoldenTest::checkDense);
  }

  private static void checkDense(GoldenCase c) {
    int[] sizes = c.input(0).ints();
    boolean hasBias = !c.input(3).text().equals("none");
    Dense dense = new Dense(sizes[0], sizes[1], hasBias);
    int batch = sizes[2];
    Shape shape = Shape.of(sizes[0]);
    Int8Buffer weights = c.input(1).buffer(c.input(2));
    Int8Buffer[] parameters =
        hasBias
            ? new Int8Buffer[] {weights, c.input(3).buffer(c.input(4))}
            : new Int8Buffer[] {weights};
    Int8Buffer input = c.input(5).buffer(c.input(6));
    Int8Buffer gradOutput = c.input(7).buffer(c.input(8));
    Int32Buffer acc = new Int32Buffer(Math.max(sizes[0], sizes[1]) * batch);

    Int8Buffer output = new Int8Buffer(sizes[1] * batch);
    Sites.forward(dense, parameters, input, shape, batch, acc, output);
    assertThat(output.values).as("output of %s", c).isEqualTo(c.output(0).bytes());
    assertThat(GoldenCase.exponents(output)).as("%s", c).isEqualTo(c.output(1).ints());

    Int8Buffer gradInput = new Int8Buffer(sizes[0] * batch);
    Sites.backward(dense, parameters, input, gradOutput, shape, batch, acc, gradInput);
    assertThat(gradInput.values).as("gradInput of %s", c).isEqualTo(c.output(2).bytes());
    assertThat(GoldenCase.exponents(gradInput)).as("%s", c).isEqualTo(c.output(3).ints());

    for (int p = 0; p < parameters.length; p++) {
      Int32Buffer gradient = new Int32Buffer(parameters[p].values.length);
      Sites.gradient(dense, p, input, gradOutput, shape, batch, gradient);
      assertThat(gradient.values).as("%s", c).isEqualTo(c.output(4 + 2 * p).ints());
      assertThat(GoldenCase.exponents(gradient)).isEqualTo(c.output(5 + 2 * p).ints());
    }
  }

  @Test
  void conv2dGivesTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("conv2d.txt", "conv2d");
    assertThat(cases).hasSize(40);
    cases.forEach(LayerGoldenTest::checkConv2d);
  }

  private static void checkConv2d(GoldenCase c) {
    int[] sizes = c.input(0).ints();
    int[] o = c.input(1).ints();
    boolean hasBias = !c.input(4).text().equals("none");
    Conv2d conv = new Conv2d(o[0], o[1], o[2], o[3], o[4], o[5], 1, o[6], hasBias);
    int batch = sizes[2];
    Shape shape = Shape.of(sizes[0], sizes[1], o[0]);
    Int8Buffer weights = c.input(2).buffer(c.input(3));
    Int8Buffer[] parameters =
        hasBias
            ? new Int8Buffer[] {weights, c.input(4).buffer(c.input(5))}
            : new Int8Buffer[] {weights};
    Int8Buffer input = c.input(6).buffer(c.input(7));
    Int8Buffer gradOutput = c.input(8).buffer(c.input(9));
    int outputs = conv.outputShape(shape).size();
    Int32Buffer acc = new Int32Buffer(Math.max(shape.size(), outputs) * batch);

    Int8Buffer output = new Int8Buffer(outputs * batch);
    Sites.forward(conv, parameters, input, shape, batch, acc, output);
    assertThat(output.values).as("output of %s", c).isEqualTo(c.output(0).bytes());
    assertThat(GoldenCase.exponents(output)).as("%s", c).isEqualTo(c.output(1).ints());

    Int8Buffer gradInput = new Int8Buffer(shape.size() * batch);
    Sites.backward(conv, parameters, input, gradOutput, shape, batch, acc, gradInput);
    assertThat(gradInput.values).as("gradInput of %s", c).isEqualTo(c.output(2).bytes());
    assertThat(GoldenCase.exponents(gradInput)).as("%s", c).isEqualTo(c.output(3).ints());

    for (int p = 0; p < parameters.length; p++) {
      Int32Buffer gradient = new Int32Buffer(parameters[p].values.length);
      Sites.gradient(conv, p, input, gradOutput, shape, batch, gradient);
      assertThat(gradient.values).as("%s", c).isEqualTo(c.output(4 + 2 * p).ints());
      assertThat(GoldenCase.exponents(gradient)).isEqualTo(c.output(5 + 2 * p).ints());
    }
  }

  @Test
  void maxPoolGivesTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("maxpool2d.txt", "maxpool2d");
    assertThat(cases).hasSize(24);
    for (GoldenCase c : cases) {
      int[] sizes = c.input(0).ints();
      Shape shape = Shape.of(sizes[0], sizes[1], sizes[2]);
      int batch = sizes[3];
      MaxPool2d pool = new MaxPool2d(c.input(1).ints()[0], c.input(1).ints()[1]);
      Int8Buffer input = c.input(2).buffer(c.input(3));
      Int8Buffer gradOutput = c.input(4).buffer(c.input(5));
      Int32Buffer acc = new Int32Buffer(shape.size() * batch);
      Int8Buffer output = new Int8Buffer(pool.outputShape(shape).size() * batch);
      Sites.forward(pool, new Int8Buffer[0], input, shape, batch, acc, output);
      assertThat(output.values).as("output of %s", c).isEqualTo(c.output(0).bytes());
      assertThat(GoldenCase.exponents(output)).as("%s", c).isEqualTo(c.output(1).ints());
      Int8Buffer gradInput = new Int8Buffer(shape.size() * batch);
      Sites.backward(pool, new Int8Buffer[0], input, gradOutput, shape, batch, acc, gradInput);
      assertThat(gradInput.values).as("gradInput of %s", c).isEqualTo(c.output(2).bytes());
      assertThat(GoldenCase.exponents(gradInput)).as("%s", c).isEqualTo(c.output(3).ints());
    }
  }

  @Test
  void reluGivesTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("dense.txt", "relu");
    assertThat(cases).hasSize(3);
    for (GoldenCase c : cases) {
      int[] sizes = c.input(0).ints();
      GoldenCase.Field scale = new GoldenCase.Field("-3 1 2");
      Int8Buffer input = c.input(1).buffer(scale);
      Int8Buffer gradOutput = c.input(2).buffer(scale);
      Int8Buffer result = new Int8Buffer(sizes[0] * sizes[1]);
      Int32Buffer acc = new Int32Buffer(0);
      Relu relu = new Relu();
      Shape shape = Shape.of(sizes[0]);
      Sites.forward(relu, new Int8Buffer[0], input, shape, sizes[1], acc, result);
      assertThat(result.values).as("%s", c).isEqualTo(c.output(0).bytes());
      assertThat(GoldenCase.exponents(result)).isEqualTo(scale.ints());
      Sites.backward(relu, new Int8Buffer[0], input, gradOutput, shape, sizes[1], acc, result);
      assertThat(result.values).as("%s", c).isEqualTo(c.output(1).bytes());
      assertThat(GoldenCase.exponents(result)).isEqualTo(scale.ints());
    }
  }
}
