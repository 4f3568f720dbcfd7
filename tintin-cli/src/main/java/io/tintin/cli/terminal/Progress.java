package io.tintin.cli.terminal;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A bar that fills, redrawn in place, with the time that is left; none where the output is not a
 * terminal. Lines that are printed through it stand on their own.
 */
public final class Progress {
  private static final int WIDTH = 24;
  private static final long REDRAW_NANOS = 100_000_000;
  private static final String CLEAR = "\r\u001B[K";

  private final PrintStream out;
  private final boolean isTerminal;
  private final LongSupplier nanoTime;
  private final long total;
  private final long startNanos;
  private long drawnNanos;
  private boolean isDrawn;

  /**
   * A bar of nothing done, not drawn yet.
   *
   * @param nanoTime as {@link System#nanoTime}
   * @param total work in all, at least 1
   */
  public Progress(PrintStream out, boolean isTerminal, LongSupplier nanoTime, long total) {
    this.out = out;
    this.isTerminal = isTerminal;
    this.nanoTime = nanoTime;
    this.total = total;
    this.startNanos = nanoTime.getAsLong();
    this.drawnNanos = startNanos - REDRAW_NANOS;
  }

  /** So much of the work is done; drawn at most ten times a second. */
  public void show(String what, long done, String note) {
    long now = nanoTime.getAsLong();
    if (!isTerminal || now - drawnNanos < REDRAW_NANOS) {
      return;
    }
    drawnNanos = now;
    isDrawn = true;
    int filled = (int) (WIDTH * done / total);
    String bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
    String left =
        done == 0
            ? ""
            : "  "
                + duration((long) ((double) (now - startNanos) / done * (total - done)))
                + " left";
    out.print(CLEAR + what + " [" + bar + "] " + 100 * done / total + " %  " + note + left);
    out.flush();
  }

  /** Prints a line in place of the bar. */
  public void line(String text) {
    leave();
    out.println(text);
  }

  /** Takes the bar away. */
  public void leave() {
    if (isDrawn) {
      out.print(CLEAR);
      out.flush();
      isDrawn = false;
    }
  }

  /** Time since the start, as {@link #duration} says it. */
  public String elapsed() {
    return duration(nanoTime.getAsLong() - startNanos);
  }

  /** For example {@code 7.4 s}, {@code 3 min 05 s}, {@code 2 h 07 min}. */
  static String duration(long nanos) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
  }
}
