package io.tintin.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.ParameterKind;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitializationTest {
  @Test
  void matricesAreThoseOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("initialization.txt", "matrix");
    assertThat(cases).hasSizeGreaterThan(20);
    for (GoldenCase c : cases) {
      RandomSource random = new RandomSource(c.input(0).key()).stream(c.input(1).integer());
      Shape shape = Shape.of(c.input(3).integer(), c.input(2).integer());
      int fans = shape.extent(0) + shape.extent(1);
      Int8Tensor drawn = Initialization.draw(shape, ParameterKind.WEIGHTS, fans, random);
      Int8Tensor expected = Int8Tensor.of(shape, c.output(0).scale(), c.output(1).bytes());
      assertThat(drawn).as("%s", c).isEqualTo(expected);
    }
  }

  @Test
  void kernelsAreThoseOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("conv2d.txt", "kernel");
    assertThat(cases).hasSize(10);
    for (GoldenCase c : cases) {
      int[] o = c.input(2).ints();
      Conv2d conv = new Conv2d(o[0], o[1], o[2], o[3], o[4], o[5], 1, o[6], false);
      Shape shape = conv.parameterShapes().get(0);
      RandomSource random = new RandomSource(c.input(0).key()).stream(c.input(1).integer());
      Int8Tensor expected = Int8Tensor.of(shape, c.output(0).scale(), c.output(1).bytes());
      Int8Tensor drawn = Initialization.draw(shape, ParameterKind.WEIGHTS, conv.fans(), random);
      assertThat(drawn).as("%s", c).isEqualTo(expected);
    }
  }

  @Test
  void scalesAreThoseOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("initialization.txt", "scale");
    assertThat(cases).hasSizeGreaterThan(40);
    for (GoldenCase c : cases) {
      Scale scale = Initialization.scaleFor(c.input(0).integer() + c.input(1).integer());
      assertThat(scale).as("%s", c).isEqualTo(c.output(0).scale());
    }
  }

  @Test
  void aBiasStartsAtZero() {
    Int8Tensor bias = Initialization.draw(Shape.of(3), ParameterKind.BIAS, 7, new RandomSource(1));
    assertThat(bias).isEqualTo(Int8Tensor.of(Shape.of(3), Scale.powerOfTwo(-7), new byte[3]));
  }

  @Test
  void aGainStartsAtOne() {
    Int8Tensor gain = Initialization.draw(Shape.of(3), ParameterKind.GAIN, 7, new RandomSource(1));
    assertThat(gain)
        .isEqualTo(Int8Tensor.of(Shape.of(3), Scale.powerOfTwo(-6), new byte[] {64, 64, 64}));
  }

  @Test
  void aMatrixFillsTheInt8Range() {
    byte[] values =
        Initialization.draw(Shape.of(100, 100), ParameterKind.WEIGHTS, 200, new RandomSource(1))
            .toArray();
    long sum = 0;
    int min = 0;
    int max = 0;
    for (byte value : values) {
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    assertThat(min).isEqualTo(-127);
    assertThat(max).isEqualTo(127);
    assertThat(sum / 10_000.0).isBetween(-3.7, 3.7); // five standard errors of 0.736
  }
}
