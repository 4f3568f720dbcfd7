package io.tintin.benchmarks.driver;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one core can do at most, by a program in C. */
final class Peak {
  private Peak() {}

  /**
   * Compiles and runs it.
   *
   * @return 10^9 operations per second by instruction
   * @throws IOException if there is no gcc, or it fails
   */
  static Map<String, String> measure(Path source, Path program) throws IOException {
    run("gcc", "-O2", "-o", program.toString(), source.toString());
    Map<String, String> peaks = new LinkedHashMap<>();
    for (String line : run(program.toString()).split("\n", -1)) {
      int space = line.lastIndexOf(' ');
      if (space > 0) {
        peaks.put(line.substring(0, space), line.substring(space + 1));
      }
    }
    return peaks;
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      out.lines().forEach(line -> said.append(line).append('\n'));
    }
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command[0] + " must succeed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(command[0] + " was interrupted", e);
    }
    return said.toString();
  }
}
