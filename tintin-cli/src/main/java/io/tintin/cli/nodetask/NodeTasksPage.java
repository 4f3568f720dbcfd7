package io.tintin.cli.nodetask;

import io.tintin.mcu.McuRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The page about both tasks, in Markdown. */
final class NodeTasksPage {
  private static final String HEAD =
      """
      # Learning on a node: bearings and channels

      Two tasks of the paper, learned on an emulated microcontroller one example at a time. **All data on this page is SYNTHETIC**: signals are computed from formulas of physics, and no figure here is one of a real
      machine or a real channel. `bin/node-tasks docs` writes this page and its pictures again, in about five minutes on two idle processors; `bin/node-tasks FOLDER 1000` is a quick look.

      **motor**: which part of a rolling bearing is broken. %1$d machines differ in the number of balls, diameters and contact angle, and so in the orders of their faults; in speed, load zone, two resonances, damping,
      gain, imbalance, colour of the noise, and knocks from elsewhere. A fault strikes with slip, as hard as the load of the place is, and the housing rings, 2.5 to 12 times as high as the deviation of the noise. An
      accelerometer takes 12,000 samples a second with 12 bits. The node has a tachometer: it adds up the magnitude of the second difference by the angle of the shaft, and keeps 64 bands of the spectrum of 16 turns,
      as logarithms relative to their mean.

      ![Vibration of one machine](node-tasks-motor.svg)

      **spectrum**: whether a radio channel is in use, and by what. %2$d channels differ in symbol rate, roll-off, number of carriers, carrier offset, echoes, and in the level and the tilt of the noise. Users are BPSK and
      QPSK in root-raised-cosine pulses and OFDM with a cyclic prefix, -8 to 12 dB above the noise in the mean of a Rayleigh fading that is drawn for each path and block. The node keeps 28 bands of the spectrum of 1,024
      samples, 28 of the spectrum of their squares, and how alike samples are that are 60 to 67 apart, all relative to their power: it does not know the level of the noise.

      Half of the machines and channels are for training; tests are on the other half alone. Features are int8 and computed with integers. The net has 64 inputs, 32 and 16 hidden units and 4 outputs: 2,676 parameters.
      All methods start from the same weights and see the same %3$,d examples in the same order, once, batch 1, at a rate that falls to 0 in a straight line. Each took that of the rates 2^-2 to 2^-6 which did best, in two
      runs, on machines and channels that are there for this alone (seed 100); with momentum, rates are an eighth of that. Each seed has other weights, machines and channels. Accuracy is that after the last step, on
      all of %4$,d test examples: one standard error is about 0.9 points.

      ![Accuracy against steps](node-tasks.svg)
      """;

  private static final String BOARDS =
      """
      On emulated boards, seed 1, the same training and the same test, with the examples in flash: %1$,d bytes, not counted below. Integers have the hash and the hits of Java there, or the command fails. Instructions
      are those of a training step, `-O2`; RAM is data and stack together. *Fewer*: how many times fewer instructions than float32 without momentum takes on that core. The Cortex-M0 board is given more memory for the
      examples; its 16 KB of RAM would do for every row. The M4F has a floating-point unit.

      | core | method | accuracy | hash | instructions a step: mean, first, least, most | fewer | RAM | flash |
      |---|---|---:|---|---|---:|---:|---:|
      """;

  private static final String GEOMETRY =
      "peaks of the envelope's spectrum at the orders of the faults, from the machine's geometry,"
          + " which no net knows";

  private static final String ENERGY = "energy detector: in use or not";

  private final List<TaskOutcome> outcomes;

  NodeTasksPage(List<TaskOutcome> outcomes) {
    this.outcomes = List.copyOf(outcomes);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    TaskOutcome any = outcomes.get(0);
    text.append(
        format(
            HEAD,
            any.task().placeCount(),
            outcomes.get(1).task().placeCount(),
            any.steps(),
            any.tests()));
    for (TaskOutcome outcome : outcomes) {
      text.append(format("\n## %s (SYNTHETIC)\n\n", outcome.task().name()));
      accuracy(text, outcome);
      levels(text, outcome);
      boards(text, outcome);
    }
    return text.toString();
  }

