package io.tintin.benchmarks.report;

import io.tintin.benchmarks.peer.Net;
import io.tintin.benchmarks.result.Cell;
import io.tintin.benchmarks.result.Contestant;
import io.tintin.benchmarks.result.Measured;
import io.tintin.benchmarks.result.Results;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Asks results what a contestant did in a cell, round by round. */
final class Series {
  private static final double FULL = 0.95;

  private final Results results;

  Series(Results results) {
    this.results = results;
  }

  Results results() {
    return results;
  }

  /** Cells that were measured, in their order. */
  List<Cell> cells(Cell.Task task, boolean isBusy) {
    return results.windows().stream()
        .map(Measured::cell)
        .distinct()
        .filter(cell -> cell.task() == task && cell.isBusy() == isBusy)
        .toList();
  }

  /** Nets of a task, in their order. */
  List<Net> nets(Cell.Task task) {
    return cells(task, false).stream().map(Cell::net).distinct().toList();
  }

  /** Batch sizes of a net, in their order. */
  List<Integer> batches(Cell.Task task, Net net) {
    return cells(task, false).stream()
        .filter(cell -> cell.net().equals(net))
        .map(Cell::batch)
        .sorted()
        .toList();
  }

  /** Who took part in one of the cells, in their order. */
  List<Contestant> contestants(List<Cell> cells) {
    return results.windows().stream()
        .filter(window -> cells.contains(window.cell()))
        .map(Measured::contestant)
        .distinct()
        .toList();
  }

  private List<Measured> windows(Cell cell, Contestant contestant, boolean isWarmUp) {
    return results.windows().stream()
        .filter(window -> window.cell().equals(cell))
        .filter(window -> window.contestant().equals(contestant))
        .filter(window -> window.isWarmUp() == isWarmUp)
        .sorted(Comparator.comparingInt(Measured::round))
        .toList();
  }

  /** Examples in a second; nothing if it was not measured. */
  Optional<Spread> speed(Cell cell, Contestant contestant) {
    List<Double> speeds = new ArrayList<>();
    for (Measured window : windows(cell, contestant, false)) {
      speeds.add(window.examplesPerSecond());
    }
    return speeds.isEmpty() ? Optional.empty() : Optional.of(Spread.of(speeds));
  }

  /** How many times as fast the first one was, in each round in which both worked. */
  Optional<Spread> ratio(Cell cell, Contestant first, Contestant second) {
    TreeMap<Integer, Double> others = new TreeMap<>();
    for (Measured window : windows(cell, second, false)) {
      others.put(window.round(), window.examplesPerSecond());
    }
    List<Double> ratios = new ArrayList<>();
    for (Measured window : windows(cell, first, false)) {
      Double other = others.get(window.round());
      if (other != null) {
        ratios.add(window.examplesPerSecond() / other);
      }
    }
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
  }

  /** Examples in a second of processor time, the median of all rounds. */
  OptionalDouble speedOfProcessor(Cell cell, Contestant contestant) {
    List<Double> speeds = new ArrayList<>();
    for (Measured each : windows(cell, contestant, false)) {
      speeds.add(each.examplesPerCpuSecond());
    }
    return speeds.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Spread.of(speeds).median());
  }

  /** Bytes on the heap in a step, the median of all rounds. */
  OptionalDouble allocatedPerStep(Cell cell, Contestant contestant) {
    List<Double> bytes = new ArrayList<>();
    for (Measured each : windows(cell, contestant, false)) {
      bytes.add((double) each.window().allocated() / each.window().steps());
    }
    return bytes.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Spread.of(bytes).median());
  }

  /** When, after the start of the JVM, the first window ended that had 95 % of the full speed. */
  OptionalDouble secondsToFullSpeed(Cell cell, Contestant contestant) {
    Optional<Spread> full = speed(cell, contestant);
    for (Measured window : windows(cell, contestant, true)) {
      if (full.isPresent() && window.examplesPerSecond() >= FULL * full.get().median()) {
        return OptionalDouble.of(window.window().endNanos() / 1e9);
      }
    }
    return OptionalDouble.empty();
  }

  /** The fastest of those whose peers begin with this, on so many threads. */
  Optional<Contestant> fastest(Cell cell, String beginning, int threads) {
    return contestants(List.of(cell)).stream()
        .filter(each -> each.peer().startsWith(beginning) && each.threads() == threads)
        .max(Comparator.comparingDouble(each -> speed(cell, each).map(Spread::median).orElse(0.0)));
  }
}
