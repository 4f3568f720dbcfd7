package io.tintin.benchmarks.driver;

import io.tintin.benchmarks.peer.Window;
import java.util.List;

/**
 * When a process is warm: its last windows are as fast as those before, or the time is over.
 *
 * @param leastMillis of work before it can be
 * @param mostMillis of work after which it is
 */
record WarmUp(int leastMillis, int mostMillis) {
  /** Length of a window of warming up. */
  static final int WINDOW_MILLIS = 100;

  /** Windows on either side. */
  private static final int COUNT = 6;

  private static final double TOLERANCE = 1.02;

  /** Whether a process with these windows behind it is warm. */
  boolean isOver(List<Window> windows) {
    long millis = windows.stream().mapToLong(Window::nanos).sum() / 1_000_000;
    if (millis >= mostMillis) {
      return true;
    }
    if (millis < leastMillis || windows.size() < 2 * COUNT) {
      return false;
    }
    int end = windows.size();
    double last = best(windows.subList(end - COUNT, end));
    double before = best(windows.subList(end - 2 * COUNT, end - COUNT));
    return last <= TOLERANCE * before;
  }

  private static double best(List<Window> windows) {
    return windows.stream().mapToDouble(Window::stepsPerSecond).max().orElse(0);
  }
}
