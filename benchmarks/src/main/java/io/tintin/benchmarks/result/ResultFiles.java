package io.tintin.benchmarks.result;

import io.tintin.benchmarks.peer.Net;
import io.tintin.benchmarks.peer.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Keeps results as CSV files in a folder: {@code facts}, {@code processes}, {@code windows} and
 * {@code kernels}. No value has a comma but the last of a fact or a process.
 */
public final class ResultFiles {
  private static final String FACTS = "name,value";
  private static final String PROCESSES =
      "task,net,batch,busy,peer,threads,firstStepNanos,peakKilobytes,hash,remark";
  private static final String WINDOWS =
      "task,net,batch,busy,peer,threads,round,steps,nanos,cpuNanos,allocated,endNanos";
  private static final String KERNELS = "provider,kernel,batch,gops";

  private final Path folder;

  public ResultFiles(Path folder) {
    this.folder = folder;
  }

  /** Whether something was saved. */
  public boolean areThere() {
    return Files.isRegularFile(folder.resolve("facts.csv"));
  }

  /** Writes all files anew. */
  public void save(Results results) throws IOException {
    Files.createDirectories(folder);
    List<String> facts = new ArrayList<>(List.of(FACTS));
    results.facts().forEach((name, value) -> facts.add(name + "," + value));
    write("facts", facts);
    List<String> processes = new ArrayList<>(List.of(PROCESSES));
    for (Started each : results.started()) {
      processes.add(
          join(
              place(each.cell(), each.contestant()),
              each.firstStepNanos(),
              each.peakKilobytes(),
              each.hash(),
              each.remark()));
    }
    write("processes", processes);
    List<String> windows = new ArrayList<>(List.of(WINDOWS));
    for (Measured each : results.windows()) {
      Window w = each.window();
      windows.add(
          join(
              place(each.cell(), each.contestant()),
              each.round(),
              w.steps(),
              w.nanos(),
              w.cpuNanos(),
              w.allocated(),
              w.endNanos()));
    }
    write("windows", windows);
    List<String> kernels = new ArrayList<>(List.of(KERNELS));
    for (Kernel each : results.kernels()) {
      String gops = String.format(Locale.ROOT, "%.2f", each.gops());
      kernels.add(join(each.provider(), each.name(), each.batch(), gops));
    }
    write("kernels", kernels);
  }

  private static String place(Cell cell, Contestant contestant) {
    String task = cell.task().name().toLowerCase(Locale.ROOT);
    return join(
        task,
        cell.net().word(),
        cell.batch(),
        cell.isBusy(),
        contestant.peer(),
        contestant.threads());
  }

  private static String join(Object... values) {
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      texts.add(value.toString());
    }
    return String.join(",", texts);
  }

  private void write(String name, List<String> lines) throws IOException {
    Files.write(folder.resolve(name + ".csv"), lines);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException if a file is missing, or not as it was written
   */
  public Results load() throws IOException {
    Results results = new Results();
    read("facts", FACTS, f -> results.facts().put(f[0], f[1]));
    read(
        "processes",
        PROCESSES,
        f ->
            results
                .started()
                .add(
                    new Started(
                        cell(f),
                        contestant(f),
                        Long.parseLong(f[6]),
                        Long.parseLong(f[7]),
                        f[8],
                        f[9])));
    read(
        "windows",
        WINDOWS,
        f ->
            results
                .windows()
                .add(new Measured(cell(f), contestant(f), Integer.parseInt(f[6]), window(f))));
    read(
        "kernels",
        KERNELS,
        f ->
            results
                .kernels()
                .add(new Kernel(f[0], f[1], Integer.parseInt(f[2]), Double.parseDouble(f[3]))));
    return results;
  }

  private void read(String name, String header, Consumer<String[]> row) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(name + ".csv"));
    int columns = header.split(",", -1).length;
    if (lines.isEmpty() || !lines.get(0).equals(header)) {
      throw new IOException(name + ".csv must begin with " + header);
    }
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", columns);
      if (fields.length != columns) {
        throw new IOException(name + ".csv must have " + columns + " columns: " + line);
      }
      try {
        row.accept(fields);
      } catch (IllegalArgumentException e) {
        throw new IOException(name + ".csv must be sound: " + line, e);
      }
    }
  }

  private static Cell cell(String[] f) {
    Cell.Task task = Cell.Task.valueOf(f[0].toUpperCase(Locale.ROOT));
    return new Cell(task, Net.of(f[1]), Integer.parseInt(f[2]), Boolean.parseBoolean(f[3]));
  }

  private static Contestant contestant(String[] f) {
    return new Contestant(f[4], Integer.parseInt(f[5]));
  }

  private static Window window(String[] f) {
    return new Window(
        Long.parseLong(f[7]),
        Long.parseLong(f[8]),
        Long.parseLong(f[9]),
        Long.parseLong(f[10]),
        Long.parseLong(f[11]));
  }
}
