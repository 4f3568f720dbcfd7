package io.tintin.benchmarks.report;

import io.tintin.benchmarks.peer.Net;
import io.tintin.benchmarks.peer.Window;
import io.tintin.benchmarks.result.Cell;
import io.tintin.benchmarks.result.Contestant;
import io.tintin.benchmarks.result.Kernel;
import io.tintin.benchmarks.result.Measured;
import io.tintin.benchmarks.result.Results;
import io.tintin.benchmarks.result.Started;

/** Results that were made up. */
public final class Sample {
  static final Cell TRAIN = new Cell(Cell.Task.TRAIN, Net.LENET5_SMALL, 64, false);
  private static final Cell BUSY = new Cell(Cell.Task.TRAIN, Net.LENET5_SMALL, 64, true);
  private static final Cell PREDICT = new Cell(Cell.Task.PREDICT, Net.MLP, 1, false);
  private static final int WARM = Measured.WARM_UP;

  private Sample() {}

  public static Results results() {
    Results results = new Results();
    results.facts().put("date", "2026-01-02");
    results.facts().put("processor", "Sample, family 1, model 2");
    results.facts().put("peak vpmaddwd+vpaddd ymm", "140.0");
    results.facts().put("peak vfmadd231ps ymm", "90.0");
    results.facts().put("left out train mlp batch 1: dl4j threads 1", "it ended");
    Contestant one = new Contestant("tintin-plain-17", 1);
    Contestant two = new Contestant("tintin-plain-17", 2);
    add(results, TRAIN, one, WARM, 50, 200);
    add(results, TRAIN, one, WARM + 1, 200, 400);
    add(results, TRAIN, one, WARM + 2, 210, 500);
    rounds(results, TRAIN, one, 100, 300, 200);
    rounds(results, TRAIN, two, 180, 480, 400);
    rounds(results, TRAIN, new Contestant("float32-plain-17", 1), 200, 300, 210);
    rounds(results, TRAIN, new Contestant("djl", 1), 50, 100, 100);
    rounds(results, TRAIN, new Contestant("djl-malloc", 1), 80, 120, 120);
    rounds(results, BUSY, one, 100, 250, 200);
    rounds(results, BUSY, two, 95, 250, 210);
    rounds(results, PREDICT, new Contestant("tintin-predict-plain-17", 1), 900, 900, 900);
    rounds(results, PREDICT, new Contestant("onnxruntime", 1), 800, 900, 1000);
    start(results, TRAIN, one, "abc");
    start(results, TRAIN, two, "abc");
    start(results, TRAIN, new Contestant("djl", 1), "none");
    results.kernels().add(new Kernel("plain-17", "conv-6x25x576-forward", 64, 14));
    results.kernels().add(new Kernel("plain-25", "conv-6x25x576-forward", 64, 28));
    return results;
  }

  private static void rounds(Results results, Cell cell, Contestant contestant, long... steps) {
    for (int round = 0; round < steps.length; round++) {
      add(results, cell, contestant, round, steps[round], 1000);
    }
  }

  /** A window of a second that ends so many milliseconds after the start. */
  private static void add(
      Results results, Cell cell, Contestant contestant, int round, long steps, long endMillis) {
    Window window =
        new Window(steps, 1_000_000_000, 500_000_000, steps * 16, endMillis * 1_000_000);
    results.windows().add(new Measured(cell, contestant, round, window));
  }

  private static void start(Results results, Cell cell, Contestant contestant, String hash) {
    results
        .started()
        .add(new Started(cell, contestant, 150_000_000, 66_560, hash, "data=mnist x=1,2"));
  }
}
