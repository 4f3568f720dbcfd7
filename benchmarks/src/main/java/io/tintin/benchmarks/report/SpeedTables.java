package io.tintin.benchmarks.report;

import io.tintin.benchmarks.peer.Net;
import io.tintin.benchmarks.result.Cell;
import io.tintin.benchmarks.result.Contestant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Speeds, and how many times as fast Tin-Tin is as each rival. */
final class SpeedTables {
  private static final String NOTHING = "";

  private final Series series;

  SpeedTables(Series series) {
    this.series = series;
  }

  /** Examples in a second: a row for each contestant, a column for each batch size. */
  String speeds(Cell.Task task, Net net) {
    List<Integer> batches = series.batches(task, net);
    List<Cell> cells = batches.stream().map(batch -> new Cell(task, net, batch, false)).toList();
    Table table = new Table();
    List<String> header = new ArrayList<>(List.of("examples/s", "threads"));
    batches.forEach(batch -> header.add("batch " + batch));
    header.add("of processor time");
    if (task == Cell.Task.TRAIN) {
      header.add("GOP/s");
    }
    table.row(header);
    for (Contestant each : series.contestants(cells)) {
      List<String> row = new ArrayList<>();
      row.add(Titles.of(each.peer()));
      row.add(Integer.toString(each.threads()));
      for (Cell cell : cells) {
        row.add(series.speed(cell, each).map(s -> whole(s.median())).orElse(NOTHING));
      }
      Cell largest = cells.get(cells.size() - 1);
      OptionalDouble ofProcessor = series.speedOfProcessor(largest, each);
      row.add(ofProcessor.isPresent() ? whole(ofProcessor.getAsDouble()) : NOTHING);
      if (task == Cell.Task.TRAIN) {
        Optional<Spread> last = series.speed(largest, each);
        row.add(last.map(s -> whole(s.median() * net.macsOfStep() * 2e-9)).orElse(NOTHING));
      }
      table.row(row);
    }
    return table.toString();
  }

  static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  /** Ratios on one thread: a row for each of Tin-Tin and batch size, a column for each rival. */
  String ratios(Cell.Task task, Net net) {
    Table table = new Table();
    Set<String> rivals = new LinkedHashSet<>();
    List<Cell> cells =
        series.batches(task, net).stream().map(b -> new Cell(task, net, b, false)).toList();
    for (Contestant each : series.contestants(cells)) {
      if (!each.peer().startsWith(Titles.TINTIN)) {
        rivals.add(each.peer().startsWith(Titles.DJL) ? Titles.DJL : each.peer());
      }
    }
    List<String> header = new ArrayList<>(List.of("times as fast as", "batch"));
    for (String rival : rivals) {
      header.add(rival.equals(Titles.DJL) ? "DJL PyTorch at its best" : Titles.of(rival));
    }
    table.row(header);
    for (Cell cell : cells) {
      for (Contestant each : series.contestants(List.of(cell))) {
        if (each.peer().startsWith(Titles.TINTIN) && each.threads() == 1) {
          table.row(ratios(cell, each, rivals));
        }
      }
    }
    return table.toString();
  }

  private List<String> ratios(Cell cell, Contestant own, Set<String> rivals) {
    List<String> row = new ArrayList<>();
    row.add(Titles.of(own.peer()));
    row.add(Integer.toString(cell.batch()));
    for (String rival : rivals) {
      Optional<Contestant> best = series.fastest(cell, rival, 1);
      if (!rival.equals(Titles.DJL)) {
        best = Optional.of(new Contestant(rival, 1));
      }
      row.add(best.flatMap(b -> series.ratio(cell, own, b)).map(Spread::asRatio).orElse(NOTHING));
    }
    return row;
  }

  /** Which setting of DJL was the fastest, cell by cell. */
  String bestOfDjl() {
    List<String> cells = new ArrayList<>();
    for (Cell cell : series.cells(Cell.Task.TRAIN, false)) {
      series
          .fastest(cell, Titles.DJL, 1)
          .ifPresent(
              best ->
                  cells.add(
                      cell.net().word()
                          + " batch "
                          + cell.batch()
                          + ": "
                          + Titles.of(best.peer())));
    }
    return String.join("; ", cells);
  }

  /** Several threads beside one, quiet and with a busy neighbour. */
  String threads() {
    Table table = new Table();
    table.row(
        List.of(
            "times as fast as one thread",
            "net",
            "batch",
            "threads",
            "quiet",
            "busy, beside one busy",
            "busy, beside one quiet"));
    boolean isEmpty = true;
    for (Cell cell : series.cells(Cell.Task.TRAIN, false)) {
      for (Contestant each : series.contestants(List.of(cell))) {
        if (each.threads() > 1) {
          table.row(threads(cell, each));
          isEmpty = false;
        }
      }
    }
    return isEmpty ? NOTHING : table.toString();
  }

  private List<String> threads(Cell cell, Contestant several) {
    Contestant one = new Contestant(several.peer(), 1);
    Cell busy = new Cell(cell.task(), cell.net(), cell.batch(), true);
    Optional<Spread> quietOne = series.speed(cell, one);
    Optional<Spread> busySeveral = series.speed(busy, several);
    String across =
        quietOne.isPresent() && busySeveral.isPresent()
            ? String.format(
                Locale.ROOT, "%.2f", busySeveral.get().median() / quietOne.get().median())
            : NOTHING;
    return List.of(
        Titles.of(several.peer()),
        cell.net().word(),
        Integer.toString(cell.batch()),
        Integer.toString(several.threads()),
        series.ratio(cell, several, one).map(Spread::asRatio).orElse(NOTHING),
        series.ratio(busy, several, one).map(Spread::asRatio).orElse(NOTHING),
        across);
  }
}
