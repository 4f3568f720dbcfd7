package io.tintin.transport.federation;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which runs and rounds a client has seen. A run that was left is never taken up again, so a
 * delayed task of a dead server can't lead a gateway back. Guarded by the client's lock.
 */
final class ClientProgress {
  private static final int MAX_RETIRED = 64;

  private final Deque<Long> retired = new ArrayDeque<>();
  private long run;
  private long finishedRun;
  private int lastRound;

  /** The present run, 0 before the first task. */
  long run() {
    return run;
  }

  /** The latest round with a task, 0 for none; of a finished run, the number of its rounds. */
  int lastRound() {
    return lastRound;
  }

  boolean isFinished() {
    return finishedRun == run && run != 0;
  }

  /** Whether a task for this round is news; if so it becomes the present one. */
  boolean enter(long taskRun, int round) {
    if (!enterRun(taskRun) || isFinished() || round <= lastRound) {
      return false;
    }
    lastRound = round;
    return true;
  }

  /** Whether the end of this run is news. */
  boolean finish(long taskRun, int rounds) {
    if (!fail(taskRun)) {
      return false;
    }
    lastRound = rounds;
    return true;
  }

  /** Whether the failure of this run, which is an end too, is news. */
  boolean fail(long taskRun) {
    if (!enterRun(taskRun) || isFinished()) {
      return false;
    }
    finishedRun = run;
    return true;
  }

  private boolean enterRun(long taskRun) {
    if (taskRun == run) {
      return true;
    }
    if (taskRun == 0 || retired.contains(taskRun)) {
      return false;
    }
    if (run != 0) {
      retired.add(run);
      if (retired.size() > MAX_RETIRED) {
        retired.remove();
      }
    }
    run = taskRun;
    lastRound = 0;
    return true;
  }
}
