package io.tintin.benchmarks.report;

import io.tintin.benchmarks.peer.Net;
import io.tintin.benchmarks.result.Cell;
import io.tintin.benchmarks.result.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The page {@code docs/benchmarks.md} and its chart. */
public final class Report {
  private static final String LEFT_OUT = "left out ";

  private final Results results;
  private final Series series;
  private final SpeedTables speeds;
  private final ProcessTables processes;
  private final KernelTables kernels;

  public Report(Results results) {
    this.results = results;
    this.series = new Series(results);
    this.speeds = new SpeedTables(series);
    this.processes = new ProcessTables(series);
    this.kernels = new KernelTables(results);
  }

  /** Writes both files into a folder. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("benchmarks.md"), page());
    Files.writeString(folder.resolve("benchmarks.svg"), chart());
  }

  String chart() {
    return new BarChart(series).draw();
  }

  String page() {
    StringBuilder page = new StringBuilder(Texts.HEAD);
    page.append(machine());
    page.append(Texts.TRAINING);
    for (Net net : series.nets(Cell.Task.TRAIN)) {
      page.append("\n### ").append(net.word()).append("\n\n");
      page.append(speeds.speeds(Cell.Task.TRAIN, net)).append('\n');
      page.append(speeds.ratios(Cell.Task.TRAIN, net));
    }
    String best = speeds.bestOfDjl();
    if (!best.isEmpty()) {
      page.append("\nDJL PyTorch at its best is the fastest of its settings: ").append(best);
      page.append(".\n");
    }
    page.append('\n').append(processes.hashes()).append('\n');
    page.append(threads()).append(starts()).append(predictions()).append(kernels());
    page.append(Texts.DIFFERENCES).append(leftOut());
    return page.toString();
  }

  private String machine() {
    StringBuilder text = new StringBuilder("| | |\n|---|---|\n");
    for (Map.Entry<String, String> fact : results.facts().entrySet()) {
      if (!fact.getKey().startsWith("peak ") && !fact.getKey().startsWith(LEFT_OUT)) {
        text.append("| ").append(fact.getKey()).append(" | ").append(fact.getValue());
        text.append(" |\n");
      }
    }
    TreeSet<String> data = new TreeSet<>();
    results.started().forEach(each -> data.add(each.remark().split(" ", 2)[0]));
    text.append("| examples | ").append(String.join(", ", data)).append(" |\n");
    return text.toString();
  }

  private String threads() {
    String table = speeds.threads();
    return table.isEmpty() ? "" : Texts.THREADS + table;
  }

  private String starts() {
    StringBuilder text = new StringBuilder();
    for (Net net : series.nets(Cell.Task.TRAIN)) {
      List<Integer> batches = series.batches(Cell.Task.TRAIN, net);
      for (int batch : new TreeSet<>(List.of(batches.get(0), batches.get(batches.size() - 1)))) {
        text.append('\n').append(processes.starts(net, batch));
      }
    }
    return text.length() == 0 ? "" : Texts.STARTS + text;
  }

  private String predictions() {
    StringBuilder text = new StringBuilder();
    for (Net net : series.nets(Cell.Task.PREDICT)) {
      text.append("\n### ").append(net.word()).append(", predicting\n\n");
      text.append(speeds.speeds(Cell.Task.PREDICT, net)).append('\n');
      text.append(speeds.ratios(Cell.Task.PREDICT, net));
    }
    return text.length() == 0 ? "" : Texts.PREDICTING + text;
  }

  private String kernels() {
    StringBuilder text = new StringBuilder();
    if (kernels.integerPeak() > 0) {
      text.append(Texts.PEAKS).append(kernels.peaks());
    }
    if (!kernels.isEmpty()) {
      text.append(Texts.KERNELS).append(kernels.kernels());
    }
    return text.toString();
  }

  private String leftOut() {
    StringBuilder text = new StringBuilder();
    results
        .facts()
        .forEach(
            (name, why) -> {
              if (name.startsWith(LEFT_OUT)) {
                text.append("- ")
                    .append(name.substring(LEFT_OUT.length()))
                    .append(": ")
                    .append(why);
                text.append('\n');
              }
            });
    return text.length() == 0 ? "" : "\n## Left out\n\n" + text;
  }
}
