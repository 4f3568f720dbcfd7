package io.tintin.core.optim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.quant.Rounding;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import java.util.Arrays;
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
  void factorsOfAScheduleGiveTheBitsOfTheReference() {
    List<GoldenCase> aligned = GoldenCase.of("aligned-sgd.txt", "rated");
    assertThat(aligned).hasSize(48);
    for (GoldenCase c : aligned) {
      Rounding rounding = Rounding.valueOf(c.input(1).text());
      check(c, 2, new AlignedSgd(c.input(0).integer(), rounding), c.input(8).integer());
    }
    List<GoldenCase> niti = GoldenCase.of("niti-sgd.txt", "rated");
    assertThat(niti).hasSize(32);
    for (GoldenCase c : niti) {
      check(c, 1, new NitiSgd(c.input(0).integer()), c.input(7).integer());
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

  @Test
  void momentumSgdGivesTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("momentum-sgd.txt", "update");
    assertThat(cases).hasSize(80);
    for (GoldenCase c : cases) {
      String[] options = c.input(0).words();
      int[] o = Arrays.stream(options).limit(3).mapToInt(Integer::parseInt).toArray();
      checkSteps(c, new MomentumSgd(o[0], o[1], o[2], Rounding.valueOf(options[3])), false);
    }
  }

  @Test
  void lionGivesTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("lion.txt", "update");
    assertThat(cases).hasSize(80);
    for (GoldenCase c : cases) {
      int[] o = c.input(0).ints();
      checkSteps(c, new Lion(o[0], o[1], o[2], o[3]), true);
    }
  }

  @Test
  void scalingUpGivesTheBitsOfTheReference() {
    checkScaledUp("aligned", new AlignedSgd(0));
    checkScaledUp("momentum", new MomentumSgd(1, 0));
    checkScaledUp("lion", new Lion(1));
  }

  private static void checkScaledUp(String name, UpdateRule rule) {
    List<GoldenCase> cases = GoldenCase.of("scale-up.txt", name);
    assertThat(cases).hasSize(72);
    for (GoldenCase c : cases) {
      Int8Buffer weights = c.input(0).buffer(c.input(1));
      Parameter p = new Parameter(weights, weights.values.length, true, rule);
      if (rule.keepsState()) {
        Kept.restore(p, c.input(2).bytes(), c.input(3).ints());
      }
      rule.scaleUp(p);
      assertThat(weights.values).as("%s", c).isEqualTo(c.output(0).bytes());
      assertThat(GoldenCase.exponents(weights)).as("%s", c).isEqualTo(c.output(1).ints());
      if (rule.keepsState()) {
        byte[] fractions = c.output(2).bytes();
        assertThat(Kept.fractions(p)).as("%s", c).isEqualTo(Kept.widened(fractions));
        assertThat(Kept.moments(p)).as("%s", c).isEqualTo(c.output(3).ints());
      }
    }
  }

  /** A unit comes after the moments, if there is one. */
  private static void checkSteps(GoldenCase c, UpdateRule rule, boolean hasUnit) {
    Int8Buffer weights = c.input(3).buffer(c.input(4));
    int count = weights.values.length;
    Parameter p = new Parameter(weights, count, Boolean.parseBoolean(c.input(2).text()), rule);
    Kept.restore(p, c.input(5).bytes(), c.input(6).ints());
    int first = 7;
    int fields = 4;
    if (hasUnit) {
      p.momentShift = c.input(first).integer();
      first++;
      fields++;
    }
    for (int step = 0; fields * step < c.outputs().size(); step++) {
      int in = first + 4 * step;
      Int32Buffer gradient = c.input(in).buffer32(c.input(in + 1));
      int factor = c.input(in + 2).integer();
      rule.update(
          p,
          gradient,
          c.input(1).integer(),
          factor,
          c.input(in + 3).key(),
          new UpdateScratch(rule));
      int out = fields * step;
      assertThat(weights.values).as("step %s of %s", step, c).isEqualTo(c.output(out).bytes());
      assertThat(GoldenCase.exponents(weights)).isEqualTo(c.output(out + 1).ints());
      int[] fractions = Kept.widened(c.output(out + 2).bytes());
      assertThat(Kept.fractions(p)).as("step %s of %s", step, c).isEqualTo(fractions);
      int[] moments = c.output(out + 3).ints();
      assertThat(Kept.moments(p)).as("step %s of %s", step, c).isEqualTo(moments);
      if (hasUnit) {
        assertThat(p.momentShift).isEqualTo(c.output(out + 4).integer());
      }
    }
  }

  private static void check(GoldenCase c, int from, UpdateRule rule) {
    check(c, from, rule, UpdateRule.FULL_RATE);
  }

  private static void check(GoldenCase c, int from, UpdateRule rule, int rateFactor) {
    Int8Buffer weights = c.input(from + 1).buffer(c.input(from + 2));
    rule.update(
        new Parameter(weights, weights.values.length, true, rule),
        c.input(from + 3).buffer32(c.input(from + 4)),
        c.input(from).integer(),
        rateFactor,
        c.input(from + 5).key(),
        new UpdateScratch(rule));
    assertThat(weights.values).as("%s", c).isEqualTo(c.output(0).bytes());
    assertThat(GoldenCase.exponents(weights)).as("%s", c).isEqualTo(c.output(1).ints());
  }
}
