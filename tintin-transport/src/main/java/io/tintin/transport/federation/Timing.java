package io.tintin.transport.federation;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Where a federation gets its time from: tests and simulations pass their own.
 *
 * @param clock for what people read, and for the deadline a task names; no decision rests on it
 * @param timer for deadlines and retries; the tasks are short
 */
public record Timing(InstantSource clock, ScheduledExecutorService timer) {
  /** Checks that both are there. */
  public Timing {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(timer, "timer");
  }

  /** The system's clock, and one daemon thread shared by all federations of the process. */
  public static Timing system() {
    return Shared.SYSTEM;
  }

  Future<?> after(Duration delay, Runnable task) {
    return timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static final class Shared {
    static final Timing SYSTEM =
        new Timing(
            InstantSource.system(),
            Executors.newSingleThreadScheduledExecutor(
                task -> {
                  Thread thread = new Thread(task, "tintin-federation-timer");
                  thread.setDaemon(true);
                  return thread;
                }));
  }
}
