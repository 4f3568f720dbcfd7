package io.tintin.mcu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** C that is compiled for this machine, with all that finds mistakes. */
final class HostC {
  private static final List<String> COMPILER =
      List.of(
          "gcc",
          "-std=c99",
          "-Wall",
          "-Wextra",
          "-Wconversion",
          "-Werror",
          "-O1",
          "-g",
          "-fsanitize=address,undefined",
          "-fno-sanitize-recover=all");

  private HostC() {}

  /** Skips a test where there is no compiler and none is required. */
  static void needsCompiler() {
    boolean isRequired = Boolean.getBoolean("tintin.requireMcu");
    assumeTrue(isRequired || Tool.isPresent("gcc"), "gcc must be on the path");
  }

  /** Skips a test where emulated boards or their compiler are missing and not required. */
  static void needsBoards() {
    boolean isRequired = Boolean.getBoolean("tintin.requireMcu");
    assumeTrue(isRequired || McuRun.missingTools().isEmpty(), "needs " + McuRun.TOOLS);
  }

  /** The text of a file next to the tests. */
  static String text(String name) throws IOException {
    try (InputStream in = HostC.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("test resource must be there: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Compiles C files of a folder with a test's driver.
   *
   * @return the program
   */
  static Path compile(Path folder, String driver, List<String> files, String... options)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve(driver), text(driver));
    Path program = folder.resolve(driver.replace(".c", ""));
    List<String> command = new ArrayList<>(COMPILER);
    command.addAll(List.of(options));
    command.addAll(List.of("-o", program.toString(), driver));
    command.addAll(files);
    Tool.run(command, folder, 120);
    return program;
  }

  /** Compiles a whole program, with its self-test's steps, and a test's driver. */
  static Path compile(Path folder, String driver, CProgram program, String... options)
      throws IOException, InterruptedException {
    program.writeTo(folder);
    List<String> files =
        program.files().keySet().stream().filter(file -> file.endsWith(".c")).toList();
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-DNO_MAIN");
    return compile(folder, driver, files, all.toArray(String[]::new));
  }
}
