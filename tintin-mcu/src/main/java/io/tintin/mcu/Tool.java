package io.tintin.mcu;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of this machine that is run for what it prints. */
final class Tool {
  private static final int MOST_SHOWN = 4_000;

  private Tool() {}

  /** Whether the path has it. */
  static boolean isPresent(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Runs it, without input, and returns what it printed.
   *
   * @throws IOException if it is missing, its status is not 0, or it is not done in time; then it
   *     is ended
   */
  static String run(List<String> command, Path folder, long seconds)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("tintin-tool", ".txt");
    Process process = null;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectOutput(output.toFile())
              .start();
      boolean isDone = process.waitFor(seconds, TimeUnit.SECONDS);
      String text = Files.readString(output, StandardCharsets.UTF_8);
      if (!isDone) {
        throw failed(command, "was not done within " + seconds + " s", text);
      }
      if (process.exitValue() != 0) {
        throw failed(command, "status must be 0: " + process.exitValue(), text);
      }
      return text;
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(output);
    }
  }

  private static IOException failed(List<String> command, String why, String text) {
    String shown = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + " …" : text;
    return new IOException(command.get(0) + " " + why + "\n" + shown.strip());
  }
}
