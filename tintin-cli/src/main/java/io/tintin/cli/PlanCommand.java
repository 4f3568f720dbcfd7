package io.tintin.cli;

import io.tintin.cli.terminal.TextTable;
import io.tintin.mcu.CProgram;
import io.tintin.mcu.MemoryPlan;
import io.tintin.mcu.StepPlan;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tintin plan}. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    version = Tintin.VERSION,
    description = {
      "Shows the memory of a model that trains on a microcontroller: what each tensor has of the"
          + " arena, and from which call of a step to which.",
      ""
    })
final class PlanCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL|NET", description = NodeOptions.WHICH)
  private String net = "";

  @Option(names = "--batch", paramLabel = "N", description = NodeOptions.BATCH)
  private @Nullable Integer batch;

  @Option(names = "--budget", paramLabel = "BYTES", description = NodeOptions.BUDGET)
  private @Nullable String budget;

  private final Environment environment;

  PlanCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws UsageException {
    CProgram program = NodeOptions.program(NodeOptions.trainer(net, batch), "model", budget);
    StepPlan step = program.step();
    NodeOptions.memory(program).forEach(environment.out()::println);
    environment
        .out()
        .printf(
            Locale.ROOT,
            "with %,d bytes for the stack %,d%n",
            MemoryPlan.STACK_ROOM,
            program.memory().total() + MemoryPlan.STACK_ROOM);
    environment.out().println();
    arena(step).forEach(environment.out()::println);
    environment.out().println();
    for (int call = 0; call < step.calls().size(); call++) {
      environment.out().println(call + " " + step.calls().get(call));
    }
    return 0;
  }

  /** A row a tensor; its columns are the calls that are listed below. */
  private static List<String> arena(StepPlan step) {
    TextTable table = new TextTable();
    table.row("tensor", "bytes", "offset", "calls", "0 to " + (step.calls().size() - 1));
    for (StepPlan.Tensor tensor : step.tensors()) {
      StringBuilder life = new StringBuilder();
      for (int call = 0; call < step.calls().size(); call++) {
        life.append(tensor.from() <= call && call <= tensor.to() ? '#' : '.');
      }
      table.row(
          tensor.name(),
          String.format(Locale.ROOT, "%,d", tensor.bytes()),
          String.format(Locale.ROOT, "%,d", tensor.offset()),
          tensor.from() + "-" + tensor.to(),
          life.toString());
    }
    return table.lines();
  }
}
