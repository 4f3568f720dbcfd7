package io.tintin.sensors.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.sensors.golden.GoldenCase;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureGoldenTest {
  @Test
  void featuresAreThoseOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("features.txt");
    assertThat(cases).hasSizeGreaterThan(1_000);
    for (GoldenCase c : cases) {
      long to = c.longInput(2);
      int[] out = new int[1];
      boolean isPresent =
          feature(c.input(0).split(" "))
              .compute(history(GoldenCase.longs(c.input(3), " "), to), c.longInput(1), to, out, 0);
      assertThat(isPresent ? Integer.toString(out[0]) : "none").as("%s", c).isEqualTo(c.output(0));
    }
  }

  private static Feature feature(String[] words) {
    return switch (words[0]) {
      case "last" -> Features.last();
      case "mean" -> Features.mean();
      case "min" -> Features.min();
      case "max" -> Features.max();
      case "spread" -> Features.spread();
      case "slope" -> Features.slope(nanos(words[1]));
      case "above" -> above(nanos(words[1]), nanos(words[2]));
      case "change" -> Features.changeSince(nanos(words[1]));
      default -> throw new IllegalArgumentException("feature must be known: " + words[0]);
    };
  }

  private static Feature above(Duration length, Duration delay) {
    return delay.isZero()
        ? Features.aboveTrailingMean(length)
        : Features.aboveEarlierMean(length, delay);
  }

  private static Duration nanos(String word) {
    return Duration.ofNanos(Long.parseLong(word));
  }

  /** The samples of a recipe up to a time: count, start, step, jitter, a, b and m. */
  private static ListHistory history(long[] recipe, long to) {
    long[] times = new long[(int) recipe[0]];
    int[] values = new int[times.length];
    int size = 0;
    for (long i = 0; i < times.length; i++) {
      times[size] = recipe[1] + i * recipe[2] + 7 * i % (recipe[3] + 1);
      values[size] = (int) ((i * i * recipe[4] + i * recipe[5]) % recipe[6] - recipe[6] / 2);
      size += times[size] <= to ? 1 : 0;
    }
    return new ListHistory(Arrays.copyOf(times, size), Arrays.copyOf(values, size));
  }
}
