package io.tintin.cli.nodetask;

import io.tintin.cli.synthetic.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * Examples of classes other than 0 that stand out of the noise about as much.
 *
 * @param least decibels, and most
 */
record LevelGroup(int least, int most, List<Example> examples) {
  private static final int GROUPS = 5;

  LevelGroup {
    examples = List.copyOf(examples);
  }

  /** Five groups of equal width, the weakest first. */
  static List<LevelGroup> of(List<Example> test) {
    List<Example> signals = test.stream().filter(example -> example.label() != 0).toList();
    int low = signals.stream().mapToInt(Example::decibels).min().orElseThrow();
    int high = signals.stream().mapToInt(Example::decibels).max().orElseThrow();
    List<LevelGroup> groups = new ArrayList<>();
    for (int g = 0; g < GROUPS; g++) {
      int least = low + g * (high - low + 1) / GROUPS;
      int most = low + (g + 1) * (high - low + 1) / GROUPS - 1;
      groups.add(
          new LevelGroup(
              least,
              most,
              signals.stream()
                  .filter(e -> e.decibels() >= least && e.decibels() <= most)
                  .toList()));
    }
    return groups;
  }
}
