package io.tintin.benchmarks.driver;

import io.tintin.benchmarks.peer.Window;
import io.tintin.benchmarks.result.Cell;
import io.tintin.benchmarks.result.Contestant;
import io.tintin.benchmarks.result.Measured;
import io.tintin.benchmarks.result.Results;
import io.tintin.benchmarks.result.Started;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/**
 * One cell: every contestant is started and warmed up, one after another; then, round by round,
 * each works for a window alone while the others wait. A round begins with another one each time.
 */
final class CellRun {
  /** Steps after which weights are compared. */
  private static final int HASHED_STEPS = 10;

  private static final int STEPS_AT_ONCE = 5;
  private static final String NO_HASH = "none";

  private final Plan plan;
  private final PeerProcess.Launch launch;
  private final Path logs;
  private final ScheduledExecutorService clock;
  private final Results results;
  private final Steps progress;

  /** Told what is done. */
  interface Steps {
    /** So much work was done. */
    void done(String what, long millis);

    /** Something that the reader should know. */
    void say(String line);
  }

  private record Seat(
      Peer peer, Contestant contestant, PeerProcess process, long firstStepNanos, String hash) {}

  CellRun(
      Plan plan,
      PeerProcess.Launch launch,
      Path logs,
      ScheduledExecutorService clock,
      Results results,
      Steps progress) {
    this.plan = plan;
    this.launch = launch;
    this.logs = logs;
    this.clock = clock;
    this.results = results;
    this.progress = progress;
  }

  void run(Plan.Heat heat) throws IOException {
    List<Seat> seats = new ArrayList<>();
    try {
      for (Plan.Entry entry : heat.entries()) {
        start(heat.cell(), entry, seats);
      }
      rounds(heat.cell(), seats);
      if (heat.hasBusyRounds()) {
        busyRounds(heat.cell(), seats);
      }
      for (Seat seat : seats) {
        results
            .started()
            .add(
                new Started(
                    heat.cell(),
                    seat.contestant,
                    seat.firstStepNanos,
                    seat.process.peakKilobytes(),
                    seat.hash,
                    seat.process.remark()));
      }
    } finally {
      seats.forEach(seat -> seat.process.close());
    }
  }

  private void start(Cell cell, Plan.Entry entry, List<Seat> seats) {
    Peer peer = entry.peer();
    Contestant contestant = new Contestant(peer.name(), entry.threads());
    String what = cell.title() + ": " + peer.name() + " threads " + entry.threads();
    progress.done(what, 0);
    Path log = logs.resolve(peer.name() + ".log");
    PeerProcess process = null;
    try {
      List<Long> firstSteps = new ArrayList<>();
      for (int n = 1; n < plan.starts(); n++) {
        try (PeerProcess other = new PeerProcess(peer, cell, entry.threads(), launch, log, clock)) {
          firstSteps.add(other.firstStepNanos());
        }
      }
      process = new PeerProcess(peer, cell, entry.threads(), launch, log, clock);
      firstSteps.add(process.firstStepNanos());
      Collections.sort(firstSteps);
      String hash = warmUp(cell, contestant, peer, process);
      long firstStep = firstSteps.get(firstSteps.size() / 2);
      seats.add(new Seat(peer, contestant, process, firstStep, hash));
    } catch (IOException | IllegalArgumentException e) {
      if (process != null) {
        process.close();
      }
      String why = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
      results.facts().put("left out " + what, why);
      progress.say(what + " is left out: " + e.getMessage() + "; see " + log.getFileName());
    }
    progress.done(what, plan.startMillis());
  }

  /** Makes the steps after which weights are compared, and goes on until the process is warm. */
  private String warmUp(Cell cell, Contestant contestant, Peer peer, PeerProcess process)
      throws IOException {
    List<Window> windows = new ArrayList<>();
    String hash = NO_HASH;
    if (peer.hasHash()) {
      for (int step = 0; step < HASHED_STEPS; step += STEPS_AT_ONCE) {
        add(cell, contestant, process.steps(STEPS_AT_ONCE), windows);
      }
      hash = process.hash();
    }
    while (!plan.warmUp().isOver(windows)) {
      add(cell, contestant, process.run(WarmUp.WINDOW_MILLIS), windows);
    }
    return hash;
  }

  private void add(Cell cell, Contestant contestant, Window window, List<Window> windows) {
    int number = Measured.WARM_UP + windows.size();
    results.windows().add(new Measured(cell, contestant, number, window));
    windows.add(window);
  }

  private void rounds(Cell cell, List<Seat> seats) throws IOException {
    List<Seat> order = new ArrayList<>(seats);
    for (int round = 0; round < plan.rounds(); round++) {
      for (Seat seat : order) {
        Window window = seat.process.run(plan.windowMillis());
        results.windows().add(new Measured(cell, seat.contestant, round, window));
        String what = cell.title() + ": round " + (round + 1) + " of " + plan.rounds();
        progress.done(what, plan.windowMillis());
      }
      Collections.rotate(order, 1);
    }
  }

  private void busyRounds(Cell cell, List<Seat> seats) throws IOException {
    Cell busy = new Cell(cell.task(), cell.net(), cell.batch(), true);
    Process hog = launch.hog().start();
    try {
      rounds(busy, seats.stream().filter(seat -> seat.peer.isTinTin()).toList());
    } finally {
      hog.destroy();
    }
  }
}
