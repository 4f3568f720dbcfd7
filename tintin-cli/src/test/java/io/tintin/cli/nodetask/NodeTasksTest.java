package io.tintin.cli.nodetask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tintin.cli.synthetic.BearingTask;
import io.tintin.cli.synthetic.Example;
import io.tintin.cli.synthetic.SpectrumTask;
import io.tintin.cli.synthetic.SyntheticTask;
import io.tintin.core.train.Trainer;
import io.tintin.mcu.CExporter;
import io.tintin.mcu.McuRun;
import io.tintin.mcu.McuTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both tasks in small, and what docs/node-tasks.md says of them. */
class NodeTasksTest {
  private static final Path PAGE = Path.of("..", "docs", "node-tasks.md");

  /** Core, method, accuracy and hash. */
  private static final Pattern ROW =
      Pattern.compile("\\| m3 \\| int8, AlignedSgd, stoch[a-z ]+ \\| ([0-9.]+) \\| `([0-9a-f]+)`");

  static Stream<Arguments> tasks() {
    LongFunction<SyntheticTask> motor = BearingTask::new;
    LongFunction<SyntheticTask> spectrum = SpectrumTask::new;
    return Stream.of(Arguments.of("motor", motor), Arguments.of("spectrum", spectrum));
  }

  /** The run of the first seed anew, in Java. */
  @ParameterizedTest
  @MethodSource("tasks")
  void pageSaysWhatComesOut(String name, LongFunction<SyntheticTask> tasks) throws Exception {
    String text = Files.readString(PAGE);
    String section = text.substring(text.indexOf("## " + name + " (SYNTHETIC)"));
    Matcher rate = Pattern.compile("stochastic rounding \\| 1 \\| 2\\^-(\\d)").matcher(section);
    Matcher row = ROW.matcher(section);
    assertThat(rate.find() && row.find()).isTrue();
    TaskStudy study = new TaskStudy(tasks, NodeTasks.STEPS, NodeTasks.TESTS);
    TaskData data = study.data(1);
    Trainer trainer =
        Method.INT8.trainer(study.initial(1), Integer.parseInt(rate.group(1)), study.steps(), 1);
    Learner learner = new IntegerLearner(trainer);
    data.training().forEach(e -> learner.learn(e.features(), e.label()));
    Score score = Score.of(data.test(), e -> learner.label(e.features()));
    assertThat(String.format(Locale.ROOT, "%.2f", score.accuracy())).isEqualTo(row.group(1));
    int hash = CExporter.hash(trainer.checkpoint());
    assertThat(String.format(Locale.ROOT, "%08x", hash)).isEqualTo(row.group(2));
  }

  /** Few steps, in int8 as in float32, in Java as on a board: better than to guess. */
  @Test
  void boardLearnsAsJavaDoes() throws Exception {
    boolean isRequired = Boolean.getBoolean("tintin.requireMcu");
    assumeTrue(isRequired || McuRun.missingTools().isEmpty(), "needs " + McuRun.TOOLS);
    TaskStudy study = new TaskStudy(BearingTask::new, 600, 200);
    TaskData data = study.data(1);
    int majority = Classical.majority(data).hits();
    for (Method method : List.of(Method.INT8_PSEUDO, Method.FLOAT32)) {
      TaskStudy.Run run = study.run(method, 4, 1, data);
      assertThat(run.score().hits()).isGreaterThan(majority + 20);
      assertThat(run.curve()).hasSize(20);
      McuRun board = new NodeRuns(study, data, 1).run(method, 4, run.score().hits(), McuTarget.M3);
      assertThat(board.hits()).isBetween(run.score().hits() - 4, run.score().hits() + 4);
      assertThat(board.ramBytes()).isLessThan(method.isInteger() ? 5_000 : 13_000);
    }
  }

  @Test
  void testsHaveOtherMachinesThanTraining() {
    BearingTask task = new BearingTask(1);
    TaskData data = TaskData.of(task, 64, 64);
    for (int e = 0; e < 64; e++) {
      assertThat(data.training().get(e).features())
          .isEqualTo(task.example(e % 32, e / 32).features());
      assertThat(data.test().get(e).features())
          .isEqualTo(task.example(32 + e % 32, e / 32).features());
    }
  }

  /** Labels 0, 0, 1 and 2 called 0, 1, 2 and 2. */
  @Test
  void scoreCountsHitsAndAlarms() {
    SyntheticTask task = new SpectrumTask(1);
    List<Example> test =
        List.of(
            labelled(task, 0, 1), labelled(task, 0, 2), labelled(task, 1, 1), labelled(task, 2, 1));
    int[] called = {0, 1, 2, 2};
    int[] next = {0};
    Score score = Score.of(test, example -> called[next[0]++]);
    assertThat(score).isEqualTo(new Score(4, 2, 2, 1, 2));
    assertThat(score.accuracy()).isEqualTo(50);
    assertThat(score.detection()).isEqualTo(75);
    assertThat(score.falseAlarms()).isEqualTo(50);
    assertThat(score.foundShare()).isEqualTo(100);
  }

  private static Example labelled(SyntheticTask task, int label, int which) {
    int found = 0;
    for (int number = 0; ; number++) {
      Example example = task.example(0, number);
      found += example.label() == label ? 1 : 0;
      if (found == which) {
        return example;
      }
    }
  }
}
