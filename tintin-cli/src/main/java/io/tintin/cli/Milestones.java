package io.tintin.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** After how many steps an accuracy was first reached. */
final class Milestones {
  private static final List<Integer> PERCENT = List.of(90, 95, 97, 98, 99);

  private final SortedMap<Integer, Long> firstSteps = new TreeMap<>();

  void add(long step, double accuracy) {
    for (int percent : PERCENT) {
      if (100 * accuracy >= percent) {
        firstSteps.putIfAbsent(percent, step);
      }
    }
  }

  /** For example {@code 97 % after 350 steps}. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    firstSteps.forEach((percent, step) -> lines.add(percent + " % after " + step + " steps"));
    return lines;
  }
}
