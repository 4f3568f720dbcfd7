package io.tintin.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * What commands see of the machine.
 *
 * @param out for results and progress
 * @param errors for what is wrong, a line each
 * @param isTerminal whether progress may be redrawn in place
 * @param nanoTime as {@link System#nanoTime}
 * @param data folder in which {@code bin/data} puts data sets
 */
record Environment(
    PrintStream out, PrintStream errors, boolean isTerminal, LongSupplier nanoTime, Path data) {
  /** One line on {@link #errors}. */
  void complain(String message) {
    errors.println("tintin: " + message.lines().findFirst().orElse("").strip());
  }
}
