package io.tintin.benchmarks.report;

import io.tintin.benchmarks.peer.Net;
import io.tintin.benchmarks.result.Cell;
import io.tintin.benchmarks.result.Started;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** What processes need besides time: a start, memory; and whether their bits are equal. */
final class ProcessTables {
  private static final String NO_HASH = "none";

  private final Series series;

  ProcessTables(Series series) {
    this.series = series;
  }

  /** Start and memory of each process on one thread, at one batch size. */
  String starts(Net net, int batch) {
    Cell cell = new Cell(Cell.Task.TRAIN, net, batch, false);
    Table table = new Table();
    table.row(
        List.of(
            net.word() + ", batch " + batch,
            "first step done, s",
            "95 % of full speed, s",
            "peak memory, MB",
            "allocated a step, bytes"));
    for (Started each : series.results().started()) {
      if (each.cell().equals(cell) && each.contestant().threads() == 1) {
        table.row(
            List.of(
                Titles.of(each.contestant().peer()),
                format("%.2f", OptionalDouble.of(each.firstStepNanos() / 1e9)),
                format("%.1f", series.secondsToFullSpeed(cell, each.contestant())),
                format("%,.0f", OptionalDouble.of(each.peakKilobytes() / 1024.0)),
                format("%,.0f", series.allocatedPerStep(cell, each.contestant()))));
      }
    }
    return table.toString();
  }

  private static String format(String pattern, OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, pattern, value.getAsDouble()) : "";
  }

  /** A sentence on equal bits. */
  String hashes() {
    List<String> differing = new ArrayList<>();
    int cells = 0;
    int processes = 0;
    for (Cell.Task task : Cell.Task.values()) {
      for (Cell cell : series.cells(task, false)) {
        Set<String> hashes = new TreeSet<>();
        for (Started each : series.results().started()) {
          if (each.cell().equals(cell) && !each.hash().equals(NO_HASH)) {
            hashes.add(each.hash());
            processes++;
          }
        }
        cells += hashes.isEmpty() ? 0 : 1;
        if (hashes.size() > 1) {
          differing.add(cell.title());
        }
      }
    }
    String compared = " (processes compared: " + processes + ", cells: " + cells + ").";
    return differing.isEmpty()
        ? "Equal bits: in each cell, the weights after 11 steps of all processes of Tin-Tin are the"
            + " same, or the answers of all predictors"
            + compared
        : "**Bits differ** in " + String.join("; ", differing) + compared;
  }
}
