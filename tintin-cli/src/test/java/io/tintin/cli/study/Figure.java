package io.tintin.cli.study;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a command reached with each seed. Accuracies are in hundredths of a percent.
 *
 * @param arguments of {@code tintin train}, without seed
 * @param runs the lines that each printed, by seed
 */
record Figure(String arguments, List<Future<List<String>>> runs) {
  private static final Pattern ACCURACY = Pattern.compile("test accuracy ([0-9]+)\\.([0-9]{2}) %");
  private static final Pattern REACHED = Pattern.compile("([0-9]+) % after ([0-9]+) steps");
  private static final Pattern HELD_OUT =
      Pattern.compile(".*validation accuracy ([0-9]+)\\.([0-9]{2}) %.*");

  Figure {
    runs = List.copyOf(runs);
  }

  private List<String> lines(int run) {
    try {
      return runs.get(run).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("run must succeed: " + arguments, e);
    }
  }

  /** On the test set, after the last epoch. */
  int accuracy(int run) {
    for (String line : lines(run)) {
      Matcher matcher = ACCURACY.matcher(line);
      if (matcher.matches()) {
        return 100 * Integer.parseInt(matcher.group(1)) + Integer.parseInt(matcher.group(2));
      }
    }
    throw new IllegalStateException("run must print its test accuracy: " + arguments);
  }

  int sum() {
    int sum = 0;
    for (int run = 0; run < runs.size(); run++) {
      sum += accuracy(run);
    }
    return sum;
  }

  /** Rounded to nearest. */
  int mean() {
    return (2 * sum() + runs.size()) / (2 * runs.size());
  }

  int least() {
    int least = Integer.MAX_VALUE;
    for (int run = 0; run < runs.size(); run++) {
      least = Math.min(least, accuracy(run));
    }
    return least;
  }

  /** Mean over the seeds of the validation accuracy after the last epoch, rounded to nearest. */
  int heldOut() {
    int sum = 0;
    for (int run = 0; run < runs.size(); run++) {
      int last = 0;
      for (String line : lines(run)) {
        Matcher matcher = HELD_OUT.matcher(line);
        if (matcher.matches()) {
          last = 100 * Integer.parseInt(matcher.group(1)) + Integer.parseInt(matcher.group(2));
        }
      }
      sum += last;
    }
    return (2 * sum + runs.size()) / (2 * runs.size());
  }

  /** After how many steps an evaluation first showed so many percent; empty if none did. */
  OptionalInt stepsTo(int run, int percent) {
    for (String line : lines(run)) {
      Matcher matcher = REACHED.matcher(line);
      if (matcher.matches() && Integer.parseInt(matcher.group(1)) == percent) {
        return OptionalInt.of(Integer.parseInt(matcher.group(2)));
      }
    }
    return OptionalInt.empty();
  }

  /** The sum of {@link #stepsTo(int, int)} over all seeds; empty if one did not get there. */
  OptionalInt stepsTo(int percent) {
    int sum = 0;
    for (int run = 0; run < runs.size(); run++) {
      OptionalInt steps = stepsTo(run, percent);
      if (steps.isEmpty()) {
        return steps;
      }
      sum += steps.getAsInt();
    }
    return OptionalInt.of(sum);
  }

  /** A row of a table: accuracies on the test set, their mean and the least. */
  String row() {
    String each = each(run -> percent(accuracy(run)));
    return cells(each, percent(mean()), percent(least()));
  }

  /** A row of a table: steps to each of these percentages. */
  String stepsRow(int... percentages) {
    return cells(
        Arrays.stream(percentages)
            .mapToObj(percent -> each(run -> steps(run, percent)))
            .toArray(String[]::new));
  }

  private String steps(int run, int percent) {
    OptionalInt steps = stepsTo(run, percent);
    return steps.isPresent() ? String.valueOf(steps.getAsInt()) : "none";
  }

  /** A row of a table: what was held out. */
  String heldOutRow() {
    return cells(percent(heldOut()));
  }

  private String each(IntFunction<String> text) {
    return IntStream.range(0, runs.size()).mapToObj(text).collect(Collectors.joining(", "));
  }

  /** Files are named from the folder of this module; a reader is one above. */
  private String cells(String... cells) {
    String command = arguments.replace(" src/", " tintin-cli/src/");
    return "| `" + command + "` | " + String.join(" | ", cells) + " |";
  }

  private static String percent(int hundredths) {
    return String.format(Locale.ROOT, "%d.%02d", hundredths / 100, hundredths % 100);
  }
}
