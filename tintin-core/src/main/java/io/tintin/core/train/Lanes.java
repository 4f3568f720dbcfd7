package io.tintin.core.train;

import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Shares the work of a step out to several threads, each with a lane of its own.
 *
 * <p>Nobody is told what to do: each thread takes the next task that is left. So a thread that
 * comes late costs no more than its help: the calling thread does all tasks if it has to, and waits
 * for none but those that were begun. Where a step that was shared took longer than one alone, as
 * the net is small or a core is busy with something else, or had no help at all, the calling thread
 * makes the next steps alone: more of them each time.
 *
 * <p>A thread that has helped looks for the next tasks for a moment before it goes back to the
 * executor, from where it would come later than those of a small net take. Clocks decide who does a
 * task, and so nothing about its bits.
 */
final class Lanes {
  /** How often the calling thread looks for the end of tasks before it lets go of its core. */
  private static final int SPINS = 2_000;

  /** How often an assistant looks for more tasks: some 0.3 ms. */
  private static final int IDLE_SPINS = 20_000;

  /** Most steps that the calling thread makes alone before it asks for help again. */
  private static final int MOST_ALONE = 1023;

  /** After which it asks for help again, however few steps it made: cores do not stay busy. */
  private static final long MOST_ALONE_NANOS = 400_000_000;

  /** Steps in a row that may do badly: the first ones wait until the assistants are awake. */
  private static final int TRIES = 3;

  /** Steps in a row that are shared before one alone tells anew how long it takes. */
  private static final int MOST_SHARED = 63;

  /** After which the calling thread looks again, whether it was told to or not. */
  private static final long PARK_NANOS = 1_000_000;

  /** A piece of work that any thread may do, in its lane. */
  @FunctionalInterface
  interface Task {
    void run(int number, Lane lane);
  }

  /** What a thread of the executor runs: one lane, for as long as there are tasks. */
  private final class Assistant implements Runnable {
    private final Lane lane;
    private final AtomicBoolean isQueued = new AtomicBoolean();

    Assistant(Lane lane) {
      this.lane = lane;
    }

    void queue() {
      if (isQueued.compareAndSet(false, true)) {
        boolean isAccepted = false;
        try {
          executor.execute(this);
          isAccepted = true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
          // Full, closed, or without a thread to start: no help this time.
        } finally {
          if (!isAccepted) {
            isQueued.set(false);
          }
        }
      }
    }

    @Override
    public void run() {
      try {
        do {
          work(lane);
        } while (failure == null && seesMore());
      } finally {
        isQueued.set(false);
      }
    }

    private boolean seesMore() {
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
  private final Assistant[] assistants;

  /** Number of the turn in the upper half, tasks that nobody has taken in the lower. */
  private final AtomicLong left = new AtomicLong();

  /** Tasks of the turn that have come to their end. */
  private final AtomicInteger done = new AtomicInteger();

  private int turn;

  /** Steps that are still made alone, and how many they were the last time. */
  private int alone;

  private int lastAlone;

  /** What the steps took that were made alone since help was asked for. */
  private long nanosSinceHelp;

  /** Steps that were shared since the last one alone, and what that one took an example. */
  private int shared;

  private long eachAlone;

  /** Steps in a row that were shared in vain. */
  private int misses;

  /** Whether another thread than the calling one did a task of this step. */
  private boolean hasHelped;

  private @Nullable Task task;
  private volatile @Nullable Thread caller;
  private volatile @Nullable Throwable failure;

  Lanes(ExecutorService executor, Lane[] lanes) {
    this.executor = executor;
    this.lanes = lanes;
    this.assistants = new Assistant[lanes.length - 1];
    for (int h = 0; h < assistants.length; h++) {
      assistants[h] = new Assistant(lanes[h + 1]);
    }
  }

  /** Whether the next step is one to share out; {@link #took} follows. */
  boolean mayShare() {
    return assistants.length > 0 && alone == 0;
  }

  /** Does the tasks of these numbers, {@code [0, count)}, in any order. */
  void share(int count, Task nextTask) {
    task = nextTask;
    caller = Thread.currentThread();
    failure = null;
    done.set(0);
    left.set(((long) ++turn << 32) | count); // from here on others may begin
    try {
      for (int h = 0; h < Math.min(assistants.length, count - 1); h++) {
        assistants[h].queue();
      }
      work(lanes[0]);
    } finally {
      int untaken = (int) left.getAndSet((long) turn << 32);
      await(count - untaken);
    }
    if (failure != null) {
      throw new IllegalStateException("a part of the step failed", failure);
    }
  }

  /** What a step of so many examples took, its updates included. */
  void took(boolean isShared, long nanos, int exampleCount) {
    long each = nanos / exampleCount;
    boolean isHelped = hasHelped;
    hasHelped = false;
    nanosSinceHelp = isShared ? 0 : nanosSinceHelp + nanos;
    if (!isShared) {
      eachAlone = each;
      shared = 0;
      alone = nanosSinceHelp < MOST_ALONE_NANOS ? Math.max(0, alone - 1) : 0;
    } else if (isHelped && each <= eachAlone) {
      misses = 0;
      lastAlone = 0;
      alone = ++shared < MOST_SHARED ? 0 : 1;
    } else if (++misses == TRIES) {
      misses = 0;
      lastAlone = Math.min(MOST_ALONE, 2 * lastAlone + 1);
      alone = lastAlone;
    }
  }

  /** Takes tasks while there are some. */
  private void work(Lane lane) {
    long seen = left.get();
    while ((int) seen > 0 && failure == null) {
      if (left.compareAndSet(seen, seen - 1)) {
        run((int) seen - 1, lane);
      }
      seen = left.get();
    }
  }

  private void run(int number, Lane lane) {
    try {
      if (lane != lanes[0]) {
        hasHelped = true;
      }
      Objects.requireNonNull(task).run(number, lane);
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      done.incrementAndGet();
      LockSupport.unpark(caller);
    }
  }

  /** No task runs on behind the caller's back. */
  private void await(int tasks) {
    for (int spin = 0; done.get() < tasks && spin < SPINS; spin++) {
      Thread.onSpinWait();
    }
    while (done.get() < tasks) {
      LockSupport.parkNanos(this, PARK_NANOS);
    }
  }
}
