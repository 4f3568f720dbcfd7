package io.tintin.core.quant;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuantGoldenTest {
  @ParameterizedTest
  @EnumSource
  void roundingGivesTheBitsOfTheReference(Rounding rounding) {
    List<GoldenCase> cases = GoldenCase.of("rounding.txt", rounding.name());
    assertThat(cases).hasSizeGreaterThan(200);
    for (GoldenCase c : cases) {
      long value = c.input(0).longInteger();
      long rounded = rounding.shiftRight(value, c.input(1).integer(), c.input(2).integer());
      assertThat(rounded).as("%s", c).isEqualTo(c.output(0).longInteger());
    }
  }

  @Test
  void factorsHaveTheTermsOfTheReference() {
    List<GoldenCase> truncated = GoldenCase.of("factor.txt", "truncated");
    List<GoldenCase> nearest = GoldenCase.of("factor.txt", "nearest");
    assertThat(truncated).hasSizeGreaterThan(200).hasSameSizeAs(nearest);
    for (GoldenCase c : truncated) {
      int[] o = c.input(0).ints();
      assertThat(BinaryFactor.truncated(o[0], o[1], o[2], o[3]).exponents())
          .as("%s", c)
          .containsExactlyElementsOf(Arrays.stream(c.output(0).ints()).boxed().toList());
    }
    for (GoldenCase c : nearest) {
      int[] o = c.input(0).ints();
      assertThat(BinaryFactor.nearest(o[0], o[1], o[2], o[3]).exponents())
          .as("%s", c)
          .containsExactlyElementsOf(Arrays.stream(c.output(0).ints()).boxed().toList());
    }
  }

  @Test
  void ratiosHaveTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("rescale.txt", "ratio");
    assertThat(cases).hasSizeGreaterThan(100);
    for (GoldenCase c : cases) {
      int[] exponents = c.input(0).ints();
      long ratio = Rescale.ratio(exponents[0], exponents[1], exponents[2]);
      assertThat(Rescale.multiplier(ratio)).as("%s", c).isEqualTo(c.output(0).integer());
      assertThat(Rescale.rightShift(ratio)).as("%s", c).isEqualTo(c.output(1).integer());
    }
  }

  @Test
  void ratiosAtARateHaveTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("rescale.txt", "times");
    assertThat(cases).hasSize(60);
    for (GoldenCase c : cases) {
      int[] exponents = c.input(0).ints();
      long ratio =
          Rescale.times(
              Rescale.ratio(exponents[0], exponents[1], exponents[2]),
              c.input(1).integer(),
              1 << 15);
      assertThat(Rescale.multiplier(ratio)).as("%s", c).isEqualTo(c.output(0).integer());
      assertThat(Rescale.rightShift(ratio)).as("%s", c).isEqualTo(c.output(1).integer());
    }
  }

  @Test
  void ratiosTimesAFractionHaveTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("rescale.txt", "fraction");
    assertThat(cases).hasSize(5 * 11 * 10 + 60);
    for (GoldenCase c : cases) {
      int[] exponents = c.input(0).ints();
      long ratio =
          Rescale.times(
              Rescale.ratio(exponents[0], exponents[1], exponents[2]),
              c.input(1).integer(),
              c.input(2).integer());
      assertThat(Rescale.multiplier(ratio)).as("%s", c).isEqualTo(c.output(0).integer());
      assertThat(Rescale.rightShift(ratio)).as("%s", c).isEqualTo(c.output(1).integer());
    }
  }

  @Test
  void rescaledValuesHaveTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("rescale.txt", "apply");
    assertThat(cases).hasSizeGreaterThan(500);
    for (GoldenCase c : cases) {
      int[] exponents = c.input(0).ints();
      int rescaled =
          Rescale.apply(
              Rescale.ratio(exponents[0], exponents[1], exponents[2]),
              c.input(1).longInteger(),
              c.input(2).integer(),
              Rounding.valueOf(c.input(3).text()),
              c.input(4).integer());
      assertThat(rescaled).as("%s", c).isEqualTo(c.output(0).integer());
    }
  }
}
