package io.tintin.core.train;

import static io.tintin.core.internal.kernel.KernelChoice.KERNELS;

import io.tintin.core.rescaling.TrackedRequantizer;
import io.tintin.core.tensor.Int32Buffer;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the lanes of a step on several threads, and joins what they found.
 *
 * <p>Nobody is told which passes to make: each thread takes the next one that is left. So a thread
 * that comes late costs no more than its help: the calling thread makes all passes if it has to,
 * and waits for none but those that were begun. Where a step that was shared took longer than one
 * alone, as the net is small or a core is busy with something else, or had no help at all, the
 * calling thread makes the next steps alone: more of them each time.
 *
 * <p>A thread that has helped looks for the next step for a moment before it goes back to the
 * executor, from where it would come later than a small net's passes take. Clocks decide who makes
 * a pass, and so nothing about its bits.
 */
final class Lanes {
  /** How often the calling thread looks for the end of passes before it lets go of its core. */
  private static final int SPINS = 2_000;

  /** How often a helper looks for another step: some 0.3 ms. */
  private static final int IDLE_SPINS = 20_000;

  /** Most steps that the calling thread makes alone before it asks for help again. */
  private static final int MOST_ALONE = 1023;

  /** Steps in a row that may do badly: the first ones wait until the helpers are awake. */
  private static final int TRIES = 3;

  /** Steps in a row that are shared before one alone tells anew how long it takes. */
  private static final int MOST_SHARED = 63;

  /** After which the calling thread looks again, whether it was told to or not. */
  private static final long PARK_NANOS = 1_000_000;

  /** What a thread of the executor runs: one lane, for as long as there are passes. */
  private final class Helper implements Runnable {
    private final Lane lane;
    private final AtomicBoolean isQueued = new AtomicBoolean();

    Helper(Lane lane) {
      this.lane = lane;
    }

    void queue() {
      if (isQueued.compareAndSet(false, true)) {
        try {
          executor.execute(this);
        } catch (RejectedExecutionException e) {
          isQueued.set(false); // full or closed: no help this time
        }
      }
    }

    @Override
    public void run() {
      try {
        do {
          work(lane);
        } while (seesNextStep());
      } finally {
        isQueued.set(false);
      }
    }

    private boolean seesNextStep() {
      for (int spin = 0; spin < IDLE_SPINS; spin++) {
        if ((int) left.get() > 0) {
          return true;
        }
        Thread.onSpinWait();
      }
      return false;
    }
  }

  private final ExecutorService executor;
  private final Lane[] lanes;
  private final Helper[] helpers;
  private final int passSize;

  /** Number of the step in the upper half, passes that nobody has taken in the lower. */
  private final AtomicLong left = new AtomicLong();

  /** Passes that have come to their end. */
  private final AtomicInteger done = new AtomicInteger();

  private int step;
  private int count;
  private long stepKey;

  /** Steps that are still made alone, and how many they were the last time. */
  private int alone;

  private int lastAlone;

  /** Steps that were shared since the last one alone, and what that one took an example. */
  private int shared;

  private long aloneNanos;

  /** Steps in a row that were shared in vain. */
  private int misses;

  private @Nullable Examples examples;
  private volatile @Nullable Thread caller;
  private volatile @Nullable Throwable failure;

  /**
   * Lanes that work together.
   *
   * @param passSize examples that each takes at once; the first lane has room for more, to be alone
   */
  Lanes(ExecutorService executor, Lane[] lanes, int passSize) {
    this.executor = executor;
    this.lanes = lanes;
    this.passSize = passSize;
    this.helpers = new Helper[lanes.length - 1];
    for (int h = 0; h < helpers.length; h++) {
      helpers[h] = new Helper(lanes[h + 1]);
    }
  }

  /** Whether the next step, of so many examples, is one to share out; {@link #took} follows. */
  boolean mayShare(int exampleCount) {
    return helpers.length > 0 && exampleCount > passSize && alone == 0;
  }

  /** Makes the passes of a step. */
  void addUp(Examples stepExamples, int exampleCount, long key) {
    examples = stepExamples;
    count = exampleCount;
    stepKey = key;
    caller = Thread.currentThread();
    failure = null;
    done.set(0);
    int passes = (exampleCount + passSize - 1) / passSize;
    left.set(((long) ++step << 32) | passes); // from here on others may begin
    try {
      for (int h = 0; h < Math.min(helpers.length, passes - 1); h++) {
        helpers[h].queue();
      }
      work(lanes[0]);
    } finally {
      int untaken = (int) left.getAndSet((long) step << 32);
      await(passes - untaken);
    }
    if (failure != null) {
      throw new IllegalStateException("a pass of the step failed", failure);
    }
  }

  /** What a step of so many examples took, its updates included. */
  void took(boolean isShared, long nanos, int exampleCount) {
    long each = nanos / exampleCount;
    if (!isShared) {
      aloneNanos = each;
      shared = 0;
      alone = Math.max(0, alone - 1);
    } else if (isHelped() && each <= aloneNanos) {
      misses = 0;
      lastAlone = 0;
      alone = ++shared < MOST_SHARED ? 0 : 1;
    } else if (++misses == TRIES) {
      misses = 0;
      lastAlone = Math.min(MOST_ALONE, 2 * lastAlone + 1);
      alone = lastAlone;
    }
  }

  private boolean isHelped() {
    for (int l = 1; l < lanes.length; l++) {
      if (lanes[l].hasSums()) {
        return true;
      }
    }
    return false;
  }

  /** Takes passes while there are some. */
  private void work(Lane lane) {
    long seen = left.get();
    while ((int) seen > 0) {
      if (left.compareAndSet(seen, seen - 1)) {
        pass(lane, (int) seen - 1);
      }
      seen = left.get();
    }
  }

  private void pass(Lane lane, int number) {
    try {
      int from = number * passSize;
      int to = Math.min(from + passSize, count);
      lane.addUp(Objects.requireNonNull(examples), from, to, stepKey);
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      done.incrementAndGet();
      LockSupport.unpark(caller);
    }
  }

  /** No pass runs on behind the caller's back. */
  private void await(int passes) {
    for (int spin = 0; done.get() < passes && spin < SPINS; spin++) {
      Thread.onSpinWait();
    }
    while (done.get() < passes) {
      LockSupport.parkNanos(this, PARK_NANOS);
    }
  }

  /** The gradient of one parameter over all lanes, in the sums of one that made a pass. */
  static Int32Buffer sum(Lane[] lanes, int parameter) {
    Int32Buffer sum = null;
    for (Lane lane : lanes) {
      if (lane.hasSums()) {
        Int32Buffer ofLane = lane.sums[parameter];
        if (sum == null) {
          sum = ofLane;
        } else {
          KERNELS.add(ofLane.values, sum.values.length, sum.values);
        }
      }
    }
    return Objects.requireNonNull(sum);
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