  private static void accuracy(StringBuilder text, TaskOutcome outcome) {
    List<String> classes = outcome.task().classes();
    text.append(
        format(
            """
            Classes: %s. *Detection* is whether an example is of the first class or not.

            | method | bytes a weight | rate | accuracy, seeds 1, 2, 3 | mean | spread | detection, mean |
            |---|---:|---|---|---:|---:|---:|
            """,
            String.join(", ", classes)));
    for (Method method : Method.values()) {
      List<Score> scores = outcome.runs(method).stream().map(TaskStudy.Run::score).toList();
      String rate = "2^-" + outcome.runs(method).get(0).rateShift();
      row(text, method.title(), "" + method.bytesPerWeight(), rate, scores);
    }
    List<Score> classical = outcome.classical();
    if (outcome.task().name().equals("motor")) {
      row(text, GEOMETRY, "", "", classical);
    } else {
      String detection = format("%.2f", mean(classical, Score::detection));
      text.append(format("| %s | | | names no class | | | %s |\n", ENERGY, detection));
    }
    row(text, "most frequent class", "", "", outcome.majority());
    text.append('\n');
  }

  private static void row(
      StringBuilder text, String title, String bytes, String rate, List<Score> scores) {
    double mean = mean(scores, Score::accuracy);
    double spread =
        scores.stream().mapToDouble(score -> Math.abs(score.accuracy() - mean)).max().orElseThrow();
    text.append(
        format(
            "| %s | %s | %s | %s | %.2f | ±%.2f | %.2f |\n",
            title,
            bytes,
            rate,
            scores.stream()
                .map(score -> format("%.2f", score.accuracy()))
                .collect(Collectors.joining(", ")),
            mean,
            spread,
            mean(scores, Score::detection)));
  }

  private static double mean(List<Score> scores, ToDoubleFunction<Score> value) {
    return scores.stream().mapToDouble(value).average().orElseThrow();
  }

  /** What is found by how far it stands out. */
  private static void levels(StringBuilder text, TaskOutcome outcome) {
    List<String> head = new ArrayList<>();
    for (LevelGroup group : outcome.groups()) {
      head.add(format("%d to %d dB", group.least(), group.most()));
    }
    text.append(
        "Share that is found of what is there, in percent, seed 1, by signal and noise:\n\n");
    text.append(format("| method | false alarms | %s |\n", String.join(" | ", head)));
    text.append("|---|---:|" + "---:|".repeat(head.size()) + "\n");
    for (Method method : Method.values()) {
      TaskStudy.Run run = outcome.runs(method).get(0);
      found(text, method.title(), format("%.1f", run.score().falseAlarms()), run.found());
    }
    String same = format("≤ %.1f", outcome.runs(Method.INT8).get(0).score().falseAlarms());
    found(text, "classical rule, its threshold chosen on the test", same, outcome.classicalFound());
    text.append('\n');
  }

  private static void found(StringBuilder text, String title, String alarms, List<Double> shares) {
    String all =
        shares.stream().map(share -> format("%.1f", share)).collect(Collectors.joining(" | "));
    text.append(format("| %s | %s | %s |\n", title, alarms, all));
  }

  private static void boards(StringBuilder text, TaskOutcome outcome) {
    text.append(format(BOARDS, outcome.streamBytes()));
    for (TaskOutcome.BoardRun board : outcome.boards()) {
      McuRun run = board.run();
      McuRun floats =
          outcome.boards().stream()
              .filter(b -> b.method() == Method.FLOAT32 && b.run().target() == run.target())
              .findFirst()
              .orElseThrow()
              .run();
      text.append(
          format(
              "| %s | %s | %.2f | %s | %,d, %,d, %,d, %,d | %.1f | %,d | %,d |\n",
              run.target().word(),
              board.method().title(),
              100.0 * run.hits() / outcome.tests(),
              board.method().isInteger() ? format("`%08x`", run.hash()) : "",
              run.meanInstructions(),
              run.firstInstructions(),
              run.leastInstructions(),
              run.mostInstructions(),
              (double) floats.meanInstructions() / run.meanInstructions(),
              run.ramBytes(),
              run.flashBytes() - outcome.streamBytes()));
    }
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
