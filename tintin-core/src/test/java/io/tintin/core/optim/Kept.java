package io.tintin.core.optim;

import java.util.stream.IntStream;

/** What a rule keeps of a parameter, for tests that look at all of it. */
final class Kept {
  private Kept() {}

  static int[] moments(Parameter parameter) {
    return IntStream.range(0, parameter.count).map(parameter::moment).toArray();
  }

  static int[] fractions(Parameter parameter) {
    return IntStream.range(0, parameter.count).map(parameter::fraction).toArray();
  }

  static int[] widened(byte[] values) {
    return IntStream.range(0, values.length).map(i -> values[i]).toArray();
  }

  static void restore(Parameter parameter, byte[] fractions, int[] moments) {
    for (int i = 0; i < parameter.count; i++) {
      parameter.restore(i, fractions[i], moments[i]);
    }
  }
}
