package io.tintin.cli.study;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Long runs of {@code tintin train}, each in a process of its own, as many at a time as there are
 * processors. What a run printed is kept in a file, from which {@code -Dtintin.resume=true} goes
 * on.
 */
final class Study implements AutoCloseable {
  /** Seeds of every figure. */
  static final int SEEDS = 3;

  private static final String COMMAND = "train";
  private static final String OUTPUT = ".txt";
  private static final String LAST_LINE = "model sha256 ";

  private final Path data;
  private final Path folder;
  private final ExecutorService workers;
  private final List<Figure> figures = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  /**
   * A study without figures.
   *
   * @param data folder of the data sets
   * @param folder for what runs print; what an earlier study left there is deleted, unless this one
   *     goes on with it
   */
  Study(Path data, Path folder) throws IOException {
    this.data = data;
    this.folder = Files.createDirectories(folder);
    boolean goesOn = Boolean.getBoolean("tintin.resume");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (!goesOn || !file.toString().endsWith(OUTPUT)) {
          Files.delete(file);
        }
      }
    }
    this.workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  }

  /** Queues the command with seeds 1 to {@value #SEEDS}. */
  Figure figure(String arguments) {
    List<Future<List<String>>> runs = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      String seeded = arguments + " --seed " + seed;
      asked.incrementAndGet();
      runs.add(CompletableFuture.supplyAsync(() -> lines(seeded), workers));
    }
    Figure figure = new Figure(arguments, runs);
    figures.add(figure);
    return figure;
  }

  /** In the order in which they were asked for. */
  List<Figure> figures() {
    return List.copyOf(figures);
  }

  private List<String> lines(String arguments) {
    try {
      Path output = folder.resolve(COMMAND + arguments.replaceAll("[^A-Za-z0-9.]+", "-") + OUTPUT);
      if (!Files.exists(output)) {
        run(arguments, output);
      }
      List<String> lines = Files.readAllLines(output);
      report(arguments, lines.get(lines.size() - 2));
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void report(String arguments, String result) {
    System.out.printf("%d/%d  %s: %s%n", done.incrementAndGet(), asked.get(), arguments, result);
  }

  /** The output gets its name when the run has come to its end. */
  private void run(String arguments, Path output) throws IOException {
    Path unfinished = Files.createTempFile(folder, "run", ".part");
    Path model = Files.createTempFile(folder, "run", ".model");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx4g", "-Djava.awt.headless=true"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tintin.cli.Tintin"));
    command.add(COMMAND);
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("--threads", "1", "--out", model.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TINTIN_DATA", data.toString());
    Process process = builder.redirectOutput(unfinished.toFile()).start();
    Thread atExit = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      int code = process.waitFor();
      String printed = Files.readString(unfinished, UTF_8);
      if (code != 0 || !printed.contains(LAST_LINE)) {
        throw new IllegalStateException("run must end with code 0: " + code + "\n" + printed);
      }
      Files.move(unfinished, output, StandardCopyOption.ATOMIC_MOVE);
    } catch (InterruptedException e) {
      process.destroy();
      throw new IllegalStateException("study must not be interrupted", e);
    } finally {
      Files.deleteIfExists(unfinished);
      Files.deleteIfExists(model);
      removeHook(atExit);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The machine is going down, and the hook with it.
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
