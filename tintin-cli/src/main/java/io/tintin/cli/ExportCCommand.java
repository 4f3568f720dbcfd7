package io.tintin.cli;

import io.tintin.mcu.CProgram;
import java.io.IOException;
import java.nio.file.Path;
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
      "Writes a model as C99 that goes on training with the same bits, without floats or memory"
          + " allocation.",
      ""
    })
final class ExportCCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL|NET", description = NodeOptions.WHICH)
  private String net = "";

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

  @Option(names = "--batch", paramLabel = "N", description = NodeOptions.BATCH)
  private @Nullable Integer batch;

  @Option(names = "--budget", paramLabel = "BYTES", description = NodeOptions.BUDGET)
  private @Nullable String budget;

  @Option(
      names = "--infer-only",
      description =
          "only predict, with the scales that activations had at the end of training; weights stay in"
              + " flash")
  private boolean inferOnly;

  private final Environment environment;

  ExportCCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws UsageException, RunFailedException {
    CProgram program =
        inferOnly
            ? NodeOptions.predictor(net, batch, budget, name)
            : NodeOptions.program(NodeOptions.trainer(net, batch), name, budget);
    try {
      program.writeTo(out);
    } catch (IOException e) {
      throw new RunFailedException(
          "--out must be a folder that can be written: " + out + " (" + Errors.reason(e) + ")", e);
    }
    environment.out().println("c " + out);
    NodeOptions.memory(program).forEach(environment.out()::println);
    return 0;
  }
}
