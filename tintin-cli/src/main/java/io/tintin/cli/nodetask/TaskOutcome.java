package io.tintin.cli.nodetask;

import io.tintin.cli.synthetic.SyntheticTask;
import io.tintin.mcu.McuRun;
import java.util.ArrayList;
import java.util.List;

/**
 * All that came out of one task.
 *
 * @param runs of all methods and seeds
 * @param classical of each seed
 * @param majority of each seed
 * @param classicalFound of each group of the first seed, with as many false alarms as {@link
 *     Method#INT8}
 * @param groups of the test of the first seed
 * @param boards of the first seed
 * @param streamBytes of flash that the examples take there
 */
record TaskOutcome(
    SyntheticTask task,
    int steps,
    int tests,
    List<TaskStudy.Run> runs,
    List<Score> classical,
    List<Score> majority,
    List<Double> classicalFound,
    List<LevelGroup> groups,
    List<BoardRun> boards,
    long streamBytes) {
  /** Seeds of all runs; boards run the first. */
  static final int SEEDS = 3;

  /** What a board made of a method. */
  record BoardRun(Method method, McuRun run) {}

  TaskOutcome {
    runs = List.copyOf(runs);
    classical = List.copyOf(classical);
    majority = List.copyOf(majority);
    classicalFound = List.copyOf(classicalFound);
    groups = List.copyOf(groups);
    boards = List.copyOf(boards);
  }

  /** The runs of a method, by seed. */
  List<TaskStudy.Run> runs(Method method) {
    return runs.stream().filter(run -> run.method() == method).toList();
  }

  /** The mean curve of a method over the seeds. */
  List<Double> curve(Method method) {
    List<Double> mean = new ArrayList<>();
    for (int point = 0; point < runs(method).get(0).curve().size(); point++) {
      int at = point;
      mean.add(
          runs(method).stream().mapToDouble(run -> run.curve().get(at)).average().orElseThrow());
    }
    return mean;
  }
}
