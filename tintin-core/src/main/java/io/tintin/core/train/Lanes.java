package io.tintin.core.train;

import io.tintin.core.rescaling.TrackedRequantizer;
import io.tintin.core.tensor.Int32Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Runs the lanes of a step on several threads, and joins what they found. */
final class Lanes {
  private final ExecutorService executor;

  Lanes(ExecutorService executor) {
    this.executor = executor;
  }

  /** Shares the passes of a step out; the calling thread takes the first share. */
  void addUp(Lane[] lanes, Examples examples, int count, long stepKey) {
    List<Future<?>> others = new ArrayList<>();
    try {
      for (int l = 1; l < lanes.length; l++) {
        int share = l;
        Lane lane = lanes[l];
        others.add(
            executor.submit(() -> lane.addUp(examples, share, lanes.length, count, stepKey)));
      }
      lanes[0].addUp(examples, 0, lanes.length, count, stepKey);
    } finally {
      awaitAll(others);
    }
  }

  /** No lane runs on behind the caller's back: an interrupt is kept for later. */
  private static void awaitAll(List<Future<?>> lanes) {
    boolean wasInterrupted = false;
    for (Future<?> lane : lanes) {
      wasInterrupted |= await(lane);
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean await(Future<?> lane) {
    boolean wasInterrupted = false;
    while (true) {
      try {
        lane.get();
        return wasInterrupted;
      } catch (InterruptedException e) {
        wasInterrupted = true;
      } catch (ExecutionException e) {
        throw new IllegalStateException("a lane of the step failed", e.getCause());
      }
    }
  }

  /** The gradient of one parameter over all lanes, in the sums of the first. */
  static Int32Buffer sum(Lane[] lanes, int parameter) {
    Int32Buffer sum = lanes[0].sums[parameter];
    for (int l = 1; l < lanes.length; l++) {
      if (lanes[l].hasSums()) {
        Lane.addTo(sum, lanes[l].sums[parameter], true);
      }
    }
    return sum;
  }

  /** Ends a step: all lanes go on with the same exponents. Returns the loss of all. */
  static long finish(Lane[] lanes) {
    TrackedRequantizer[] trackers = lanes[0].trackers;
    long loss = 0;
    for (Lane lane : lanes) {
      loss += lane.loss();
    }
    for (int t = 0; t < trackers.length; t++) {
      for (int l = 1; l < lanes.length; l++) {
        trackers[t].observe(lanes[l].trackers[t]);
      }
      trackers[t].endStep();
      for (int l = 1; l < lanes.length; l++) {
        lanes[l].trackers[t].copyFrom(trackers[t]);
      }
    }
    return loss;
  }
}
