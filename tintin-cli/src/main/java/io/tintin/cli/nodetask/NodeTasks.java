package io.tintin.cli.nodetask;

import io.tintin.cli.output.AtomicFile;
import io.tintin.cli.synthetic.BearingTask;
import io.tintin.cli.synthetic.SpectrumTask;
import io.tintin.cli.terminal.Progress;
import io.tintin.mcu.McuRun;
import io.tintin.mcu.McuTarget;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Learns both tasks by each method and writes the page about it, {@code node-tasks.md} with its
 * pictures: {@code bin/node-tasks FOLDER [STEPS]}.
 */
public final class NodeTasks {
  /** Steps of training where no other number is given. */
  static final int STEPS = 16_000;

  /** Examples of a test. */
  static final int TESTS = 2_048;

  private static final int TASKS = 2;

  private static final List<McuTarget> CORES = List.of(McuTarget.M0, McuTarget.M3, McuTarget.M4F);

  /** Methods that have a form in C. */
  private static final List<Method> ON_BOARDS =
      List.of(Method.INT8, Method.INT8_PSEUDO, Method.INT8_MOMENTUM, Method.FLOAT32);

  private final Progress progress;
  private int done;

  NodeTasks(PrintStream out, boolean isTerminal) {
    int parts = TASKS * (1 + TaskOutcome.SEEDS + CORES.size()) * Method.values().length;
    this.progress = new Progress(out, isTerminal, System::nanoTime, parts);
  }

  /**
   * Runs all and ends the process with 0 if it is done, 1 if it failed, 2 if it is used wrongly.
   */
  public static void main(String[] arguments) throws InterruptedException {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) throws InterruptedException {
    if (arguments.length < 1 || arguments.length > 2) {
      System.err.println("usage: bin/node-tasks FOLDER [STEPS]");
      return 2;
    }
    if (!McuRun.missingTools().isEmpty()) {
      System.err.println(
          "path must have "
              + String.join(", ", McuRun.missingTools())
              + ": apt-get install gcc-arm-none-eabi qemu-system-arm");
      return 2;
    }
    try {
      int steps = arguments.length < 2 ? STEPS : Integer.parseInt(arguments[1]);
      if (steps < TaskStudy.CURVE_POINTS) {
        System.err.println("STEPS must be at least " + TaskStudy.CURVE_POINTS + ": " + steps);
        return 2;
      }
      boolean isTerminal = Boolean.getBoolean("tintin.terminal");
      new NodeTasks(System.out, isTerminal).write(Path.of(arguments[0]), steps);
      return 0;
    } catch (NumberFormatException e) {
      System.err.println("STEPS must be a number: " + arguments[1]);
      return 2;
    } catch (IOException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private void write(Path folder, int steps) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    List<TaskOutcome> outcomes =
        List.of(
            outcome(new TaskStudy(BearingTask::new, steps, TESTS)),
            outcome(new TaskStudy(SpectrumTask::new, steps, TESTS)));
    write(folder.resolve("node-tasks.md"), new NodeTasksPage(outcomes).text());
    write(folder.resolve("node-tasks-motor.svg"), NodePictures.vibrations(new BearingTask(1)));
    write(folder.resolve("node-tasks.svg"), NodePictures.curves(outcomes));
    progress.line("written to " + folder + " after " + progress.elapsed());
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFile.at(file).write(text.getBytes(StandardCharsets.UTF_8));
  }

  private TaskOutcome outcome(TaskStudy study) throws IOException, InterruptedException {
    String name = study.task(1).name();
    Map<Method, Integer> shifts = study.rateShifts();
    line(Method.values().length, "%s: rates chosen, 2^-n with n of %s", name, shifts);
    List<TaskStudy.Run> runs = new ArrayList<>();
    List<Score> classical = new ArrayList<>();
    List<Score> majority = new ArrayList<>();
    for (long seed = 1; seed <= TaskOutcome.SEEDS; seed++) {
      TaskData data = study.data(seed);
      classical.add(Classical.trained(data).score(data.test()));
      majority.add(Classical.majority(data));
      for (Map.Entry<Method, Integer> chosen : shifts.entrySet()) {
        TaskStudy.Run run = study.run(chosen.getKey(), chosen.getValue(), seed, data);
        runs.add(run);
        double accuracy = run.score().accuracy();
        line(1, "%s: seed %d, %s: %.2f %%", name, seed, run.method().title(), accuracy);
      }
    }
    TaskData first = study.data(1);
    NodeRuns nodes = new NodeRuns(study, first, 1);
    return new TaskOutcome(
        study.task(1),
        study.steps(),
        study.tests(),
        runs,
        classical,
        majority,
        Classical.asQuietAs(runs.get(0).score(), first).found(first),
        LevelGroup.of(first.test()),
        boards(nodes, runs, name),
        nodes.streamBytes());
  }

  private List<TaskOutcome.BoardRun> boards(NodeRuns nodes, List<TaskStudy.Run> runs, String name)
      throws IOException, InterruptedException {
    List<TaskOutcome.BoardRun> boards = new ArrayList<>();
    for (McuTarget core : CORES) {
      for (Method method : ON_BOARDS) {
        TaskStudy.Run java =
            runs.stream().filter(run -> run.method() == method).findFirst().orElseThrow();
        McuRun run = nodes.run(method, java.rateShift(), java.score().hits(), core);
        boards.add(new TaskOutcome.BoardRun(method, run));
        line(1, "%s: %s, %s, %d hits", name, method.title(), run, run.hits());
      }
    }
    return boards;
  }

  private void line(int parts, String format, Object... values) {
    done += parts;
    progress.line(String.format(Locale.ROOT, format, values));
    progress.show("node tasks", done, "");
  }
}
