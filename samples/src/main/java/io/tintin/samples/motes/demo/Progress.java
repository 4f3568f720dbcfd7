package io.tintin.samples.motes.demo;

import java.io.PrintStream;

/** A bar that fills: redrawn in place on a terminal, else a line for each tenth. */
final class Progress {
  private static final int WIDTH = 30;

  private final PrintStream out;
  private final boolean isTerminal;
  private final String what;
  private final int total;
  private int done;
  private int tenthsShown = -1;

  Progress(PrintStream out, boolean isTerminal, String what, int total) {
    this.out = out;
    this.isTerminal = isTerminal;
    this.what = what;
    this.total = total;
    show("");
  }

  /** One more is done. */
  synchronized void step(String note) {
    done++;
    show(note);
  }

  /** Says something without a step. */
  synchronized void say(String note) {
    if (isTerminal) {
      show(note);
    } else {
      out.println(what + " " + note);
    }
  }

  /** Leaves the line, so that what is printed next stands on its own. */
  synchronized void leave() {
    if (isTerminal && done < total) {
      out.println();
    }
  }

  private void show(String note) {
    int filled = WIDTH * done / total;
    String bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
    String line = what + " [" + bar + "] " + done + "/" + total + "  " + note;
    if (isTerminal) {
      out.print("\r\u001B[K" + line + (done == total ? "\n" : ""));
      out.flush();
    } else if (10 * done / total > tenthsShown) {
      tenthsShown = 10 * done / total;
      out.println(line);
    }
  }
}
