package io.tintin.cli;

import io.tintin.cli.training.NodeTrainer;
import io.tintin.cli.training.SavedModel;
import io.tintin.mcu.CProgram;
import io.tintin.mcu.MemoryPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tintin export-c}. */
@Command(
    name = "export-c",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    version = Tintin.VERSION,
    description = {
      "Writes a saved model as C99 that goes on training with the same bits, without floats or memory"
          + " allocation.",
      ""
    })
final class ExportCCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "MODEL",
      description =
          "a file that tintin train saved, of rule aligned or int8 with --rescaling tracked")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "where to write it; files of the same names are replaced")
  private Path out = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "model",
      description = "what the names in the C begin with; ${DEFAULT-VALUE}")
  private String name = "model";

  @Option(
      names = "--batch",
      paramLabel = "N",
      description =
          "examples of a step on the device; then training begins anew from these weights. As in"
              + " the model by default, which goes on where it was")
  private @Nullable Integer batch;

  private final Environment environment;

  ExportCCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws UsageException, RunFailedException {
    OptionalInt size = batch == null ? OptionalInt.empty() : OptionalInt.of(batch);
    CProgram program = program(trainer(ModelFile.read(file), size), name);
    try {
      program.writeTo(out);
    } catch (IOException e) {
      throw new RunFailedException(
          "--out must be a folder that can be written: " + out + " (" + Errors.reason(e) + ")", e);
    }
    environment.out().println("c " + out);
    environment.out().println(memory(program));
    return 0;
  }

  /** That of a saved model, with a batch size of its own or that of the model. */
  static NodeTrainer trainer(SavedModel saved, OptionalInt batchSize) throws UsageException {
    try {
      return NodeTrainer.of(saved, batchSize);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  static CProgram program(NodeTrainer trainer, String name) throws UsageException {
    try {
      return trainer.program(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** What it needs, in one line. */
  static String memory(CProgram program) {
    MemoryPlan memory = program.memory();
    return String.format(
        Locale.ROOT,
        "ram without stack %,d bytes: parameters %,d, update rule %,d, arena %,d,"
            + " bookkeeping about %,d",
        memory.total(),
        memory.parameters(),
        memory.rule(),
        memory.arena(),
        memory.bookkeeping());
  }
}
