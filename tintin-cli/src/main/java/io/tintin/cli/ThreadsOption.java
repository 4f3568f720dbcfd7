package io.tintin.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --threads}. */
final class ThreadsOption {
  private static final int MOST = 1024;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "threads at work; they change no bit; default: as the machine has processors")
  private @Nullable Integer given;

  int count() throws UsageException {
    if (given == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (given < 1) {
      throw new UsageException("threads must be at least 1: " + given);
    }
    if (given > MOST) {
      throw new UsageException("threads must be at most " + MOST + ": " + given);
    }
    return given;
  }
}
