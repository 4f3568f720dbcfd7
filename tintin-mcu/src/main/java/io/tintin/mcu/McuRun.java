package io.tintin.mcu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an emulated board made of the self-test of a program.
 *
 * @param target the core
 * @param isEnlarged whether the board was given more memory than it has
 * @param steps how many it made
 * @param hash of the parameters after them, and of predictions on the way
 * @param firstInstructions of the first step, as far as the emulator counts: a few of each step are
 *     those that read the timer
 * @param leastInstructions of the step with the fewest
 * @param mostInstructions of that with the most
 * @param allInstructions of all steps
 * @param codeBytes of instructions and constants
 * @param dataBytes of memory with a first value, which flash holds too
 * @param zeroBytes of memory without
 * @param stackBytes at its deepest
 * @param hits of the examples that a program with a {@linkplain ExampleStream stream} tests, 0 for
 *     others
 */
public record McuRun(
    McuTarget target,
    boolean isEnlarged,
    int steps,
    int hash,
    long firstInstructions,
    long leastInstructions,
    long mostInstructions,
    long allInstructions,
    long codeBytes,
    long dataBytes,
    long zeroBytes,
    long stackBytes,
    int hits) {
  /** Its compiler, linker and emulator, as the path finds them. */
  public static final List<String> TOOLS =
      List.of("arm-none-eabi-gcc", "arm-none-eabi-size", "qemu-system-arm");

  private static final Pattern LINE = Pattern.compile("tintin (\\w+) (\\d+)");

  /** The tools that the path lacks; empty if a run is possible. */
  public static List<String> missingTools() {
    List<String> missing = new ArrayList<>();
    for (String tool : TOOLS) {
      if (!Tool.isPresent(tool)) {
        missing.add(tool);
      }
    }
    return missing;
  }

  /**
   * Compiles a program and runs its self-test: on the board as it is, or with more memory where
   * that is too small for the program or its stack.
   *
   * @param steps at least 1
   * @param optimization of the compiler, such as {@code -O2}; further options may follow, with a
   *     space between them
   * @param folder for what is made on the way; its files of the same names are replaced
   * @param seconds that the emulator has
   * @throws IOException if a tool is missing, reports an error or takes too long, or the hash is
   *     not that of the Java trainer
   */
  public static McuRun of(
      CProgram program, McuTarget target, int steps, String optimization, Path folder, long seconds)
      throws IOException, InterruptedException {
    Board.Outcome outcome = new Board(target, folder, seconds).run(program, steps, optimization);
    String output = outcome.output();
    McuRun run =
        new McuRun(
            target,
            outcome.isEnlarged(),
            steps,
            (int) value("hash", output),
            value("first", output),
            value("least", output),
            value("most", output),
            value("all", output),
            outcome.sizes().code(),
            outcome.sizes().data(),
            outcome.sizes().zero(),
            value("stack", output),
            (int) value("hits", output));
    int expected = program.expectedHash(steps);
    if (run.hash != expected) {
      throw new IOException(
          CText.of("%s: hash must be %08x, as in Java: %08x", target.word(), expected, run.hash));
    }
    return run;
  }

  private static long value(String name, String output) throws IOException {
    Matcher matcher = LINE.matcher(output);
    while (matcher.find()) {
      if (matcher.group(1).equals(name)) {
        return Long.parseLong(matcher.group(2));
      }
    }
    throw new IOException(CText.of("the board must print its %s: %s", name, output));
  }

  /** RAM with the stack, in bytes. */
  public long ramBytes() {
    return dataBytes + zeroBytes + stackBytes;
  }

  /** Flash: code, constants and first values, in bytes. */
  public long flashBytes() {
    return codeBytes + dataBytes;
  }

  /** Instructions of a step in the mean, rounded down. */
  public long meanInstructions() {
    return allInstructions / steps;
  }

  @Override
  public String toString() {
    return CText.of(
        "%s: hash %08x, %,d instructions a step (first %,d, least %,d, most %,d), RAM %,d%s, flash %,d bytes",
        target.word(),
        hash,
        meanInstructions(),
        firstInstructions,
        leastInstructions,
        mostInstructions,
        ramBytes(),
        isEnlarged ? " (more than the board has)" : "",
        flashBytes());
  }
}
