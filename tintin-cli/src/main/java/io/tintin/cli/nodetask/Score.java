package io.tintin.cli.nodetask;

import io.tintin.cli.synthetic.Example;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * How a rule does on a test.
 *
 * @param count of examples
 * @param hits of which it names the class
 * @param clear examples of class 0
 * @param alarms of those, for which it names another
 * @param found examples of other classes for which it names any of those
 */
record Score(int count, int hits, int clear, int alarms, int found) {
  static Score of(List<Example> test, ToIntFunction<Example> rule) {
    int hits = 0;
    int clear = 0;
    int alarms = 0;
    int found = 0;
    for (Example example : test) {
      int label = rule.applyAsInt(example);
      hits += label == example.label() ? 1 : 0;
      if (example.label() == 0) {
        clear++;
        alarms += label == 0 ? 0 : 1;
      } else {
        found += label == 0 ? 0 : 1;
      }
    }
    return new Score(test.size(), hits, clear, alarms, found);
  }

  /** Share of hits, in percent. */
  double accuracy() {
    return 100.0 * hits / count;
  }

  /** Share of the examples of which it says rightly whether they are of class 0, in percent. */
  double detection() {
    return 100.0 * (clear - alarms + found) / count;
  }

  /** Share of alarms where there is nothing, in percent. */
  double falseAlarms() {
    return 100.0 * alarms / clear;
  }

  /** Share of what is there that is found, in percent. */
  double foundShare() {
    return 100.0 * found / (count - clear);
  }
}
