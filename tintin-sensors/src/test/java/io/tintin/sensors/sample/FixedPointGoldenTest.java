package io.tintin.sensors.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.sensors.golden.GoldenCase;
import java.util.List;
import org.junit.jupiter.api.Test;

class FixedPointGoldenTest {
  @Test
  void numbersAreThoseOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("numbers.txt");
    assertThat(cases).hasSizeGreaterThan(300);
    for (GoldenCase c : cases) {
      FixedPoint number = new FixedPoint(c.intInput(0));
      String quoted = c.input(1).replace("\\t", "\t");
      FixedPoint.Status status = number.read(quoted.substring(1, quoted.length() - 1));
      assertThat(status.name()).as("%s", c).isEqualTo(c.output(0));
      assertThat(number.value()).as("%s", c).isEqualTo(c.longOutput(1));
    }
  }
}
