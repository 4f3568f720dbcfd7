package io.tintin.sensors.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.sensors.golden.GoldenCase;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizerGoldenTest {
  private static final int[] STEPS = {-127, -1, 0, 1, 64, 127};

  @Test
  void statisticsAndStepsAreThoseOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("normalizer.txt");
    assertThat(cases).hasSizeGreaterThan(50);
    for (GoldenCase c : cases) {
      NormalizerOptions options =
          new NormalizerOptions(c.intInput(0), c.intInput(1), Boolean.parseBoolean(c.input(2)));
      Normalizer normalizer = new Normalizer(options, c.intInput(3));
      long[] values = GoldenCase.longs(c.input(4), " ");
      long[] z = new long[values.length];
      for (int i = 0; i < values.length; i++) {
        z[i] = normalizer.apply(0, (int) values[i]);
        normalizer.learn(0, (int) values[i]);
      }
      assertThat(z).as("%s", c).isEqualTo(GoldenCase.longs(c.output(0), " "));
      assertThat(normalizer.meanQ16(0)).as("%s", c).isEqualTo(c.longOutput(1));
      assertThat(normalizer.deviationQ16(0)).as("%s", c).isEqualTo(c.longOutput(2));
      assertThat(Arrays.stream(STEPS).mapToLong(step -> normalizer.invert(0, step)))
          .as("%s", c)
          .containsExactly(boxed(c.output(3)));
      assertThat(Arrays.stream(STEPS).mapToLong(step -> normalizer.difference(0, step)))
          .as("%s", c)
          .containsExactly(boxed(c.output(4)));
    }
  }

  private static Long[] boxed(String field) {
    return Arrays.stream(GoldenCase.longs(field, " ")).boxed().toArray(Long[]::new);
  }
}
