package io.tintin.benchmarks.report;

import io.tintin.benchmarks.peer.Net;
import io.tintin.benchmarks.result.Cell;
import io.tintin.benchmarks.result.Contestant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A panel for each net: a bar for each peer on one thread at the largest batch size, from 0, the
 * fastest first. A thin line goes from the slowest round to the fastest. Readable on light and on
 * dark ground.
 */
final class BarChart {
  private static final int WIDTH = 900;
  private static final int LEFT = 290;
  private static final int RIGHT = 90;
  private static final int ROW = 22;
  private static final int HEAD = 46;
  private static final String STYLE =
      """
      <style>
      text { font: 13px system-ui, sans-serif; fill: #24292f; }
      .head { font-weight: 600; font-size: 15px; }
      .tintin { fill: #1f77b4; } .float32 { fill: #d08a2e; } .other { fill: #8c959f; }
      .range { stroke: #24292f; stroke-width: 1.5; }
      @media (prefers-color-scheme: dark) {
      text { fill: #d5dbe1; } .range { stroke: #d5dbe1; }
      .tintin { fill: #4a9fe0; } .float32 { fill: #e0a04a; } .other { fill: #7d8590; }
      }
      </style>
      """;

  private final Series series;
  private final StringBuilder svg = new StringBuilder();
  private int y;

  private record Bar(Contestant contestant, Spread speed) {}

  BarChart(Series series) {
    this.series = series;
  }

  String draw() {
    for (Net net : series.nets(Cell.Task.TRAIN)) {
      List<Integer> batches = series.batches(Cell.Task.TRAIN, net);
      int batch = batches.get(batches.size() - 1);
      panel(new Cell(Cell.Task.TRAIN, net, batch, false));
    }
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " height=\"%d\" role=\"img\" aria-label=\"Training speed beside other"
                + " trainers\">%n",
            WIDTH,
            y + 8,
            WIDTH,
            y + 8)
        + STYLE
        + svg
        + "</svg>\n";
  }

  private void panel(Cell cell) {
    List<Bar> bars = new ArrayList<>();
    for (Contestant each : series.contestants(List.of(cell))) {
      if (each.threads() == 1) {
        series.speed(cell, each).ifPresent(speed -> bars.add(new Bar(each, speed)));
      }
    }
    bars.sort(Comparator.comparingDouble(bar -> -bar.speed.median()));
    double most = bars.stream().mapToDouble(bar -> bar.speed.most()).max().orElse(1);
    text(
        8,
        y + 30,
        "head",
        "start",
        "Training "
            + cell.net().word()
            + ", batch "
            + cell.batch()
            + ", one thread: examples a second");
    y += HEAD;
    for (Bar bar : bars) {
      row(bar, (WIDTH - LEFT - RIGHT) / most);
    }
  }

  private void row(Bar bar, double pixelsPerExample) {
    Spread speed = bar.speed;
    text(LEFT - 8, y + 15, "name", "end", Titles.of(bar.contestant.peer()));
    add(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
        kind(bar.contestant.peer()), LEFT, y + 3, speed.median() * pixelsPerExample, ROW - 6);
    add(
        "<line class=\"range\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
        LEFT + speed.least() * pixelsPerExample,
        LEFT + speed.most() * pixelsPerExample,
        y + ROW / 2,
        y + ROW / 2);
    double end = LEFT + speed.most() * pixelsPerExample + 6;
    text(end, y + 15, "value", "start", SpeedTables.whole(speed.median()));
    y += ROW;
  }

  private static String kind(String peer) {
    if (peer.startsWith(Titles.TINTIN)) {
      return "tintin";
    }
    return peer.startsWith(Titles.FLOAT32) ? "float32" : "other";
  }

  private void text(double x, int baseline, String kind, String anchor, String words) {
    add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>",
        kind, x, baseline, anchor, words);
  }

  private void add(String pattern, Object... values) {
    svg.append(String.format(Locale.ROOT, pattern, values)).append('\n');
  }
}
