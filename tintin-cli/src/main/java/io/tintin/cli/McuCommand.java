package io.tintin.cli;

import io.tintin.cli.training.NodeTrainer;
import io.tintin.mcu.CProgram;
import io.tintin.mcu.McuRun;
import io.tintin.mcu.McuTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tintin mcu}. */
@Command(
    name = "mcu",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    version = Tintin.VERSION,
    description = {
      "Compiles a model for emulated microcontrollers, trains it there on random examples, compares"
          + " its bits with those of the Java trainer, and prints instructions and memory, beside"
          + " those of the same net in float32 where there is one.",
      ""
    })
final class McuCommand implements Callable<Integer> {
  private static final int SECONDS = 600;

  @Option(
      names = "--net",
      required = true,
      paramLabel = "NET|MODEL",
      description = NodeOptions.WHICH)
  private String net = "";

  @Option(
      names = "--core",
      paramLabel = "CORE[,CORE...]",
      split = ",",
      description = "m0, m3, m4 (no floating-point unit), m4f, m33; all by default")
  private List<String> cores = new ArrayList<>();

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "20",
      description = "${DEFAULT-VALUE} by default")
  private int steps;

  @Option(names = "--batch", paramLabel = "N", description = NodeOptions.BATCH)
  private @Nullable Integer batch;

  @Option(names = "--budget", paramLabel = "BYTES", description = NodeOptions.BUDGET)
  private @Nullable String budget;

  @Option(
      names = "--optimize",
      paramLabel = "LEVEL",
      defaultValue = "2",
      description = "of the compiler: 0, 1, 2, 3 or s; ${DEFAULT-VALUE}")
  private String level = "2";

  private final Environment environment;

  McuCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws UsageException, RunFailedException {
    if (steps < 1) {
      throw new UsageException("--steps must be at least 1: " + steps);
    }
    if (!level.matches("[0123s]")) {
      throw new UsageException("--optimize must be 0, 1, 2, 3 or s: " + level);
    }
    List<McuTarget> targets = targets();
    NodeTrainer trainer = NodeOptions.trainer(net, batch);
    CProgram program = NodeOptions.program(trainer, "model", budget);
    if (!McuRun.missingTools().isEmpty()) {
      throw new UsageException(
          "path must have "
              + String.join(", ", McuRun.missingTools())
              + ": apt-get install gcc-arm-none-eabi qemu-system-arm");
    }
    NodeOptions.memory(program).forEach(environment.out()::println);
    CProgram floats = null;
    try {
      floats = trainer.floats("floats");
    } catch (IllegalArgumentException e) {
      environment.out().println("no float32 net to compare with: " + e.getMessage());
    }
    for (McuTarget target : targets) {
      McuRun run = run(program, target);
      environment.out().println(run);
      if (floats != null) {
        environment.out().println(comparison(run, run(floats, target)));
      }
    }
    return 0;
  }

  private List<McuTarget> targets() throws UsageException {
    try {
      return cores.isEmpty()
          ? List.of(McuTarget.values())
          : cores.stream().map(McuTarget::of).toList();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private McuRun run(CProgram program, McuTarget target) throws RunFailedException {
    try {
      Path folder = Files.createTempDirectory("tintin-mcu");
      try {
        return McuRun.of(program, target, steps, "-O" + level, folder, SECONDS);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new RunFailedException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailedException("the run was interrupted", e);
    }
  }

  /** What float32 takes there, and how many times as much that is. */
  private static String comparison(McuRun integers, McuRun floats) {
    return String.format(
        Locale.ROOT,
        "%s: float32 %,d instructions a step (first %,d, least %,d, most %,d), %.2f times as many;"
            + " RAM %,d bytes, int8 %+.0f %%; flash %,d bytes, int8 %+.0f %%",
        floats.target().word(),
        floats.meanInstructions(),
        floats.firstInstructions(),
        floats.leastInstructions(),
        floats.mostInstructions(),
        (double) floats.meanInstructions() / integers.meanInstructions(),
        floats.ramBytes(),
        percentMore(integers.ramBytes(), floats.ramBytes()),
        floats.flashBytes(),
        percentMore(integers.flashBytes(), floats.flashBytes()));
  }

  private static double percentMore(long bytes, long than) {
    return 100.0 * (bytes - than) / than;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path left : files.toList()) {
        Files.delete(left);
      }
    }
    Files.delete(folder);
  }
}
