package io.tintin.core.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossGoldenTest {
  @Test
  void crossEntropyGivesTheBitsOfTheReference() {
    checkClasses("cross-entropy.txt", 90, new CrossEntropy());
  }

  @Test
  void nitiCrossEntropyGivesTheBitsOfTheReference() {
    checkClasses("niti-cross-entropy.txt", 170, new NitiCrossEntropy());
  }

  private static void checkClasses(String file, int least, Loss classes) {
    List<GoldenCase> cases = GoldenCase.of(file, "backward");
    assertThat(cases).hasSizeGreaterThan(least);
    for (GoldenCase c : cases) {
      int[] sizes = c.input(0).ints();
      Int8Buffer gradOutput = new Int8Buffer(sizes[0] * sizes[1]);
      long loss =
          classes.gradient(
              c.input(1).buffer(c.input(2)),
              c.input(3).ints(),
              sizes[0],
              sizes[1],
              0,
              c.input(4).key(),
              new Int32Buffer(sizes[0] * sizes[1]),
              Rescaling.DYNAMIC.newRequantizer(),
              gradOutput);
      assertThat(loss).as("%s", c).isEqualTo(c.output(0).longInteger());
      assertThat(gradOutput.values).as("%s", c).isEqualTo(c.output(1).bytes());
      assertThat(GoldenCase.exponents(gradOutput)).containsExactly(-7, 0, 0);
    }
  }

  @Test
  void squaredErrorGivesTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("squared-error.txt", "backward");
    assertThat(cases).hasSizeGreaterThan(70);
    for (GoldenCase c : cases) {
      int[] sizes = c.input(0).ints();
      Int8Buffer gradOutput = new Int8Buffer(sizes[0] * sizes[1]);
      long loss =
          new SquaredError(c.input(4).scale(), c.input(5).integer())
              .gradient(
                  c.input(1).buffer(c.input(2)),
                  c.input(3).ints(),
                  sizes[0],
                  sizes[1],
                  0,
                  0,
                  new Int32Buffer(sizes[0] * sizes[1]),
                  Rescaling.DYNAMIC.newRequantizer(),
                  gradOutput);
      assertThat(loss).as("%s", c).isEqualTo(c.output(0).longInteger());
      assertThat(gradOutput.values).as("%s", c).isEqualTo(c.output(1).bytes());
      assertThat(GoldenCase.exponents(gradOutput)).as("%s", c).isEqualTo(c.output(2).ints());
    }
  }
}
