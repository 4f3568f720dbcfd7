package io.tintin.benchmarks.driver;

import io.tintin.benchmarks.own.KernelBenchmark;
import io.tintin.benchmarks.result.Cell;
import io.tintin.benchmarks.result.Kernel;
import io.tintin.benchmarks.result.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@link KernelBenchmark} once for each provider of kernels. */
final class KernelRun {
  private static final String SETTINGS = "-f 1 -wi 8 -w 300ms -i 5 -r 200ms -rf csv -rff";

  private final PeerProcess.Launch launch;
  private final List<Peer> peers;
  private final Path logs;
  private final Results results;
  private final PrintStream out;

  KernelRun(
      PeerProcess.Launch launch, List<Peer> peers, Path logs, Results results, PrintStream out) {
    this.launch = launch;
    this.peers = peers;
    this.logs = logs;
    this.results = results;
    this.out = out;
  }

  void measure(Path file) throws IOException {
    for (Peer peer : peers) {
      if (peer.isTinTin() && peer.task() == Cell.Task.TRAIN) {
        try {
          measure(peer, file);
        } catch (IOException e) {
          out.println("Kernels of " + peer.name() + " are left out: " + e.getMessage());
        }
      }
    }
  }

  private void measure(Peer peer, Path file) throws IOException {
    Files.deleteIfExists(file);
    List<String> words = new ArrayList<>(List.of(KernelBenchmark.class.getSimpleName()));
    words.addAll(List.of(SETTINGS.split(" ")));
    words.add(file.toString());
    Path log = logs.resolve("jmh-" + peer.name() + ".log");
    Process process =
        launch.jmh(peer, words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (process.waitFor() != 0 || !Files.isRegularFile(file)) {
        throw new IOException("JMH must succeed; see " + log.getFileName());
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("JMH was interrupted", e);
    }
    String provider = peer.name().substring(peer.name().indexOf('-') + 1);
    List<String> lines = Files.readAllLines(file);
    List<String> header = fields(lines.get(0));
    for (String line : lines.subList(1, lines.size())) {
      List<String> values = fields(line);
      String shape = values.get(header.indexOf("Param: shape"));
      int batch = Integer.parseInt(values.get(header.indexOf("Param: batch")));
      double nanos = Double.parseDouble(values.get(header.indexOf("Score")));
      double gops = 2.0 * KernelBenchmark.macs(shape, batch) / nanos;
      results.kernels().add(new Kernel(provider, shape, batch, gops));
    }
  }

  /** Of a line of JMH, whose quoted values have no commas. */
  private static List<String> fields(String line) {
    return List.of(line.replace("\"", "").split(",", -1));
  }
}
