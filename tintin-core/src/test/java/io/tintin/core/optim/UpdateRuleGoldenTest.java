package io.tintin.core.optim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.quant.Rounding;
import io.tintin.core.tensor.Int8Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpdateRuleGoldenTest {
  @Test
  void alignedSgdGivesTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("aligned-sgd.txt", "update");
    assertThat(cases).hasSizeGreaterThan(120);
    for (GoldenCase c : cases) {
      Rounding rounding = Rounding.valueOf(c.input(1).text());
      check(c, 2, new AlignedSgd(c.input(0).integer(), rounding));
    }
  }

  @Test
  void nitiSgdGivesTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("niti-sgd.txt", "update");
    assertThat(cases).hasSize(80);
    for (GoldenCase c : cases) {
      check(c, 1, new NitiSgd(c.input(0).integer()));
    }
  }

  private static void check(GoldenCase c, int from, UpdateRule rule) {
    Int8Buffer weights = c.input(from + 1).buffer(c.input(from + 2));
    rule.update(
        weights,
        weights.values.length,
        c.input(from + 3).buffer32(c.input(from + 4)),
        c.input(from).integer(),
        c.input(from + 5).key());
    assertThat(weights.values).as("%s", c).isEqualTo(c.output(0).bytes());
    assertThat(GoldenCase.exponents(weights)).as("%s", c).isEqualTo(c.output(1).ints());
  }
}
