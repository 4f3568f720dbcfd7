package io.tintin.benchmarks.driver;

import io.tintin.benchmarks.peer.Net;
import io.tintin.benchmarks.result.Cell;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be measured.
 *
 * @param batches sizes for all nets; if there are none, those that each net is usually measured at
 * @param hasBusyRounds whether cells of several threads are measured beside a busy neighbour too
 */
record Plan(
    List<Net> nets,
    List<Integer> batches,
    List<Integer> threads,
    List<Peer> peers,
    int rounds,
    int windowMillis,
    WarmUp warmUp,
    boolean hasBusyRounds) {
  private static final int BUSY_BATCH = 64;

  /** About what a start takes besides warming up. */
  private static final int LAUNCH_MILLIS = 600;

  private static final int MOST_STARTS = 5;

  /** A peer on so many threads. */
  record Entry(Peer peer, int threads) {}

  /**
   * A cell and those who take part in it.
   *
   * @param hasBusyRounds whether those of Tin-Tin then go on beside a busy neighbour
   */
  record Heat(Cell cell, List<Entry> entries, boolean hasBusyRounds) {
    Heat {
      entries = List.copyOf(entries);
    }
  }

  Plan {
    nets = List.copyOf(nets);
    batches = List.copyOf(batches);
    threads = List.copyOf(threads);
    peers = List.copyOf(peers);
  }

  /** All heats, training first. */
  List<Heat> heats() {
    List<Heat> heats = new ArrayList<>();
    for (Cell.Task task : Cell.Task.values()) {
      for (Net net : nets) {
        for (int batch : batches.isEmpty() ? usualBatches(task, net) : batches) {
          Heat heat = heat(new Cell(task, net, batch, false));
          if (!heat.entries().isEmpty()) {
            heats.add(heat);
          }
        }
      }
    }
    return heats;
  }

  private static List<Integer> usualBatches(Cell.Task task, Net net) {
    if (task == Cell.Task.PREDICT) {
      return List.of(1, 64);
    }
    return net.isConvolutional() ? List.of(1, 8, 64) : List.of(1, 8, 32, 64);
  }

  private Heat heat(Cell cell) {
    List<Entry> entries = new ArrayList<>();
    boolean hasSeveral = false;
    for (Peer peer : peers) {
      for (int count : threads) {
        if (peer.task() == cell.task() && count <= Math.min(peer.mostThreads(), cell.batch())) {
          entries.add(new Entry(peer, count));
          hasSeveral |= count > 1 && peer.isTinTin();
        }
      }
    }
    boolean isBusy = hasBusyRounds && hasSeveral && cell.batch() >= BUSY_BATCH;
    return new Heat(cell, entries, isBusy);
  }

  /** How often a contestant is started, so that its first step has a median; the last one stays. */
  int starts() {
    return Math.min(rounds, MOST_STARTS);
  }

  /** About what it takes to get one contestant going. */
  long startMillis() {
    return (long) starts() * LAUNCH_MILLIS
        + ((long) warmUp.leastMillis() + warmUp.mostMillis()) / 2;
  }

  /** About what a heat takes. */
  long millis(Heat heat) {
    long window = (long) rounds * windowMillis;
    long busy = heat.entries().stream().filter(entry -> entry.peer().isTinTin()).count();
    return heat.entries().size() * (startMillis() + window)
        + (heat.hasBusyRounds() ? busy * window : 0);
  }
}
