package io.tintin.benchmarks.result;

import io.tintin.benchmarks.peer.Window;

/**
 * A window of a contestant.
 *
 * @param round counted from 0; windows of warming up are counted from {@link #WARM_UP} on
 */
public record Measured(Cell cell, Contestant contestant, int round, Window window) {
  /** The number of the first window after the start of a process. */
  public static final int WARM_UP = 1_000_000;

  /** Whether the process was getting warm. */
  public boolean isWarmUp() {
    return round >= WARM_UP;
  }

  /** Examples in a second of the clock. */
  public double examplesPerSecond() {
    return window.stepsPerSecond() * cell.batch();
  }

  /** Examples in a second of one processor. */
  public double examplesPerCpuSecond() {
    return window.steps() * 1e9 / window.cpuNanos() * cell.batch();
  }
}
