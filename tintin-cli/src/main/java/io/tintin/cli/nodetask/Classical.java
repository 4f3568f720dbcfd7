package io.tintin.cli.nodetask;

import io.tintin.cli.synthetic.Example;
import java.util.ArrayList;
import java.util.List;

/** The classical rule of a task with a threshold, and who names always the same class. */
record Classical(int threshold) {
  /** With the threshold that tells class 0 from the others best in training. */
  static Classical trained(TaskData data) {
    int best = 0;
    int chosen = 0;
    for (int threshold = lowest(data.training()); threshold <= highest(data); threshold++) {
      Score score = new Classical(threshold).score(data.training());
      int right = score.clear() - score.alarms() + score.found();
      if (right > best) {
        best = right;
        chosen = threshold;
      }
    }
    return new Classical(chosen);
  }

  /** With the lowest threshold that gives no more false alarms in the test. */
  static Classical asQuietAs(Score other, TaskData data) {
    int threshold = lowest(data.test());
    while (new Classical(threshold).score(data.test()).alarms() > other.alarms()) {
      threshold++;
    }
    return new Classical(threshold);
  }

  private static int lowest(List<Example> examples) {
    return examples.stream().mapToInt(Example::classicalLevel).min().orElseThrow() - 1;
  }

  private static int highest(TaskData data) {
    return data.training().stream().mapToInt(Example::classicalLevel).max().orElseThrow();
  }

  Score score(List<Example> examples) {
    return Score.of(examples, example -> example.classicalLabel(threshold));
  }

  /** Share in percent that it finds of each group of the test. */
  List<Double> found(TaskData data) {
    List<Double> found = new ArrayList<>();
    for (LevelGroup group : LevelGroup.of(data.test())) {
      found.add(score(group.examples()).foundShare());
    }
    return found;
  }

  /** Always the class that most examples of the training have. */
  static Score majority(TaskData data) {
    int[] counts = new int[Byte.MAX_VALUE];
    data.training().forEach(example -> counts[example.label()]++);
    int most = 0;
    for (int label = 1; label < counts.length; label++) {
      most = counts[label] > counts[most] ? label : most;
    }
    int label = most;
    return Score.of(data.test(), example -> label);
  }
}
