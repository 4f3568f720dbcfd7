package io.tintin.cli.nodetask;

import io.tintin.cli.synthetic.Example;
import io.tintin.cli.synthetic.SyntheticTask;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Examples of a task: those of the first half of its places to train on, in turns, and those of the
 * other half, which training never sees, to test.
 */
record TaskData(List<Example> training, List<Example> test) {
  static TaskData of(SyntheticTask task, int trainingCount, int testCount) {
    int half = task.placeCount() / 2;
    return new TaskData(
        examples(task, 0, half, trainingCount), examples(task, half, task.placeCount(), testCount));
  }

  private static List<Example> examples(SyntheticTask task, int from, int to, int count) {
    Stream<Example> examples =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(e -> task.example(from + e % (to - from), e / (to - from)));
    return examples.toList();
  }
}
