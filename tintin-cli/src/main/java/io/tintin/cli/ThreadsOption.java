package io.tintin.cli;

import picocli.CommandLine.Option;

/** The option {@code --threads}. */
final class ThreadsOption {
  private static final int MOST = 1024;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "threads at work; they change no bit; default: as the machine has processors")
  private int given;

  int count() throws UsageException {
    if (given < 0 || given > MOST) {
      throw new UsageException("--threads must be in [0, " + MOST + "]: " + given);
    }
    return given == 0 ? Runtime.getRuntime().availableProcessors() : given;
  }
}
